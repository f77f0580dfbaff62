import type { TaleDatabase } from '../storage/database.ts';
import { troubleOf } from '../storage/trouble.ts';

/**
 * Whether the database takes a row at this moment, by trying: a storage that is full cannot hold the row that would
 * say so, and browsers tell no true figure of the room that is left. Nothing stays of the attempt.
 */
export async function canStore(db: TaleDatabase): Promise<boolean> {
  try {
    await db.transaction('rw', db.settings, async () => {
      await db.settings.put({ key: ATTEMPT, value: null });
      await db.settings.delete(ATTEMPT);
    });
    return true;
  } catch (cause) {
    return troubleOf(cause)?.code !== 'STORAGE_FULL';
  }
}

const ATTEMPT = 'attempt to store';

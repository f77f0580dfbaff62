import { eq } from 'drizzle-orm';
import type { BlobStore } from '../store/blobs.ts';
import type { Database } from '../store/database.ts';
import { maskedMessages, updates } from '../store/schema.ts';

/**
 * Erases what a masked round was added up from, once its sums are stored: masked vectors with the secrets sealed for a
 * helper, and everything members said. Whoever gets hold of a helper's key later finds nothing here to open with it.
 * Called before the round ends, so that a process that is killed does it again.
 */
export async function eraseMasked(db: Database, blobs: BlobStore, roundId: number): Promise<void> {
  await db.delete(maskedMessages).where(eq(maskedMessages.roundId, roundId));
  const bodies = await db
    .select({ hash: updates.bodyHash })
    .from(updates)
    .where(eq(updates.roundId, roundId));
  for (const { hash } of bodies) await blobs.delete(hash);
}

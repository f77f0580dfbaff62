import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import type { BlobStore } from '../store/blobs.ts';
import type { Database } from '../store/database.ts';
import { maskedMessages, rounds, updates } from '../store/schema.ts';

const ENDED = ['published', 'quarantined', 'void'];

/**
 * Erases what a masked round was added up from, once it has ended: masked vectors with the secrets sealed for a helper,
 * and everything members said. Whoever gets hold of a helper's key later finds nothing here to open with it.
 */
export async function eraseMasked(db: Database, blobs: BlobStore, roundId: number): Promise<void> {
  const left = await db
    .select({ bodyHash: updates.bodyHash })
    .from(updates)
    .innerJoin(rounds, eq(rounds.id, updates.roundId))
    .where(and(eq(rounds.id, roundId), isNotNull(rounds.masking), inArray(rounds.state, ENDED)));
  if (left.length === 0) return;
  await db.delete(maskedMessages).where(eq(maskedMessages.roundId, roundId));
  for (const { bodyHash } of left) await blobs.delete(bodyHash);
}

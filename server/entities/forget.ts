import { and, eq, inArray, sql } from 'drizzle-orm';
import type { BlobStore } from '../store/blobs.ts';
import type { Database } from '../store/database.ts';
import { contributors, earnings, publicBlobs, rounds, updates, values } from '../store/schema.ts';

/**
 * Forgets a contributor: his key, his name in every row, and the bodies of his updates are removed. The log keeps hashes
 * only, and rounds whose bodies are gone are listed as not replayable. A round under way keeps what it has accepted
 * until it ends.
 * @param tombstone a keyed hash of the id, under which settled rows stay countable without naming anyone
 * @returns what cannot be removed, in words
 */
export async function forgetContributor(
  db: Database,
  blobs: BlobStore,
  contributor: string,
  tombstone: string,
): Promise<string[]> {
  const mine = await db
    .select({ hash: updates.hash, bodyHash: updates.bodyHash, state: rounds.state })
    .from(updates)
    .innerJoin(rounds, eq(rounds.id, updates.roundId))
    .where(eq(updates.contributor, contributor));
  const finished = mine.filter(({ state }) => ['published', 'quarantined', 'void'].includes(state));
  const bodies = finished.map(({ bodyHash }) => bodyHash);
  await db.transaction(async (tx) => {
    if (bodies.length > 0) await tx.delete(publicBlobs).where(inArray(publicBlobs.hash, bodies));
    if (finished.length > 0) {
      await tx
        .update(updates)
        .set({ contributor: sql`'forgotten ' || ${updates.hash}` })
        .where(
          and(
            eq(updates.contributor, contributor),
            inArray(
              updates.hash,
              finished.map(({ hash }) => hash),
            ),
          ),
        );
    }
    const nobody = `forgotten ${tombstone}`;
    await tx.update(values).set({ contributor: nobody }).where(eq(values.contributor, contributor));
    await tx.update(earnings).set({ contributor: nobody }).where(eq(earnings.contributor, contributor));
    if (mine.length === finished.length)
      await tx.delete(contributors).where(eq(contributors.id, contributor));
    else
      await tx
        .update(contributors)
        .set({ account: null, suspended: true })
        .where(eq(contributors.id, contributor));
  });
  for (const hash of bodies) await blobs.delete(hash);
  return [
    'the hashes of your updates in the public log',
    'what the published models learnt from them, which cannot be taken out one by one',
    ...(mine.length > finished.length
      ? ['an update in the round that is under way, until that round ends']
      : []),
  ];
}

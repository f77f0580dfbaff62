import { and, eq, inArray, like, sql } from 'drizzle-orm';
import type { BlobStore } from '../store/blobs.ts';
import type { Database } from '../store/database.ts';
import {
  appeals,
  contributors,
  creditIssues,
  earnings,
  electors,
  groupRecords,
  histories,
  influences,
  invites,
  publicBlobs,
  rounds,
  sketches,
  updates,
  values,
  votes,
  worths,
} from '../store/schema.ts';

/** Rounds in these states have ended. */
const ENDED = ['published', 'quarantined', 'void'];

/**
 * Forgets a contributor: his key, his name in every row, and the bodies of his updates are removed. The log keeps hashes
 * only, and rounds whose bodies are gone are listed as not replayable. A round under way keeps what it has accepted,
 * under nobody's name, until it ends (`eraseForgottenBodies`).
 * @param tombstone a keyed hash of the id, under which settled rows stay countable without naming anyone
 * @returns what cannot be removed, in words
 */
export async function forgetContributor(
  db: Database,
  blobs: BlobStore,
  contributor: string,
  tombstone: string,
): Promise<string[]> {
  const { bodies, known, underWay } = await db.transaction(async (tx) => {
    const mine = await tx
      .select({ hash: updates.hash, bodyHash: updates.bodyHash, state: rounds.state, round: rounds.id })
      .from(updates)
      .innerJoin(rounds, eq(rounds.id, updates.roundId))
      .where(eq(updates.contributor, contributor));
    const ended = mine.filter(({ state }) => ENDED.includes(state));
    const underWay = mine.length > ended.length;
    const bodies = ended.map(({ bodyHash }) => bodyHash);
    const [known] = await tx.select().from(contributors).where(eq(contributors.id, contributor));
    // A key may be forgotten, enrolled again, and forgotten again: each time is a nobody of its own.
    const nobody = `${FORGOTTEN}${tombstone} ${known?.enrolledAt ?? 0}`;
    if (bodies.length > 0) await tx.delete(publicBlobs).where(inArray(publicBlobs.hash, bodies));
    if (ended.length > 0) {
      await tx
        .update(updates)
        .set({ contributor: sql`${FORGOTTEN} || ${updates.hash}` })
        .where(
          and(
            eq(updates.contributor, contributor),
            inArray(
              updates.hash,
              ended.map(({ hash }) => hash),
            ),
          ),
        );
    }
    // What he voted stays counted, and the key's budget of votes with nobody; he is asked no more.
    await tx.update(votes).set({ contributor: nobody }).where(eq(votes.contributor, contributor));
    await tx.delete(electors).where(eq(electors.contributor, contributor));
    await tx.update(updates).set({ contributor: nobody }).where(eq(updates.contributor, contributor));
    await tx.update(values).set({ contributor: nobody }).where(eq(values.contributor, contributor));
    await tx.update(earnings).set({ contributor: nobody }).where(eq(earnings.contributor, contributor));
    await tx
      .update(creditIssues)
      .set({ contributor: nobody })
      .where(eq(creditIssues.contributor, contributor));
    await tx.update(worths).set({ contributor: nobody }).where(eq(worths.contributor, contributor));
    await tx.update(influences).set({ entity: nobody }).where(eq(influences.entity, contributor));
    await tx.delete(sketches).where(eq(sketches.contributor, contributor));
    await tx.delete(histories).where(eq(histories.contributor, contributor));
    await tx.update(invites).set({ by: null }).where(eq(invites.by, contributor));
    await tx.update(invites).set({ usedBy: nobody }).where(eq(invites.usedBy, contributor));
    await tx.update(contributors).set({ inviteRoot: nobody }).where(eq(contributors.inviteRoot, contributor));
    await tx.delete(groupRecords).where(eq(groupRecords.contributor, contributor));
    await tx.delete(appeals).where(eq(appeals.contributor, contributor));
    if (mine.length > 0) {
      await tx
        .update(rounds)
        .set({
          candidate: sql`replace(${rounds.candidate}::text, ${contributor}, ${nobody})::jsonb`,
          draw: sql`replace(${rounds.draw}::text, ${contributor}, ${nobody})::jsonb`,
        })
        .where(
          inArray(
            rounds.id,
            mine.map(({ round }) => round),
          ),
        );
    }
    await tx.delete(contributors).where(eq(contributors.id, contributor));
    if (underWay && known !== undefined) {
      // What the round accepted still counts in it, with the standing it was accepted with.
      await tx
        .insert(contributors)
        .values({ ...known, id: nobody, publicKey: '', account: null, suspended: true });
    }
    return { bodies, known, underWay };
  });
  for (const hash of bodies) await blobs.delete(hash);
  return [
    'the hashes of your updates in the public log',
    'what the published models learnt from them, which cannot be taken out one by one',
    ...(known?.account == null ? [] : ['the address you chose, with the total that is owed to it']),
    ...(underWay ? ['an update in the round that is under way, until that round ends'] : []),
  ];
}

/** Whether a contributor's name is that of somebody who was forgotten. */
export function isForgotten(contributor: string): boolean {
  return contributor.startsWith(FORGOTTEN);
}

/** Removes from a round that has ended what it had kept of people who were forgotten while it was under way. */
export async function eraseForgottenBodies(db: Database, blobs: BlobStore, roundId: number): Promise<void> {
  const left = await db
    .select({ bodyHash: updates.bodyHash, contributor: updates.contributor })
    .from(updates)
    .innerJoin(rounds, eq(rounds.id, updates.roundId))
    .where(
      and(eq(rounds.id, roundId), inArray(rounds.state, ENDED), like(updates.contributor, `${FORGOTTEN}%`)),
    );
  if (left.length === 0) return;
  await db.delete(contributors).where(
    inArray(
      contributors.id,
      left.map(({ contributor }) => contributor),
    ),
  );
  for (const { bodyHash } of left) await blobs.delete(bodyHash);
}

const FORGOTTEN = 'forgotten ';

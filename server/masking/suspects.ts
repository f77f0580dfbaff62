import { eq, inArray, sql } from 'drizzle-orm';
import { groupEvidence, SUSPECTED, suspicion } from '../../shared/masking/suspicion.ts';
import type { GroupRow } from '../../shared/protocol/log.ts';
import type { Database } from '../store/database.ts';
import { contributors, groupRecords, updates } from '../store/schema.ts';

/**
 * Writes down who was in groups that were refused and who in others, and suspends whom chance does not explain any more:
 * groups are drawn anew every round, so that only a culprit is always there.
 * @param named updates whose own seals voided their groups: chance has no part in that
 * @returns who was suspended
 */
export async function noteGroups(
  tx: Database,
  groups: readonly GroupRow[],
  named: readonly string[],
): Promise<string[]> {
  const judged = groups.filter(({ verdict }) => verdict !== 'void');
  const share = judged.filter(({ verdict }) => verdict === 'too-long').length / Math.max(1, judged.length);
  const isRefused = new Map(
    judged.flatMap(({ summed, verdict }) =>
      summed.map((update) => [update as string, verdict === 'too-long']),
    ),
  );
  for (const update of named) isRefused.set(update, true);
  if (isRefused.size === 0) return [];
  const owners = await tx
    .select({ update: updates.hash, contributor: updates.contributor })
    .from(updates)
    .where(inArray(updates.hash, [...isRefused.keys()]));
  const suspended: string[] = [];
  for (const { update, contributor } of owners) {
    const refused = isRefused.get(update) === true;
    const evidence = groupEvidence(refused, named.includes(update) ? 0 : share);
    const { refused: counted, groups: all, evidence: gathered } = groupRecords;
    const [record] = await tx
      .insert(groupRecords)
      .values({ contributor, refused: refused ? 1 : 0, groups: 1, evidence })
      .onConflictDoUpdate({
        target: groupRecords.contributor,
        set: {
          refused: sql`${counted} + ${refused ? 1 : 0}`,
          groups: sql`${all} + 1`,
          evidence: sql`${gathered} + ${evidence}`,
        },
      })
      .returning();
    if (!refused || record === undefined || suspicion(record.evidence) < SUSPECTED) continue;
    await tx.update(contributors).set({ suspended: true }).where(eq(contributors.id, contributor));
    suspended.push(contributor);
  }
  return suspended;
}

import { eq, inArray, sql } from 'drizzle-orm';
import { SUSPECTED, suspicion, USUAL_CULPRITS } from '../../shared/masking/suspicion.ts';
import type { GroupRow } from '../../shared/protocol/log.ts';
import type { Database } from '../store/database.ts';
import { contributors, groupRecords, updates } from '../store/schema.ts';

/**
 * Writes down who was in groups that were refused and who in others, and suspends whom chance does not explain any more:
 * groups are drawn anew every round, so that only a culprit is always there.
 * @returns who was suspended
 */
export async function noteGroups(
  tx: Database,
  groups: readonly GroupRow[],
  groupSize: number,
): Promise<string[]> {
  const judged = groups.filter(({ verdict }) => verdict !== 'void');
  const isRefused = new Map(
    judged.flatMap(({ summed, verdict }) =>
      summed.map((update) => [update as string, verdict === 'too-long']),
    ),
  );
  if (isRefused.size === 0) return [];
  const owners = await tx
    .select({ update: updates.hash, contributor: updates.contributor })
    .from(updates)
    .where(inArray(updates.hash, [...isRefused.keys()]));
  const suspended: string[] = [];
  for (const { update, contributor } of owners) {
    const refused = isRefused.get(update) === true ? 1 : 0;
    const [record] = await tx
      .insert(groupRecords)
      .values({ contributor, refused, groups: 1 })
      .onConflictDoUpdate({
        target: groupRecords.contributor,
        set: { refused: sql`${groupRecords.refused} + ${refused}`, groups: sql`${groupRecords.groups} + 1` },
      })
      .returning();
    if (refused === 0 || record === undefined || suspicion(record, USUAL_CULPRITS, groupSize) < SUSPECTED)
      continue;
    await tx.update(contributors).set({ suspended: true }).where(eq(contributors.id, contributor));
    suspended.push(contributor);
  }
  return suspended;
}

import { groupStanding } from '../../shared/influence/group-standing.ts';
import type { RowStanding } from '../../shared/influence/round-weights.ts';
import { groupMean, longestMean } from '../../shared/masking/group-mean.ts';
import { groupTerms, type MaskingContext } from '../../shared/masking/group-terms.ts';
import { unpack } from '../../shared/masking/ring.ts';
import { type GroupRow, groupRowSchema } from '../../shared/protocol/log.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { GroupProgress } from './group-progress.ts';

/** What the groups of a round came to: the rows of its rule, and who is in them. */
export interface OpenedGroups {
  readonly groups: readonly GroupRow[];
  /** Means of the groups that are used, `[G][d]`. */
  readonly means: readonly Float32Array[];
  /** Norm that the rule holds them to. */
  readonly longest: number;
  /** Updates that are in them, sorted. */
  readonly summed: readonly string[];
}

/** Judges every group's sum by its length; those that are too long are left out, whoever in them it was. */
export async function openGroups(
  blobs: BlobStore,
  groups: readonly GroupProgress[],
  context: MaskingContext,
): Promise<OpenedGroups> {
  const { ring } = groupTerms(context);
  const rows: GroupRow[] = [];
  const means: Float32Array[] = [];
  for (const { members, end } of groups) {
    const bytes = end?.is === 'sum' ? await blobs.get(end.sum) : null;
    const residues = bytes === null ? null : unpack(bytes, ring);
    if (end?.is !== 'sum' || residues === null) {
      const why = end?.is === 'void' ? end.why : 'its sum is not stored any more';
      rows.push(groupRowSchema.parse({ members, summed: [], sum: null, verdict: 'void', why }));
      continue;
    }
    const { mean, isTooLong } = groupMean(residues, end.summed.length, context);
    if (!isTooLong) means.push(mean);
    rows.push(
      groupRowSchema.parse({
        members,
        summed: end.summed,
        sum: end.sum,
        verdict: isTooLong ? 'too-long' : 'used',
        why: isTooLong ? 'the sum is longer than updates within the norm can make it' : null,
      }),
    );
  }
  return { groups: rows, means, longest: longestMean(context), summed: usedOf(rows).flat().sort() };
}

/** The updates in each sum that was used, in the order of the rule's rows. */
export function usedOf(groups: readonly GroupRow[]): string[][] {
  return groups.flatMap(({ verdict, summed }) => (verdict === 'used' ? [[...summed]] : []));
}

/** How each group that is used stands, by how its members do. */
export function standingsOf(
  groups: readonly GroupRow[],
  rows: readonly (RowStanding & { readonly update: string })[],
): RowStanding[] {
  const byUpdate = new Map<string, RowStanding>(rows.map((row) => [row.update, row]));
  return usedOf(groups).map((summed) =>
    groupStanding(summed.flatMap((update) => byUpdate.get(update) ?? [])),
  );
}

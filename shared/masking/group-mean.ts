import { groupTerms, type MaskingContext } from './group-terms.ts';
import { fromGroupSum } from './group-vector.ts';

/** What a group's sum says. */
export interface GroupMean {
  /** The mean of its members' updates, `[d]`: a row of the aggregation rule. */
  readonly mean: Float32Array;
  /** Whether the sum is longer than honest members can make it: one of them sent no update. */
  readonly isTooLong: boolean;
}

/** The mean that a sum of residues `[d]` stands for. @param members how many are in it */
export function groupMean(sum: Uint32Array, members: number, context: MaskingContext): GroupMean {
  const total = fromGroupSum(sum, context);
  // Added in one order, for everybody who computes it.
  let squares = 0;
  for (const x of total) squares += x * x;
  return {
    mean: Float32Array.from(total, (x) => x / members),
    isTooLong: !(Math.sqrt(squares) <= groupTerms(context).longestSum(members)),
  };
}

/** L2 norm that means are held to by a rule: that of the smallest group that still has a sum. */
export function longestMean(context: MaskingContext): number {
  const { threshold, longestSum } = groupTerms(context);
  return longestSum(threshold) / threshold;
}

import { decodeInt8Block, dequantise } from '../codec/int8-block.ts';
import { sha256Hex } from '../crypto/sha256.ts';
import { groupStanding } from '../influence/group-standing.ts';
import type { RowStanding } from '../influence/round-weights.ts';
import { groupMean, longestMean } from '../masking/group-mean.ts';
import { groupTerms, maskingContextOf } from '../masking/group-terms.ts';
import { unpack } from '../masking/ring.ts';
import { l2Norm } from '../numerics/tiled-reductions.ts';
import { longestUpdate } from '../privacy/noise-update.ts';
import type { RoundLeaf } from '../protocol/log.ts';
import type { MaskingTerms } from '../protocol/masking-terms.ts';

/** Where a replay gets content-addressed bytes from: null when they are no longer to be had. */
export type FetchBlob = (hash: string) => Promise<Uint8Array | null>;

/** The rows of the rule, or why there are none. */
export type OpenedRows =
  | {
      readonly is: 'rows';
      readonly updates: readonly Float32Array[];
      readonly standings: readonly RowStanding[];
      /** Norm that the rule holds rows to. */
      readonly longest: number;
    }
  | { readonly is: 'missing' | 'different'; readonly why: string };

/** What a round's rule was applied to: its updates, or the means of its groups; each blob is hashed before it is used. @param dimension d */
export function openRows(leaf: RoundLeaf, dimension: number, fetchBlob: FetchBlob): Promise<OpenedRows> {
  return leaf.masking == null
    ? openUpdates(leaf, dimension, fetchBlob)
    : openGroups(leaf, leaf.masking, dimension, fetchBlob);
}

/** Where single updates can be seen: their bodies, decoded. */
async function openUpdates(leaf: RoundLeaf, dimension: number, fetchBlob: FetchBlob): Promise<OpenedRows> {
  const longest = longestUpdate(leaf.norm, leaf.privacy ?? null, dimension);
  const updates: Float32Array[] = [];
  for (const row of leaf.cohort) {
    const of = `body of update ${row.update}`;
    const body = await fetchBlob(row.bodyHash);
    if (body === null) return { is: 'missing', why: `${of} is not stored any more` };
    if (sha256Hex(body) !== row.bodyHash) return { is: 'different', why: `${of} has another hash` };
    const decoded = await decodeInt8Block(body, dimension);
    if (!decoded.ok)
      return { is: 'different', why: `update ${row.update} cannot be decoded: ${decoded.problem}` };
    const update = dequantise(decoded.quantised);
    if (l2Norm(update) > longest)
      return { is: 'different', why: `update ${row.update} is longer than the norm ${longest}` };
    updates.push(update);
  }
  return { is: 'rows', updates, standings: leaf.cohort, longest };
}

/** Where they cannot: the public sums of their groups. */
async function openGroups(
  leaf: RoundLeaf,
  masking: MaskingTerms,
  dimension: number,
  fetchBlob: FetchBlob,
): Promise<OpenedRows> {
  const context = maskingContextOf({
    task: leaf.task,
    round: leaf.round,
    model: leaf.base.hash,
    dimension,
    norm: leaf.norm,
    privacy: leaf.privacy ?? null,
    masking,
  });
  const { ring, threshold } = groupTerms(context);
  const standing = new Map<string, RowStanding>(leaf.cohort.map((row) => [row.update, row]));
  const updates: Float32Array[] = [];
  const standings: RowStanding[] = [];
  for (const { members, summed, sum, verdict } of leaf.groups ?? []) {
    if (sum === null) continue;
    if (summed.length < threshold || summed.some((update) => !members.includes(update)))
      return { is: 'different', why: `the sum ${sum} is of too few updates, or of others than its group’s` };
    const bytes = await fetchBlob(sum);
    if (bytes === null) return { is: 'missing', why: `the sum ${sum} is not stored any more` };
    if (sha256Hex(bytes) !== sum) return { is: 'different', why: `the sum ${sum} has another hash` };
    const residues = unpack(bytes, ring);
    if (residues === null) return { is: 'different', why: `the sum ${sum} has not the model’s length` };
    const { mean, isTooLong } = groupMean(residues, summed.length, context);
    if (isTooLong !== (verdict === 'too-long'))
      return { is: 'different', why: `the sum ${sum} was judged otherwise than it should have been` };
    if (isTooLong) continue;
    updates.push(mean);
    standings.push(groupStanding(summed.flatMap((update) => standing.get(update) ?? [])));
  }
  return { is: 'rows', updates, standings, longest: longestMean(context) };
}

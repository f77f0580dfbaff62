import { z } from 'zod';
import { sha256 } from '../crypto/sha256.ts';
import { longestNoised, longestRounded, type NoiseGrid, noiseVariance } from '../privacy/noise-update.ts';
import { canonicalBytes } from '../protocol/canonical.ts';
import { modelHashSchema, roundNumberSchema, taskSchema } from '../protocol/ids.ts';
import { groupSizeSchema, type MaskingTerms } from '../protocol/masking-terms.ts';
import type { PrivacyTerms } from '../protocol/privacy-terms.ts';
import type { Ring } from './ring.ts';
import { rotatedTogether } from './rotation.ts';

/** What a masked round is about, the same for everybody in it; every key and signature is bound to it. */
export const maskingContextSchema = z.strictObject({
  task: taskSchema,
  round: roundNumberSchema,
  /** Base model: of a group all start from the same. */
  model: modelHashSchema,
  /** d */
  dimension: z.number().int().positive().max(64_000_000),
  /** C */
  norm: z.number().positive(),
  /** g: members of a group. */
  groupSize: groupSizeSchema,
  /** σ: standard deviation of the noise on a group's sum, over what one member can move; 0 for none. */
  noiseMultiplier: z.number().nonnegative(),
});
export type MaskingContext = z.infer<typeof maskingContextSchema>;

/** The context of a round, from what is published of it. @throws ZodError for a round that there cannot be */
export function maskingContextOf(round: {
  readonly task: string;
  readonly round: number;
  readonly model: string;
  readonly dimension: number;
  readonly norm: number;
  readonly privacy: PrivacyTerms | null;
  readonly masking: MaskingTerms;
}): MaskingContext {
  const { privacy, masking, ...common } = round;
  return maskingContextSchema.parse({
    ...common,
    groupSize: masking.groupSize,
    noiseMultiplier: privacy?.noiseMultiplier ?? 0,
  });
}

/** How a group's vectors are written as whole numbers, and what its sum may be. */
export interface GroupTerms {
  /** t: members who must be left at the end; a server that holds fewer shares learns nothing. */
  readonly threshold: number;
  readonly ring: Ring;
  /** Of one member: rounding, and the share of the noise. */
  readonly grid: NoiseGrid;
  /** Longest sum of `members` honest members, noise and all. */
  longestSum(members: number): number;
}

/** Bits of one member's number before any noise; a group's sum has ⌈log₂ g⌉ more. */
const BITS_OF_ONE = 8;
/** Standard deviations within which a coordinate stays; one in two million wraps around. */
const DEVIATIONS = 5;
/** C in steps, over √d, at least: below it rounding would lengthen an update by more than a sixteenth. */
const COARSEST = 2;

/**
 * The terms that follow from a context. Numbers have b = 8 + ⌈log₂ g⌉ bits; a round whose noise would not fit there has
 * as many more as it takes. The scale is one for the whole round, the finest at which a sum stays within its bits.
 */
export function groupTerms({ dimension, norm, groupSize, noiseMultiplier }: MaskingContext): GroupTerms {
  const threshold = Math.floor((2 * groupSize) / 3) + 1;
  const together = rotatedTogether(dimension);
  // Spread of one member's coordinate is K·√(d/n) steps, once C is K·√d of them.
  const finest = (2 ** (BITS_OF_ONE - 1) - 1) / DEVIATIONS / Math.sqrt(dimension / together);
  const widest = (fineness: number): number => {
    const noise = noiseMultiplier * longestRounded(fineness * Math.sqrt(dimension), dimension);
    return (
      DEVIATIONS *
      Math.hypot(
        noise * Math.sqrt(groupSize / threshold),
        groupSize * fineness * Math.sqrt(dimension / together),
      )
    );
  };
  let bits = BITS_OF_ONE + Math.ceil(Math.log2(groupSize));
  while (widest(COARSEST) > 2 ** (bits - 1) && bits < 32) bits++;
  let fineness = finest;
  while (widest(fineness) > 2 ** (bits - 1) && fineness > COARSEST) fineness *= 0.99;
  const step = norm / (fineness * Math.sqrt(dimension));
  const sensitivity = longestRounded(norm / step, dimension);
  const grid = { step, sensitivity, variance: noiseVariance(noiseMultiplier, sensitivity, threshold) };
  return {
    threshold,
    ring: { bits, length: dimension },
    grid,
    longestSum: (members) =>
      longestNoised(grid, { variance: members * grid.variance, signals: members }, dimension),
  };
}

/** Public, and new for every round and model: the signs by which vectors are rotated. */
export function rotationSeed(context: MaskingContext): Uint8Array {
  return sha256(contextBytes(context, 'rotation'));
}

/** What a key, a signature or a seed of a masked round is bound to: the context, a purpose, and who it is between. */
export function contextBytes(
  context: MaskingContext,
  purpose: string,
  between: readonly string[] = [],
): Uint8Array {
  return canonicalBytes({ protocol: 'PrompTale masked sum 1', purpose, between, ...context });
}

import { noisedSteps } from '../privacy/noise-update.ts';
import type { RandomWords } from '../privacy/random-words.ts';
import { groupTerms, type MaskingContext, rotationSeed } from './group-terms.ts';
import { fromResidues, toResidues } from './ring.ts';
import { rotate, unrotate } from './rotation.ts';

/**
 * A member's clipped `update [d]` as it is added to a group's sum: rotated, rounded, with its share of the noise, modulo
 * 2^b. Wrapping is of the sum: no single number is cut off, so nothing but the sum's privacy matters.
 */
export function toGroupVector(
  update: Float32Array,
  context: MaskingContext,
  words: RandomWords,
): Uint32Array {
  const { grid, ring } = groupTerms(context);
  return toResidues(noisedSteps(rotate(update, rotationSeed(context)), grid, words), ring);
}

/** What a group's sum of residues stands for: the sum of its members' updates, `[d]`, with the noise. */
export function fromGroupSum(sum: Uint32Array, context: MaskingContext): Float64Array {
  const { grid, ring } = groupTerms(context);
  const steps = fromResidues(sum, ring);
  return unrotate(steps, rotationSeed(context)).map((x) => x * grid.step);
}

import type { PrivacyTerms } from '../protocol/privacy-terms.ts';
import { discreteGaussian } from './discrete-gaussian.ts';
import { type RandomWords, uniform } from './random-words.ts';

/** A grid on which a clipped update is rounded, so that its noise can be drawn exactly. */
export interface NoiseGrid {
  /** What one step is worth. */
  readonly step: number;
  /** L2 norm of the longest rounded update, in steps: what one contributor can move a sum by. */
  readonly sensitivity: number;
  /** Variance of the noise that each contributor adds, in steps²; 0 for none. */
  readonly variance: number;
}

/** Steps to a clipping norm for each √d: finer than this, rounding lengthens an update by less than a thousandth. */
const FINENESS = 16;

/**
 * The grid of an update that carries its whole noise itself: σ times what it can move a sum by, at every coordinate.
 * @param norm C @param noiseMultiplier σ ≥ 0 @param dimension d
 */
export function noiseGrid(norm: number, noiseMultiplier: number, dimension: number): NoiseGrid {
  const step = norm / (FINENESS * Math.sqrt(dimension));
  const sensitivity = longestRounded(norm / step, dimension);
  return { step, sensitivity, variance: noiseVariance(noiseMultiplier, sensitivity, 1) };
}

/**
 * The variance, in steps², that each of `sharers` adds so that together they reach σ times `sensitivity`; rounded up, so
 * that what is published is never more than what is kept.
 */
export function noiseVariance(noiseMultiplier: number, sensitivity: number, sharers: number): number {
  return Math.ceil((noiseMultiplier * sensitivity) ** 2 / sharers);
}

/**
 * The longest that a vector of norm `radius` steps may be once it is rounded: a rounding that is longer is drawn again.
 * Kairouz, Liu, Steinke 2021, Algorithm 1 with β = e^(−1/2).
 */
export function longestRounded(radius: number, dimension: number): number {
  return Math.sqrt(radius * radius + dimension / 4 + radius + Math.sqrt(dimension) / 2);
}

/**
 * Rounds `vector [d]`, at most `grid.sensitivity` long, to whole steps and adds the grid's noise: whole numbers `[d]`.
 * Rounding is unbiased but for its being drawn again when it comes out too long.
 * @throws RangeError for a vector that was not clipped
 */
export function noisedSteps(
  vector: Float64Array | Float32Array,
  grid: NoiseGrid,
  words: RandomWords,
): Float64Array {
  const steps = roundWithin(vector, grid, words);
  if (grid.variance > 0) {
    for (let i = 0; i < steps.length; i++) steps[i]! += discreteGaussian(words, grid.variance);
  }
  return steps;
}

/** A clipped `update [d]` with the noise of its contributor, `[d]`. */
export function noiseUpdate(update: Float32Array, grid: NoiseGrid, words: RandomWords): Float32Array {
  const { step } = grid;
  return Float32Array.from(noisedSteps(update, grid, words), (steps) => steps * step);
}

/** √(2 ln 10⁹), as a literal: device, server and auditor compute the same bound, and logarithms may differ. */
const TAIL = 6.437898;

/** A norm that honest noise exceeds in fewer than one of 10⁹ updates, beside what is learnt (Laurent and Massart 2000, Lemma 1). */
export function longestNoised(
  { step, sensitivity }: NoiseGrid,
  noise: { readonly variance: number; readonly signals: number },
  dimension: number,
): number {
  const tail = Math.sqrt(dimension) + TAIL;
  return step * (noise.signals * sensitivity + Math.sqrt(noise.variance) * tail);
}

/**
 * L2 norm that an update `[d]` is held to: C, and with noise what σ adds to it. Device, server and auditor compute the
 * same number: only square roots are taken.
 */
export function longestUpdate(norm: number, privacy: PrivacyTerms | null, dimension: number): number {
  if (privacy === null) return norm;
  const grid = noiseGrid(norm, privacy.noiseMultiplier, dimension);
  return longestNoised(grid, { variance: grid.variance, signals: 1 }, dimension);
}

function roundWithin(
  vector: Float64Array | Float32Array,
  { step, sensitivity }: NoiseGrid,
  words: RandomWords,
): Float64Array {
  const steps = new Float64Array(vector.length);
  // Four of ten roundings are short enough at the least: so many in a row are not for a vector that was clipped.
  for (let tries = 0; tries < 1000; tries++) {
    let squares = 0;
    for (let i = 0; i < vector.length; i++) {
      const exact = vector[i]! / step;
      const below = Math.floor(exact);
      const rounded = below + (uniform(words) < exact - below ? 1 : 0);
      steps[i] = rounded;
      squares += rounded * rounded;
    }
    if (squares <= sensitivity * sensitivity) return steps;
  }
  throw new RangeError('the update is longer than the norm that its noise is measured by');
}

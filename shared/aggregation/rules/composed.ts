import { type Rule, shapeOf, toleratedAttackers } from '../rule.ts';
import { adaptiveClipping } from './adaptive-clipping.ts';
import { mean } from './mean.ts';
import { nearestNeighbourMixing } from './nearest-neighbour-mixing.ts';
import { trimmedMean } from './trimmed-mean.ts';
import { winsorise } from './winsorise.ts';

/** Parts of the default pipeline with a plain end, each for itself: what each does, and what it does not. */

/** NNM(f), then the trimmed mean(f) (Allouah et al. 2023). */
export const mixedTrimmedMean: Rule = (updates, options = {}) =>
  trimmedMean(nearestNeighbourMixing(updates, options.f ?? 0), options);

/** ARC(f), then the mean (Allouah et al. 2025). */
export const clippedMean: Rule = (updates, options = {}) =>
  mean(adaptiveClipping(updates, options.f ?? 0), options);

/** Winsorise(f), then the mean: each coordinate's winsorised mean (Tukey 1962). */
export const winsorisedMean: Rule = (updates, options = {}) => {
  toleratedAttackers(shapeOf(updates).n, options.f ?? 0);
  return mean(winsorise(updates, options.f ?? 0), options);
};

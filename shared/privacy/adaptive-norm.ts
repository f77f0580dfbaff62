import { l2Norm } from '../numerics/tiled-reductions.ts';
import type { NormDrift } from '../protocol/privacy-terms.ts';

/** How far the norm may ever get from the first one, as a factor. */
const REACH = 4;

/** Share of updates that should not need clipping (Andrew et al. 2021 find the median best). */
const UNCLIPPED = 0.5;

/** A row counts as clipped when it is this close to the norm: quantising leaves it a little below. */
const CLIPPED_FROM = 0.999;

/**
 * The next round's clipping norm: C · (1 + rate)^(2·(½ − share of rows that were not clipped)). One contributor is one
 * row of n, so moves the exponent by 2/n at most, and the norm by `rate` at most whoever sends what.
 *
 * Andrew, Thakkar, McMahan, Ramaswamy 2021 ask each client for a noised bit; here norms of rows that are noised already
 * are read, which costs nothing. Where noise hides them (σ²C²√(2d) > C²/2) the norm stays.
 * @param rows updates of the round, `[n][d]` @param noiseMultiplier σ, 0 for none
 */
export function nextNorm(
  norm: number,
  rows: readonly Float32Array[],
  { rate, first }: NormDrift,
  noiseMultiplier: number,
): number {
  const [row] = rows;
  if (rate === 0 || row === undefined) return norm;
  const dimension = row.length;
  const noiseSquares = (noiseMultiplier * norm) ** 2;
  if (noiseSquares * Math.sqrt(2 * dimension) > (norm * norm) / 2) return norm;
  const expected = noiseSquares * dimension;
  const unclipped = rows.filter(
    (values) => l2Norm(values) ** 2 - expected < (CLIPPED_FROM * norm) ** 2,
  ).length;
  const next = norm * (1 + rate) ** (2 * (UNCLIPPED - unclipped / rows.length));
  return Math.min(first * REACH, Math.max(first / REACH, next));
}

import { squaredDistance } from '../../../../shared/numerics/tiled-reductions.ts';
import { type Attack, copies } from './attack.ts';
import { deviationOf, meanOf, plus } from './vectors.ts';

/**
 * Min-Max and Min-Sum (Shejwalkar and Houmansadr 2021): as far from the honest mean, against the deviation, as a row may
 * stand and still be no farther from the others than they are from each other.
 */

/** No farther from any honest row than two honest rows are at most. */
export const minMax: Attack = { default: ({ honest, f }) => copies(farthest(honest, largest).row, f) };

/** Squared distances to all honest rows together no more than those of some honest row. */
export const minSum: Attack = { default: ({ honest, f }) => copies(farthest(honest, sum).row, f) };

/** @returns the row and γ, with how many deviations it stands away. */
export function farthest(
  honest: readonly Float32Array[],
  of: (distances: readonly number[]) => number,
): { row: Float32Array; gamma: number } {
  const mean = meanOf(honest);
  const deviation = deviationOf(honest, 0);
  const bound = Math.max(...honest.map((row) => of(honest.map((other) => squaredDistance(row, other)))));
  const fits = (gamma: number): boolean =>
    of(honest.map((other) => squaredDistance(plus(mean, -gamma, deviation), other))) <= bound;
  let [low, high] = [0, 1];
  while (fits(high) && high < 1e6) [low, high] = [high, high * 2];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return { row: plus(mean, -low, deviation), gamma: low };
}

export const largest = (distances: readonly number[]): number => Math.max(...distances);
export const sum = (distances: readonly number[]): number =>
  distances.reduce((total, distance) => total + distance, 0);

import { l2Norm, squaredDistance } from '../../numerics/tiled-reductions.ts';
import { canonicalOrder } from '../canonical-order.ts';
import { checkedWeights, type Rule, shapeOf, type Vector, zerosLike } from '../rule.ts';

const ITERATIONS = 3;

/**
 * Centered clipping (Karimireddy et al. 2021): from the last step on, towards the (weighted) mean of the rows' differences
 * to it, each clipped to τ; three times. τ is the median length of the rows.
 */
export const centeredClipping: Rule = (updates, options = {}) => {
  const { n } = shapeOf(updates);
  const lengths = updates.map((update) => l2Norm(update)).sort((a, b) => a - b);
  const radius = (lengths[(n - 1) >> 1]! + lengths[n >> 1]!) / 2;
  return clipAround(updates, checkedWeights(n, options.weights), {
    start: options.previous ?? null,
    radius: options.radius ?? radius,
    iterations: options.iterations ?? ITERATIONS,
  });
};

/** @param start the origin when null; must be as long as the rows */
export function clipAround<V extends Vector>(
  updates: readonly V[],
  weights: readonly number[] | null,
  {
    start,
    radius,
    iterations,
  }: { readonly start: ArrayLike<number> | null; readonly radius: number; readonly iterations: number },
): V {
  const order = canonicalOrder(updates);
  const d = updates[0]!.length;
  const centre = start === null ? new Float64Array(d) : Float64Array.from(start);
  const total = order.reduce((sum, i) => sum + (weights?.[i] ?? 1), 0);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const step = new Float64Array(d);
    for (const i of order) {
      const row = updates[i]!;
      const distance = Math.sqrt(squaredDistance(row, centre));
      const factor = ((weights?.[i] ?? 1) / total) * (distance > radius ? radius / distance : 1);
      for (let j = 0; j < d; j++) step[j] = step[j]! + factor * (row[j]! - centre[j]!);
    }
    for (let j = 0; j < d; j++) centre[j] = centre[j]! + step[j]!;
  }
  const out = zerosLike(updates[0]!);
  out.set(centre);
  return out;
}

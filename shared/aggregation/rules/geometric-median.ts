import { l2Norm, squaredDistance } from '../../numerics/tiled-reductions.ts';
import { canonicalOrder } from '../canonical-order.ts';
import { checkedWeights, type Rule, shapeOf, type Vector, zerosLike } from '../rule.ts';

/** Where a row is nearer than this to the centre, its pull no longer grows. Relative to the middle length of the rows. */
const SMOOTHING = 1e-9;
/** Ends when a step moves the centre by less than this, relative to the rows' spread. */
const TOLERANCE = 1e-12;
const MOST_STEPS = 2000;
/** Nothing is divided by less, whatever the rows. */
const SMALLEST = 1e-300;

/**
 * The (weighted) geometric median by the smoothed Weiszfeld algorithm (Pillutla et al. 2022, RFA): the point of least
 * summed distance to the rows. Run until it stands still, not for a fixed three steps, unless
 * smoothing and steps are given.
 */
export const geometricMedian: Rule = (updates, options = {}) => {
  const { n } = shapeOf(updates);
  return weiszfeld(updates, checkedWeights(n, options.weights), {
    smoothing: options.smoothing ?? null,
    steps: options.iterations ?? MOST_STEPS,
  });
};

/**
 * @param smoothing ν; from the rows' size when null
 * @param steps at most so many; starts from the origin
 */
export function weiszfeld<V extends Vector>(
  updates: readonly V[],
  weights: readonly number[] | null,
  { smoothing, steps }: { readonly smoothing: number | null; readonly steps: number },
): V {
  const order = canonicalOrder(updates);
  const rows = order.map((i) => updates[i]!);
  const own = order.map((i) => weights?.[i] ?? 1);
  const d = rows[0]!.length;
  const size = middleLength(rows);
  const nu = Math.max(smoothing ?? SMOOTHING * (size || 1), SMALLEST);
  let centre = new Float64Array(d);
  for (let step = 0; step < steps; step++) {
    const next = new Float64Array(d);
    let total = 0;
    rows.forEach((row, i) => {
      const pull = own[i]! / Math.max(nu, Math.sqrt(squaredDistance(row, centre)));
      total += pull;
      for (let j = 0; j < d; j++) next[j] = next[j]! + pull * row[j]!;
    });
    for (let j = 0; j < d; j++) next[j] = next[j]! / total;
    const moved = Math.sqrt(squaredDistance(next, centre));
    centre = next;
    if (smoothing === null && moved <= TOLERANCE * (size || 1)) break;
  }
  const out = zerosLike(rows[0]!);
  out.set(centre);
  return out;
}

/** The length of the row in the middle: one that fewer than half of the rows cannot set. */
function middleLength(rows: readonly Vector[]): number {
  const lengths = rows.map((row) => l2Norm(row)).sort((a, b) => a - b);
  return lengths[rows.length >> 1]!;
}

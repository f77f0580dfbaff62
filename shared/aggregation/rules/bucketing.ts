import { canonicalOrder } from '../canonical-order.ts';
import { checkedWeights, type Rule, shapeOf, type Vector } from '../rule.ts';
import { seededOrder } from '../seeded-order.ts';
import { centeredClipping } from './centered-clipping.ts';
import { mean } from './mean.ts';

/** A cohort in buckets: their means, and what each weighs. */
interface Buckets<V extends Vector> {
  readonly rows: V[];
  /** Sums of the members' weights; null when all weigh the same. */
  readonly weights: number[] | null;
}

/**
 * Bucketing (Karimireddy et al. 2022): rows are shuffled by the round's seed and averaged in buckets of `size`, so that
 * what a robust rule sees differs less. The number of *attackers* stays f: each may spoil one bucket.
 */
function bucketMeans<V extends Vector>(
  updates: readonly V[],
  size: number,
  seed: string,
  weights: readonly number[] | null,
): Buckets<V> {
  const canonical = canonicalOrder(updates);
  const order = seededOrder(updates.length, seed).map((at) => canonical[at]!);
  return meansOf(updates, size, order, weights);
}

/** The same in a given order. */
export function meansOf<V extends Vector>(
  updates: readonly V[],
  size: number,
  order: readonly number[],
  weights: readonly number[] | null,
): Buckets<V> {
  const members = Array.from({ length: Math.ceil(order.length / size) }, (_, bucket) =>
    order.slice(bucket * size, (bucket + 1) * size),
  );
  const own = members.map((bucket) => bucket.map((i) => weights?.[i] ?? 1));
  const sums = own.map((bucket) => bucket.reduce((sum, weight) => sum + weight, 0));
  return {
    rows: members.map((bucket, at) => {
      const rows = bucket.map((i) => updates[i]!);
      return sums[at]! > 0 ? mean(rows, { weights: own[at]! }) : mean(rows);
    }),
    weights: sums.every((sum) => sum === sums[0]) ? null : sums,
  };
}

/** Buckets of two, then centered clipping: for updates that hardly agree (`integrity.md` §3). */
export const bucketedClipping: Rule = (updates, options = {}) => {
  const { n } = shapeOf(updates);
  const { rows, weights } = bucketMeans(updates, 2, options.seed ?? '', checkedWeights(n, options.weights));
  return centeredClipping(rows, { ...options, weights: weights ?? rows.map(() => 1) });
};

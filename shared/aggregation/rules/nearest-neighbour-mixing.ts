import { squaredDistance } from '../../numerics/tiled-reductions.ts';
import { shapeOf, toleratedAttackers, type Vector, zerosLike } from '../rule.ts';

/**
 * NNM, nearest-neighbour mixing (Allouah et al. 2023): every row is replaced by the mean of its n − f nearest rows, the
 * row itself among them. Rows at equal distance are all taken in with an equal share of the places left, so that the
 * order of rows cannot matter. Rows `[n][d]` in, new rows out.
 */
export function nearestNeighbourMixing<V extends Vector>(updates: readonly V[], f: number): V[] {
  const { n, d } = shapeOf(updates);
  toleratedAttackers(n, f);
  const distances = pairwiseSquaredDistances(updates);
  return updates.map((update, i) => {
    const shares = nearestShares(distances[i]!, n - f);
    const out = zerosLike(update);
    const sum = new Float64Array(d);
    // Rows are added nearest first: a fixed order that does not depend on where a row stands in the cohort.
    for (const { row, share } of shares) {
      const other = updates[row]!;
      for (let j = 0; j < d; j++) sum[j] = sum[j]! + share * (other[j]! - update[j]!);
    }
    for (let j = 0; j < d; j++) out[j] = update[j]! + sum[j]! / (n - f);
    return out;
  });
}

/** ‖xᵢ − xⱼ‖², `[n][n]`. */
function pairwiseSquaredDistances(updates: readonly Vector[]): Float64Array[] {
  const distances = updates.map(() => new Float64Array(updates.length));
  for (let i = 0; i < updates.length; i++) {
    for (let j = i + 1; j < updates.length; j++) {
      const distance = squaredDistance(updates[i]!, updates[j]!);
      distances[i]![j] = distance;
      distances[j]![i] = distance;
    }
  }
  return distances;
}

function nearestShares(distances: Float64Array, places: number): { row: number; share: number }[] {
  const order = [...distances.keys()].sort((a, b) => distances[a]! - distances[b]!);
  const last = distances[order[places - 1]!]!;
  const nearer = order.filter((row) => distances[row]! < last);
  const tied = order.filter((row) => distances[row]! === last);
  const share = (places - nearer.length) / tied.length;
  return [...nearer.map((row) => ({ row, share: 1 })), ...tied.map((row) => ({ row, share }))];
}

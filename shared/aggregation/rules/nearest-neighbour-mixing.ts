import { aggregationKernels } from '../../kernels/aggregation-kernels.ts';
import { pairwiseSquaredDistances } from '../pairwise-distances.ts';
import { areFloat32, shapeOf, toleratedAttackers, type Vector, zerosLike } from '../rule.ts';

/**
 * NNM, nearest-neighbour mixing (Allouah et al. 2023): every row is replaced by the mean of its n − f nearest rows, the
 * row itself among them. Rows at equal distance are all taken in with an equal share of the places left, so that the
 * order of rows cannot matter. Rows `[n][d]` in, new rows out.
 */
export function nearestNeighbourMixing<V extends Vector>(updates: readonly V[], f: number): V[] {
  const { n, d } = shapeOf(updates);
  toleratedAttackers(n, f);
  const distances = pairwiseSquaredDistances(updates);
  const neighbours = distances.map((own) => nearestShares(own, n - f));
  const mixed = updates.map((update) => zerosLike(update));
  const kernels = aggregationKernels();
  if (kernels !== null && areFloat32(updates) && areFloat32(mixed)) {
    kernels.mix(updates, neighbours, n - f, mixed);
    return mixed;
  }
  const rows = updates.map(() => new Float64Array(TILE));
  const sum = new Float64Array(TILE);
  for (let start = 0; start < d; start += TILE) {
    const width = Math.min(TILE, d - start);
    for (const [i, row] of rows.entries()) row.set(updates[i]!.subarray(start, start + width));
    mixed.forEach((out, i) => {
      const own = rows[i]!;
      sum.fill(0);
      addDifferences(sum, neighbours[i]!, rows, own, width);
      for (let j = 0; j < width; j++) out[start + j] = own[j]! + sum[j]! / (n - f);
    });
  }
  return mixed;
}

/** Coordinates at a time: all rows of a tile stay in the processor's cache. Sums of a coordinate run the same as ever. */
const TILE = 1024;

/**
 * sum += Σ share·(row − own), nearest first: an order that does not depend on the order of the cohort. Four rows at a
 * time, one after the other: the same additions with a quarter of the loads.
 */
function addDifferences(
  sum: Float64Array,
  nearest: readonly { readonly row: number; readonly share: number }[],
  rows: readonly Float64Array[],
  own: Float64Array,
  width: number,
): void {
  let at = 0;
  for (; at + 3 < nearest.length; at += 4) {
    const [a, b, c, d] = [nearest[at]!, nearest[at + 1]!, nearest[at + 2]!, nearest[at + 3]!];
    const [w, x, y, z] = [rows[a.row]!, rows[b.row]!, rows[c.row]!, rows[d.row]!];
    const [p, q, r, s] = [a.share, b.share, c.share, d.share];
    for (let j = 0; j < width; j++) {
      const o = own[j]!;
      sum[j] = sum[j]! + p * (w[j]! - o) + q * (x[j]! - o) + r * (y[j]! - o) + s * (z[j]! - o);
    }
  }
  for (; at < nearest.length; at++) {
    const { row, share } = nearest[at]!;
    const w = rows[row]!;
    for (let j = 0; j < width; j++) sum[j]! += share * (w[j]! - own[j]!);
  }
}

function nearestShares(distances: Float64Array, places: number): { row: number; share: number }[] {
  const order = [...distances.keys()].sort((a, b) => distances[a]! - distances[b]!);
  const last = distances[order[places - 1]!]!;
  const nearer = order.filter((row) => distances[row]! < last);
  const tied = order.filter((row) => distances[row]! === last);
  const share = (places - nearer.length) / tied.length;
  return [...nearer.map((row) => ({ row, share: 1 })), ...tied.map((row) => ({ row, share }))];
}

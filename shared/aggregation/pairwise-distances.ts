import { aggregationKernels } from '../kernels/aggregation-kernels.ts';
import { squaredDistance } from '../numerics/tiled-reductions.ts';
import { areFloat32, type Vector } from './rule.ts';

/** ‖xᵢ − xⱼ‖², `[n][n]`. */
export function pairwiseSquaredDistances(updates: readonly Vector[]): Float64Array[] {
  const n = updates.length;
  const kernels = aggregationKernels();
  const computed = kernels !== null && areFloat32(updates) ? kernels.squaredDistances(updates) : null;
  const distances = updates.map(() => new Float64Array(n));
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const distance = computed === null ? squaredDistance(updates[i]!, updates[j]!) : computed[i * n + j]!;
      distances[i]![j] = distance;
      distances[j]![i] = distance;
    }
  }
  return distances;
}

import { squaredDistance } from '../numerics/tiled-reductions.ts';
import type { Vector } from './rule.ts';

/** ‖xᵢ − xⱼ‖², `[n][n]`. */
export function pairwiseSquaredDistances(updates: readonly Vector[]): Float64Array[] {
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

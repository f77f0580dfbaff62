import { dot } from '../numerics/tiled-reductions.ts';

/**
 * Projection shares `[n]` of a step Δ `[d]`: aᵢ = wᵢ⟨xᵢ, Δ⟩ / Σⱼ wⱼ⟨xⱼ, Δ⟩, so Σ a = 1 (`integrity.md` §4). A share may
 * be negative: that update pulled against the step. Equal shares when nothing moved.
 */
export function projectionShares(
  updates: readonly Float32Array[],
  weights: readonly number[],
  step: Float32Array,
): number[] {
  const pulls = updates.map((update, i) => weights[i]! * dot(update, step));
  const total = pulls.reduce((sum, pull) => sum + pull, 0);
  if (!(Math.abs(total) > 1e-30)) return updates.map(() => 1 / updates.length);
  return pulls.map((pull) => pull / total);
}

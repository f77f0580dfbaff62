import { l2Norm } from '../../numerics/tiled-reductions.ts';
import { shapeOf, toleratedAttackers, type Vector, zerosLike } from '../rule.ts';

/**
 * ARC, adaptive robust clipping (Allouah et al. 2025, Algorithm 2): the k = ⌊2(f/n)(n − f)⌋ longest rows are scaled down
 * to the norm of the next longest. Rows `[n][d]` in, new rows out.
 */
export function adaptiveClipping<V extends Vector>(updates: readonly V[], f: number): V[] {
  const { n } = shapeOf(updates);
  toleratedAttackers(n, f);
  const norms = updates.map((update) => l2Norm(update));
  const longest = Math.floor(2 * (f / n) * (n - f));
  const threshold = [...norms].sort((a, b) => b - a)[longest] ?? Number.POSITIVE_INFINITY;
  return updates.map((update, i) => scaledTo(update, norms[i]!, threshold));
}

/** Rows longer than `norm` scaled down to it (static clipping). */
export function clipRows<V extends Vector>(updates: readonly V[], norm: number): V[] {
  return updates.map((update) => scaledTo(update, l2Norm(update), norm));
}

function scaledTo<V extends Vector>(update: V, length: number, threshold: number): V {
  if (length <= threshold) return update;
  const out = zerosLike(update);
  const factor = threshold / length;
  for (let j = 0; j < update.length; j++) out[j] = update[j]! * factor;
  return out;
}

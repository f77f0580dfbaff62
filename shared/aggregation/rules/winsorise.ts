import { aggregationKernels } from '../../kernels/aggregation-kernels.ts';
import { areFloat32, shapeOf, toleratedAttackers, type Vector, zerosLike } from '../rule.ts';

/**
 * Winsorise(f): each coordinate of each row is clamped to that column's (f+1)-th smallest and (f+1)-th largest value.
 * Before NNM it matters: without it NNM spreads a few outlying coordinates into honest rows, and a 20 % backdoor got
 * through (`integrity.md` §3). Rows `[n][d]` in, new rows out.
 */
export function winsorise<V extends Vector>(updates: readonly V[], f: number): V[] {
  const { n, d } = shapeOf(updates);
  toleratedAttackers(n, f);
  const out = updates.map((update) => zerosLike(update));
  const kernels = aggregationKernels();
  if (kernels !== null && areFloat32(updates) && areFloat32(out)) {
    kernels.winsorise(updates, f, out);
    return out;
  }
  const column = new Float64Array(n);
  for (let j = 0; j < d; j++) {
    for (let i = 0; i < n; i++) column[i] = updates[i]![j]!;
    column.sort();
    const low = column[f]!;
    const high = column[n - 1 - f]!;
    for (let i = 0; i < n; i++) out[i]![j] = Math.min(high, Math.max(low, updates[i]![j]!));
  }
  return out;
}

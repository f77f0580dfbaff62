import { l2Norm } from '../../../../shared/numerics/tiled-reductions.ts';

/** Arithmetic on rows that attacks have in common. */

export function meanOf(rows: readonly Float32Array[]): Float32Array {
  const out = new Float64Array(rows[0]?.length ?? 0);
  for (const row of rows) for (let j = 0; j < out.length; j++) out[j]! += row[j]!;
  return Float32Array.from(out, (sum) => sum / rows.length);
}

/** Deviation of each coordinate. @param freedom taken from the number of rows: 0 of the rows themselves, 1 of a sample */
export function deviationOf(rows: readonly Float32Array[], freedom: 0 | 1): Float32Array {
  const mean = meanOf(rows);
  const out = new Float64Array(mean.length);
  for (const row of rows) for (let j = 0; j < out.length; j++) out[j]! += (row[j]! - mean[j]!) ** 2;
  return Float32Array.from(out, (sum) => Math.sqrt(sum / Math.max(1, rows.length - freedom)));
}

/** a + factor·b */
export function plus(a: Float32Array, factor: number, b: Float32Array): Float32Array {
  return a.map((value, j) => value + factor * b[j]!);
}

export function times(row: Float32Array, factor: number): Float32Array {
  return row.map((value) => value * factor);
}

/** Near to a standard normal: the sum of twelve uniform numbers less six. */
function bell(random: () => number): number {
  let sum = -6;
  for (let die = 0; die < 12; die++) sum += random();
  return sum;
}

/** A random row of a given length. */
export function noise(d: number, length: number, random: () => number): Float32Array {
  const row = Float32Array.from({ length: d }, () => bell(random));
  return times(row, length / (l2Norm(row) || 1));
}

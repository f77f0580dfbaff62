/** A mean with its standard error. */
export interface Estimate {
  readonly mean: number;
  readonly se: number;
  readonly n: number;
}

/** Mean and standard error of values; NaN for none. */
export function estimate(values: readonly number[]): Estimate {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, n - 1);
  return { mean, se: Math.sqrt(variance / n), n };
}

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

/** A share of everything there is, and how much of it came from each person. */
export interface PersonShare {
  readonly part: number;
  readonly whole: number;
}

/**
 * Σ part / Σ whole over people, with the standard error for people drawn whole (ratio estimator, Cochran 1977 §6.4):
 * the lists of one writer are no independent draws. `n` is the number of people.
 */
export function ratioEstimate(shares: readonly PersonShare[]): Estimate {
  const people = shares.filter(({ whole }) => whole > 0);
  const n = people.length;
  const total = people.reduce((sum, { whole }) => sum + whole, 0);
  const mean = people.reduce((sum, { part }) => sum + part, 0) / total;
  const squares = people.reduce((sum, { part, whole }) => sum + (part - mean * whole) ** 2, 0);
  return { mean, se: Math.sqrt((squares * n) / Math.max(1, n - 1)) / total, n };
}

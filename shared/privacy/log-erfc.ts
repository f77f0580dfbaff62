/**
 * ln erfc(x), to some 14 digits, for any finite x. Where erfc itself is too small for a double, its logarithm is not.
 *
 * Below 2 by the series erf x = 2/√π · e^(−x²) Σ 2ⁿ x^(2n+1) / (2n+1)!! (DLMF 7.6.2), above by the continued fraction
 * of erfc (DLMF 7.9.1) in Lentz's way.
 */
export function logErfc(x: number): number {
  if (x < 0) return Math.log(2 - Math.exp(logErfc(-x)));
  return x < 2
    ? Math.log1p(-erfSeries(x))
    : -x * x - Math.log(x * Math.sqrt(Math.PI)) + Math.log(fraction(x));
}

function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** √π x e^(x²) erfc(x) = 1/(1 + (1/2x²)/(1 + (2/2x²)/(1 + …))), for x ≥ 2. */
function fraction(x: number): number {
  const step = 1 / (2 * x * x);
  let value = 1;
  // So many levels are enough at 2, where it converges most slowly.
  for (let level = 200; level >= 1; level--) value = 1 + (level * step) / value;
  return 1 / value;
}

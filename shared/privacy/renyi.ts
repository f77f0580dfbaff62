import { logErfc } from './log-erfc.ts';

/** A mechanism of Gaussian noise on the sum of clipped contributions, used again and again. */
export interface SampledGaussian {
  /** Chance that a contributor is in a step, in (0, 1]; steps draw independently (Poisson). */
  readonly rate: number;
  /** σ: standard deviation of the noise, over the clipping norm. */
  readonly noiseMultiplier: number;
  readonly steps: number;
}

/**
 * Rényi divergence of order α > 1 that all steps together reach, in nats: Mironov, Talwar, Zhang 2019, §3.3; fractional
 * orders by the signed series there, which is exact where summing absolute values is a bound.
 * @throws RangeError for parameters that describe no mechanism
 */
export function renyiDivergence(
  { rate, noiseMultiplier: sigma, steps }: SampledGaussian,
  alpha: number,
): number {
  if (!(rate > 0 && rate <= 1)) throw new RangeError(`the sampling rate must be in (0, 1], not ${rate}`);
  if (!(sigma > 0)) throw new RangeError(`the noise multiplier must be above 0, not ${sigma}`);
  if (!Number.isInteger(steps) || steps < 0)
    throw new RangeError(`steps must be a whole number, not ${steps}`);
  if (!(alpha > 1)) throw new RangeError(`orders are above 1, not ${alpha}`);
  if (rate === 1) return (steps * alpha) / (2 * sigma * sigma);
  const logMoment = Number.isInteger(alpha)
    ? wholeMoment(rate, sigma, alpha)
    : fractionalMoment(rate, sigma, alpha);
  return (steps * logMoment) / (alpha - 1);
}

/** ln Σₖ C(α, k) (1 − q)^(α−k) q^k e^((k² − k)/2σ²) */
function wholeMoment(q: number, sigma: number, alpha: number): number {
  let sum = Number.NEGATIVE_INFINITY;
  let logBinomial = 0;
  for (let k = 0; k <= alpha; k++) {
    const term =
      logBinomial + k * Math.log(q) + (alpha - k) * Math.log1p(-q) + (k * k - k) / (2 * sigma * sigma);
    sum = logAdd(sum, term);
    logBinomial += Math.log((alpha - k) / (k + 1));
  }
  return sum;
}

/** Terms below e^−30 of the sum's scale change no digit. */
const NEGLIGIBLE = -30;

function fractionalMoment(q: number, sigma: number, alpha: number): number {
  const z0 = sigma * sigma * Math.log(1 / q - 1) + 0.5;
  let low = signedZero;
  let high = signedZero;
  let logBinomial = 0;
  let sign: 1 | -1 = 1;
  for (let i = 0; ; i++) {
    const j = alpha - i;
    const below =
      logBinomial +
      i * Math.log(q) +
      j * Math.log1p(-q) +
      (i * i - i) / (2 * sigma * sigma) +
      Math.log(0.5) +
      logErfc((i - z0) / (Math.SQRT2 * sigma));
    const above =
      logBinomial +
      j * Math.log(q) +
      i * Math.log1p(-q) +
      (j * j - j) / (2 * sigma * sigma) +
      Math.log(0.5) +
      logErfc((z0 - j) / (Math.SQRT2 * sigma));
    low = plus(low, sign, below);
    high = plus(high, sign, above);
    if (Math.max(below, above) < NEGLIGIBLE && i > alpha) break;
    const next = (alpha - i) / (i + 1);
    logBinomial += Math.log(Math.abs(next));
    if (next < 0) sign = sign === 1 ? -1 : 1;
  }
  const [positive, negative] = [logAdd(low.positive, high.positive), logAdd(low.negative, high.negative)];
  return logSubtract(positive, negative);
}

/** A sum as the logarithms of its positive and its negative terms. */
interface SignedSum {
  readonly positive: number;
  readonly negative: number;
}

const signedZero: SignedSum = { positive: Number.NEGATIVE_INFINITY, negative: Number.NEGATIVE_INFINITY };

function plus(sum: SignedSum, sign: 1 | -1, logTerm: number): SignedSum {
  return sign === 1
    ? { ...sum, positive: logAdd(sum.positive, logTerm) }
    : { ...sum, negative: logAdd(sum.negative, logTerm) };
}

/** ln(eᵃ + eᵇ) */
function logAdd(a: number, b: number): number {
  const [small, large] = a < b ? [a, b] : [b, a];
  return small === Number.NEGATIVE_INFINITY ? large : large + Math.log1p(Math.exp(small - large));
}

/** ln(eᵃ − eᵇ), a > b */
function logSubtract(a: number, b: number): number {
  return b === Number.NEGATIVE_INFINITY ? a : a + Math.log1p(-Math.exp(b - a));
}

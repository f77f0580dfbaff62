import { renyiDivergence, type SampledGaussian } from './renyi.ts';

/** A guarantee (ε, δ), and the order α at which it was found. */
export interface Guarantee {
  readonly epsilon: number;
  readonly delta: number;
  readonly alpha: number;
}

/**
 * ε of k participations at noise multiplier σ, without amplification by sampling: browsers check in when they like.
 * ρ = k/(2σ²) zCDP (Bun and Steinke 2016), then ε = min over α > 1 of αρ + ln(1 − 1/α) − ln(δα)/(α − 1) (Canonne,
 * Kamath, Steinke 2020, Corollary 13).
 * @throws RangeError for parameters that describe no mechanism
 */
export function epsilonOfParticipations(
  participations: number,
  sigma: number,
  delta: number,
): Guarantee & { rho: number } {
  if (!Number.isInteger(participations) || participations < 0) {
    throw new RangeError(`participations must be a whole number, not ${participations}`);
  }
  if (!(sigma > 0)) throw new RangeError(`the noise multiplier must be above 0, not ${sigma}`);
  const rho = participations / (2 * sigma * sigma);
  return { rho, ...epsilonOfZcdp(rho, delta) };
}

/** ε that ρ-zCDP gives at δ. @throws RangeError for ρ < 0 or δ outside (0, 1) */
export function epsilonOfZcdp(rho: number, delta: number): Guarantee {
  if (!(rho >= 0)) throw new RangeError(`ρ must be at least 0, not ${rho}`);
  checkDelta(delta);
  if (rho === 0) return { epsilon: 0, delta, alpha: Number.POSITIVE_INFINITY };
  const at = (logExcess: number): number => {
    const alpha = 1 + Math.exp(logExcess);
    return alpha * rho + tightConversion(alpha, delta);
  };
  // One valley over ln(α − 1); its bottom by golden sections.
  let [left, right] = [-12, 25];
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let step = 0; step < 120; step++) {
    const width = golden * (right - left);
    if (at(right - width) < at(left + width)) right = left + width;
    else left = right - width;
  }
  const alpha = 1 + Math.exp((left + right) / 2);
  return { epsilon: Math.max(0, at(Math.log(alpha - 1))), delta, alpha };
}

/** Orders that published accountants try: figures are comparable only at the same ones. */
export const orderSets = {
  /** 1.1 … 10.9, then 12 … 63. */
  opacus: [...tenths(), ...whole(12, 63)],
  /** 1.1 … 10.9, 11 … 63, then powers of two. */
  google: [...tenths(), ...whole(11, 63), 128, 256, 512, 1024],
} as const;

/** `tight`: Balle et al. 2020, Theorem 21; `classic`: Mironov 2017, Proposition 3. */
export type Conversion = 'tight' | 'classic';

/**
 * ε of a subsampled Gaussian mechanism by its Rényi divergence, the best over `orders`. For operators who do sample,
 * and for comparison with what others publish.
 * @throws RangeError for parameters that describe no mechanism
 */
export function epsilonOfSampledGaussian(
  mechanism: SampledGaussian,
  delta: number,
  {
    orders = orderSets.opacus,
    conversion = 'tight',
  }: { orders?: readonly number[]; conversion?: Conversion } = {},
): Guarantee {
  return epsilonOfDivergences((alpha) => renyiDivergence(mechanism, alpha), delta, { orders, conversion });
}

/** ε at δ of whatever has this Rényi divergence at each order. */
export function epsilonOfDivergences(
  divergence: (alpha: number) => number,
  delta: number,
  { orders, conversion }: { readonly orders: readonly number[]; readonly conversion: Conversion },
): Guarantee {
  checkDelta(delta);
  let best: Guarantee = { epsilon: Number.POSITIVE_INFINITY, delta, alpha: Number.NaN };
  for (const alpha of orders) {
    const added = conversion === 'tight' ? tightConversion(alpha, delta) : -Math.log(delta) / (alpha - 1);
    const epsilon = Math.max(0, divergence(alpha) + added);
    if (epsilon < best.epsilon) best = { epsilon, delta, alpha };
  }
  return best;
}

/**
 * The least noise multiplier, to within `tolerance` of ε, that keeps so many sampled steps within ε.
 * @throws RangeError when no noise up to 2²⁰ is enough
 */
export function noiseForEpsilon(
  epsilon: number,
  delta: number,
  { rate, steps }: Pick<SampledGaussian, 'rate' | 'steps'>,
  { orders = orderSets.opacus, tolerance = 0.01 }: { orders?: readonly number[]; tolerance?: number } = {},
): number {
  const reached = (noiseMultiplier: number): number =>
    epsilonOfSampledGaussian({ rate, steps, noiseMultiplier }, delta, { orders }).epsilon;
  let [low, high] = [0, 10];
  let atHigh = reached(high);
  while (atHigh > epsilon) {
    high *= 2;
    if (high > 2 ** 20) throw new RangeError(`no noise keeps these steps within ε = ${epsilon}`);
    atHigh = reached(high);
  }
  while (epsilon - atHigh > tolerance) {
    const middle = (low + high) / 2;
    const atMiddle = reached(middle);
    if (atMiddle < epsilon) [high, atHigh] = [middle, atMiddle];
    else low = middle;
  }
  return high;
}

/** What turns a divergence of order α into ε at δ. */
function tightConversion(alpha: number, delta: number): number {
  return Math.log1p(-1 / alpha) - Math.log(delta * alpha) / (alpha - 1);
}

function checkDelta(delta: number): void {
  if (!(delta > 0 && delta < 1)) throw new RangeError(`δ must be in (0, 1), not ${delta}`);
}

function tenths(): number[] {
  return Array.from({ length: 99 }, (_, at) => (11 + at) / 10);
}

function whole(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

import { exponentialCoin, type Fraction } from './exponential-coin.ts';
import { type RandomWords, uniformBelow } from './random-words.ts';

/** Up to here every product below is a whole number that a double holds. */
const LARGEST_VARIANCE = 2 ** 46;

/**
 * One draw of the discrete Gaussian: P(x) ∝ e^(−x²/2σ²) on the whole numbers, exactly; no rounding of a float's noise,
 * whose gaps would tell what it was added to (Mironov 2012). Canonne, Kamath, Steinke 2020, Algorithm 3: a discrete
 * Laplace of scale t = ⌊σ⌋ + 1, kept with chance e^(−(|x| − σ²/t)²/2σ²).
 * @param variance σ², a whole number from 1 to 2⁴⁶
 * @throws RangeError for another variance
 */
export function discreteGaussian(words: RandomWords, variance: number): number {
  if (!Number.isSafeInteger(variance) || variance < 1 || variance > LARGEST_VARIANCE)
    throw new RangeError(`the variance must be a whole number from 1 to 2⁴⁶, not ${variance}`);
  const scale = Math.floor(Math.sqrt(variance)) + 1;
  const denominator = 2 * variance * scale * scale;
  for (;;) {
    const drawn = discreteLaplace(words, scale);
    const distance = Math.abs(drawn) * scale - variance;
    const exactly = (): Fraction => ({
      numerator: (BigInt(Math.abs(drawn)) * BigInt(scale) - BigInt(variance)) ** 2n,
      denominator: 2n * BigInt(variance) * BigInt(scale) ** 2n,
    });
    if (exponentialCoin(words, (distance * distance) / denominator, exactly)) return drawn;
  }
}

/** P(x) ∝ e^(−|x|/scale) on the whole numbers (Algorithm 2 there). */
function discreteLaplace(words: RandomWords, scale: number): number {
  for (;;) {
    const rest = uniformBelow(words, scale);
    const exactly = (): Fraction => ({ numerator: BigInt(rest), denominator: BigInt(scale) });
    if (!exponentialCoin(words, rest / scale, exactly)) continue;
    let wholes = 0;
    while (exponentialCoin(words, 1, one)) wholes++;
    const magnitude = rest + scale * wholes;
    const negative = (words() & 1) === 1;
    // Zero has one sign only.
    if (negative && magnitude === 0) continue;
    return negative ? -magnitude : magnitude;
  }
}

const one = (): Fraction => ({ numerator: 1n, denominator: 1n });

import { describe, expect, it } from 'vitest';
import { discreteGaussian } from './discrete-gaussian.ts';
import { exponentialCoin } from './exponential-coin.ts';
import { type RandomWords, uniform, uniformBelow } from './random-words.ts';

/** xorshift32: words that a test can repeat. */
function seededWords(seed: number): RandomWords {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

describe('discrete Gaussian', () => {
  it.each([1, 2, 7, 50, 1000])('has the frequencies of e^(−x²/2σ²) at σ² = %d (χ², .999)', (variance) => {
    const words = seededWords(variance + 12_345);
    const draws = 200_000;
    const reach = Math.ceil(4 * Math.sqrt(variance));
    const masses = Array.from({ length: 2 * reach + 1 }, (_, i) =>
      Math.exp(-((i - reach) ** 2) / (2 * variance)),
    );
    const total = masses.reduce((sum, mass) => sum + mass, 0) * (1 + 1e-4);
    const width = Math.max(1, Math.floor(reach / 10));
    const bins = Math.ceil((2 * reach + 1) / width);
    const expected = new Float64Array(bins);
    const found = new Float64Array(bins);
    masses.forEach((mass, i) => {
      expected[Math.floor(i / width)]! += (draws * mass) / total;
    });
    for (let i = 0; i < draws; i++) {
      const at = discreteGaussian(words, variance) + reach;
      if (at >= 0 && at <= 2 * reach) found[Math.floor(at / width)]!++;
    }
    let statistic = 0;
    let counted = 0;
    for (let bin = 0; bin < bins; bin++) {
      if (expected[bin]! < 20) continue;
      statistic += (found[bin]! - expected[bin]!) ** 2 / expected[bin]!;
      counted++;
    }
    // Wilson and Hilferty: the .99999 quantile of χ² with `counted` degrees.
    const k = counted;
    const quantile = k * (1 - 2 / (9 * k) + 4.26 * Math.sqrt(2 / (9 * k))) ** 3;
    expect(statistic).toBeLessThan(quantile);
  });

  it('has the variance of a continuous one where σ is large', () => {
    const words = seededWords(7);
    const variance = 3_000_000_017;
    const draws = 20_000;
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < draws; i++) {
      const x = discreteGaussian(words, variance);
      expect(Number.isInteger(x)).toBe(true);
      sum += x;
      squares += x * x;
    }
    expect(Math.abs(sum / draws) / Math.sqrt(variance / draws)).toBeLessThan(5);
    expect(squares / draws / variance).toBeGreaterThan(0.95);
    expect(squares / draws / variance).toBeLessThan(1.05);
  });

  it('never gives a negative zero, and refuses variances it cannot draw exactly', () => {
    const words = seededWords(3);
    for (let i = 0; i < 2000; i++) expect(Object.is(discreteGaussian(words, 1), -0)).toBe(false);
    for (const wrong of [0, -1, 0.5, Number.NaN, 2 ** 47]) {
      expect(() => discreteGaussian(words, wrong)).toThrow(RangeError);
    }
  });
});

describe('exact chances', () => {
  it('decides by e^(−x) itself where the first word is on its edge', () => {
    const from = (...words: number[]) => {
      let i = 0;
      return () => words[i++] ?? 0;
    };
    const coin = (x: number, ...words: number[]) =>
      exponentialCoin(from(...words), x, () => ({ numerator: BigInt(x), denominator: 1n }));
    // 2³² · e⁻¹ = 0x5e2d58d8.b3bcdf1abadec782…
    expect(coin(1, 0x5e2d58d8, 0xb3bcdf1a, 0xbadec781)).toBe(true);
    expect(coin(1, 0x5e2d58d8, 0xb3bcdf1a, 0xbadec783)).toBe(false);
    expect(coin(1, 0x5e2d58d7)).toBe(true);
    expect(coin(1, 0x5e2d58d9)).toBe(false);
    // 2³² · e⁻³ = 0x0cbed866.67585764…
    expect(coin(3, 0x0cbed866, 0x67585763)).toBe(true);
    expect(coin(3, 0x0cbed866, 0x67585765)).toBe(false);
    expect(coin(0, 0xffffffff)).toBe(true);
  });

  it('draws below a bound without bias, and uniform numbers below 1', () => {
    const words = seededWords(11);
    const counts = new Float64Array(6);
    for (let i = 0; i < 60_000; i++) counts[uniformBelow(words, 6)]!++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
    for (let i = 0; i < 1000; i++) {
      const large = uniformBelow(words, 2 ** 40 + 1);
      expect(large).toBeGreaterThanOrEqual(0);
      expect(large).toBeLessThan(2 ** 40 + 1);
      expect(uniform(words)).toBeLessThan(1);
    }
    expect(() => uniformBelow(words, 0)).toThrow(RangeError);
  });
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { capFor, cappedShares } from './cap.ts';
import { concentration } from './concentration.ts';
import { projectionShares } from './projection-share.ts';

const vectors = z
  .object({
    metrics: z.array(
      z.object({
        x: z.array(z.number()),
        gini: z.number(),
        hhi: z.number(),
        effective_n: z.number(),
        nakamoto_51: z.number(),
        nakamoto_33: z.number(),
      }),
    ),
    caps: z.array(z.object({ x: z.array(z.number()), kappa: z.number(), shares: z.array(z.number()) })),
  })
  .parse(JSON.parse(readFileSync(new URL('../../tests/vectors/influence.json', import.meta.url), 'utf8')));

describe('concentration measures', () => {
  it.each(vectors.metrics)('match the vector for $x', (vector) => {
    const found = concentration(vector.x);
    expect(found.gini).toBeCloseTo(vector.gini, 12);
    expect(found.hhi).toBeCloseTo(vector.hhi, 12);
    expect(found.effectiveParties).toBeCloseTo(vector.effective_n, 9);
    expect(found.nakamotoHalf).toBe(vector.nakamoto_51);
    expect(found.nakamotoThird).toBe(vector.nakamoto_33);
  });
});

describe('the cap on shares', () => {
  it.each(vectors.caps)('matches the vector for $x at κ = $kappa', ({ x, kappa, shares }) => {
    cappedShares(x, kappa).map((share, i) => expect(share).toBeCloseTo(shares[i]!, 12));
  });

  it('lets nobody above κ, keeps the order, and sums to one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), { minLength: 3, maxLength: 40 }),
        (weights) => {
          const kappa = capFor(weights.length);
          const shares = cappedShares(weights, kappa);
          expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
          expect(Math.max(...shares)).toBeLessThanOrEqual(kappa * (1 + 1e-9));
          for (let i = 1; i < weights.length; i++) {
            if (weights[i]! > weights[i - 1]!)
              expect(shares[i]!).toBeGreaterThanOrEqual(shares[i - 1]! - 1e-12);
          }
        },
      ),
    );
  });

  it('splits a weight over many entities only up to n caps: one of three gets at most two thirds', () => {
    expect(cappedShares([1e9, 1, 1], capFor(3))[0]).toBeCloseTo(2 / 3, 9);
    expect(cappedShares([1e9, 1], capFor(2))).toEqual([0.5, 0.5]);
  });
});

describe('projection shares', () => {
  it('sum to one and are negative for who pulls against the step', () => {
    const shares = projectionShares(
      [Float32Array.of(1, 0), Float32Array.of(2, 0), Float32Array.of(-1, 0)],
      [1, 1, 1],
      Float32Array.of(1, 0),
    );
    expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(shares[2]).toBeLessThan(0);
  });
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  type Conversion,
  epsilonOfDivergences,
  epsilonOfParticipations,
  epsilonOfSampledGaussian,
  epsilonOfZcdp,
  noiseForEpsilon,
  orderSets,
} from './epsilon.ts';
import { logErfc } from './log-erfc.ts';
import { renyiDivergence } from './renyi.ts';

const number = z.number();
const vectors = z
  .object({
    rdp_eps: z.array(
      z.object({
        q: number,
        sigma: number,
        T: number,
        delta: number,
        orders: z.string(),
        conversion: z.enum(['balle2020', 'classic']),
        published: number.optional(),
        ours: number,
        tol: number,
      }),
    ),
    noise_for_eps: z.array(
      z.object({ eps: number, delta: number, q: number, T: number, sigma_published: number, places: number }),
    ),
    rdp_values: z.array(z.object({ q: number, sigma: number, T: number, alpha: number, exact: number })),
    pure_dp: z.array(z.object({ rdp_const: number, delta: number, eps: number, alpha: number })),
    'pld_prv_delta_1e-6': z.array(
      z.object({ sigma: number, q: number, T: number, eps: number, rdp_eps_ours: number }),
    ),
    zcdp_to_eps: z.array(z.object({ rho: number, delta: number, eps: number })),
  })
  .parse(JSON.parse(readFileSync(new URL('../../tests/vectors/privacy.json', import.meta.url), 'utf8')));

const ordersOf = (name: string): readonly number[] => {
  if (name === 'opacus' || name === 'google') return orderSets[name];
  return Array.from({ length: 98_999 }, (_, at) => (1001 + at) / 1000);
};
const conversionOf = (name: 'balle2020' | 'classic'): Conversion =>
  name === 'classic' ? 'classic' : 'tight';

describe('ε of a subsampled Gaussian', () => {
  it.each(vectors.rdp_eps)('is what was published: q $q, σ $sigma, $T steps', (row) => {
    const { epsilon } = epsilonOfSampledGaussian(
      { rate: row.q, noiseMultiplier: row.sigma, steps: row.T },
      row.delta,
      { orders: ordersOf(row.orders), conversion: conversionOf(row.conversion) },
    );
    expect(Math.abs(epsilon - row.ours)).toBeLessThan(1e-9 * Math.max(1, row.ours));
    if (row.published !== undefined) expect(Math.abs(epsilon - row.published)).toBeLessThanOrEqual(row.tol);
  });

  it.each(vectors.rdp_values)('has the exact divergence at order $alpha', ({ q, sigma, T, alpha, exact }) => {
    const divergence = renyiDivergence({ rate: q, noiseMultiplier: sigma, steps: T }, alpha);
    expect(Math.abs(divergence / exact - 1)).toBeLessThan(1e-9);
  });

  it.each(vectors['pld_prv_delta_1e-6'])(
    'is never below the tight bound: σ $sigma, q $q, $T steps',
    (row) => {
      const { epsilon } = epsilonOfSampledGaussian(
        { rate: row.q, noiseMultiplier: row.sigma, steps: row.T },
        1e-6,
        {
          orders: orderSets.google,
        },
      );
      expect(epsilon).toBeGreaterThanOrEqual(row.eps);
      expect(Math.abs(epsilon - row.rdp_eps_ours)).toBeLessThan(1e-6);
    },
  );

  it.each(vectors.pure_dp)('follows from any divergence', ({ rdp_const, delta, eps, alpha }) => {
    const orders = Array.from({ length: 31 }, (_, at) => at + 2);
    const found = epsilonOfDivergences(() => rdp_const, delta, { orders, conversion: 'tight' });
    expect(found.epsilon).toBeCloseTo(eps, 9);
    expect(found.alpha).toBe(alpha);
  });

  it.each(vectors.noise_for_eps)('is kept by the published noise: ε $eps, $T steps', (row) => {
    const noise = noiseForEpsilon(row.eps, row.delta, { rate: row.q, steps: row.T });
    expect(noise).toBeCloseTo(row.sigma_published, row.places);
  });

  it('grows with steps and rate, and falls with noise', () => {
    const mechanism = fc.record({
      rate: fc.double({ min: 0.001, max: 0.5, noNaN: true }),
      noiseMultiplier: fc.double({ min: 0.7, max: 8, noNaN: true }),
      steps: fc.integer({ min: 1, max: 2000 }),
    });
    const of = (given: { rate: number; noiseMultiplier: number; steps: number }): number =>
      epsilonOfSampledGaussian(given, 1e-6).epsilon;
    fc.assert(
      fc.property(mechanism, (given) => {
        const own = of(given);
        expect(of({ ...given, steps: given.steps + 10 })).toBeGreaterThanOrEqual(own);
        expect(of({ ...given, rate: Math.min(1, given.rate * 1.5) })).toBeGreaterThanOrEqual(own - 1e-12);
        expect(of({ ...given, noiseMultiplier: given.noiseMultiplier * 1.2 })).toBeLessThanOrEqual(
          own + 1e-12,
        );
      }),
      { numRuns: 30 },
    );
  });
});

describe('ε of participations', () => {
  it.each(vectors.zcdp_to_eps)('is what ρ = $rho gives at δ = $delta', ({ rho, delta, eps }) => {
    // Theirs is the best of a grid of orders: never below ours, which has them all.
    expect(epsilonOfZcdp(rho, delta).epsilon).toBeCloseTo(eps, 5);
    expect(epsilonOfZcdp(rho, delta).epsilon).toBeLessThanOrEqual(eps + 1e-9);
  });

  it('is 4.60 for twenty at σ = 5', () => {
    const { rho, epsilon } = epsilonOfParticipations(20, 5, 1e-6);
    expect(rho).toBeCloseTo(0.4, 12);
    expect(epsilon).toBeCloseTo(4.6, 2);
  });

  it('is nothing before the first', () => {
    expect(epsilonOfParticipations(0, 5, 1e-6).epsilon).toBe(0);
  });

  it('refuses what describes no mechanism', () => {
    expect(() => epsilonOfParticipations(1.5, 5, 1e-6)).toThrow('whole number');
    expect(() => epsilonOfParticipations(1, 0, 1e-6)).toThrow('noise multiplier');
    expect(() => epsilonOfParticipations(1, 5, 0)).toThrow('δ');
    expect(() => renyiDivergence({ rate: 0, noiseMultiplier: 1, steps: 1 }, 2)).toThrow('sampling rate');
  });
});

describe('ln erfc', () => {
  it.each([
    [-3, 0.6931361341],
    [0, 0],
    [0.5, Math.log(0.4795001221869535)],
    [1.999, Math.log(0.004698430551)],
    [2.001, Math.log(0.004657103)],
    [10, -102.8798890248449],
    [40, -1604.261556653273],
  ])('at %d', (x, expected) => {
    expect(Math.abs(logErfc(x) - expected)).toBeLessThan(1e-6 * Math.max(1, Math.abs(expected)));
  });
});

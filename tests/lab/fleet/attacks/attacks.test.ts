import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mean } from '../../../../shared/aggregation/rules/mean.ts';
import { dot, l2Norm } from '../../../../shared/numerics/tiled-reductions.ts';
import { seededRandom } from '../../../../shared/text/hashing.ts';
import { normalQuantile } from './alie.ts';
import type { AttackContext } from './attack.ts';
import { farthest, largest, sum } from './min-max.ts';
import { attacks } from './registry.ts';
import { meanOf } from './vectors.ts';

const row = z.object({ out: z.array(z.number()) });
const vectors = z
  .object({
    cases: z.array(
      z.object({
        id: z.string(),
        n: z.number(),
        f: z.number(),
        X: z.array(z.array(z.number())),
        attacks_on_first_n_minus_f: z.object({
          ipm_tau2: row,
          min_max_std_ddof0: z.object({ gamma: z.number(), out: z.array(z.number()) }),
          min_sum_std_ddof0: z.object({ gamma: z.number(), out: z.array(z.number()) }),
        }),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../../../vectors/aggregation.json', import.meta.url), 'utf8')));

function contextOf(honest: readonly Float32Array[], f: number): AttackContext {
  const random = seededRandom('attack');
  return {
    honest,
    own: honest.slice(0, f),
    global: new Float32Array(honest[0]!.length),
    previousStep: meanOf(honest),
    round: 3,
    f,
    random: () => random.uniform(),
    norm: 2,
    aggregate: (rows) => mean([...honest, ...rows]),
  };
}

describe.each(vectors.cases)('attacks on $id', ({ X, n, f, attacks_on_first_n_minus_f: expected }) => {
  const honest = X.slice(0, n - f).map((values) => Float32Array.from(values));
  const near = (actual: ArrayLike<number>, wanted: readonly number[]): void => {
    wanted.forEach((value, j) => {
      expect(Math.abs(actual[j]! - value)).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)));
    });
  };

  it('are as in the vectors', () => {
    near(attacks['ipm-2']!.default(contextOf(honest, f))[0]!, expected.ipm_tau2.out);
    for (const [of, wanted] of [
      [largest, expected.min_max_std_ddof0],
      [sum, expected.min_sum_std_ddof0],
    ] as const) {
      const { row: made, gamma } = farthest(honest, of);
      expect(gamma).toBeCloseTo(wanted.gamma, 3);
      near(made, wanted.out);
    }
  });
});

describe('every attack', () => {
  const random = seededRandom('honest');
  const direction = Float32Array.from({ length: 600 }, () => random.uniform() - 0.5);
  const honest = Array.from({ length: 12 }, () =>
    direction.map((value) => 0.05 * (value + random.uniform() - 0.5)),
  );

  it.each(Object.keys(attacks))('%s makes as many finite rows as it has identities', (name) => {
    const attack = attacks[name]!;
    const before = honest.map((values) => values.slice());
    const rows = attack.default(contextOf(honest, 3));
    expect(rows).toHaveLength(3 * (attack.identities ?? 1));
    expect(rows.every((values) => values.length === 600 && values.every(Number.isFinite))).toBe(true);
    expect(honest).toEqual(before);
  });

  it.each(['sign-flip', 'ipm-2', 'adaptive'])('%s turns an unguarded mean round', (name) => {
    const context = contextOf(honest, 5);
    const rows = attacks[name]!.default(context);
    const step = context.aggregate(rows);
    expect(dot(step, meanOf(honest))).toBeLessThan(0.75 * l2Norm(meanOf(honest)) ** 2);
  });

  it('knows the quantiles of the normal distribution', () => {
    expect(normalQuantile(0.5)).toBeCloseTo(0, 5);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 4);
  });
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ruleNames, rules } from './registry.ts';
import { type Rule, RuleRefusal, type Vector } from './rule.ts';
import { adaptiveClipping } from './rules/adaptive-clipping.ts';
import { nearestNeighbourMixing } from './rules/nearest-neighbour-mixing.ts';
import { winsorise } from './rules/winsorise.ts';

const matrix = z.array(z.array(z.number()));
const vectors = z
  .object({
    cases: z.array(
      z.object({
        id: z.string(),
        f: z.number(),
        X: matrix,
        rules: z.object({
          mean: z.object({ out: z.array(z.number()) }),
          coordinate_median: z.object({ out: z.array(z.number()) }),
          trimmed_mean: z.object({ f: z.number(), out: z.array(z.number()) }),
          nnm: z.object({ f: z.number(), out: matrix }),
          nnm_trimmed_mean: z.object({ f: z.number(), out: z.array(z.number()) }),
          arc_clipping: z.object({ f: z.number(), out: matrix }),
        }),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../../tests/vectors/aggregation.json', import.meta.url), 'utf8')));

const rows64 = (X: number[][]) => X.map((row) => Float64Array.from(row));
const rows32 = (X: number[][]) => X.map((row) => Float32Array.from(row));

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    expect(Math.abs(actual[i]! - expected[i]!)).toBeLessThanOrEqual(tolerance);
  }
}

describe.each(vectors.cases)('golden vectors: $id', ({ X, f, rules: expected }) => {
  it('are met to 1e-9 in float64 and 1e-5 in float32', () => {
    const pairs: [Rule, number[], number][] = [
      [rules.mean, expected.mean.out, 0],
      [rules.median, expected.coordinate_median.out, 0],
      [rules['trimmed-mean'], expected.trimmed_mean.out, expected.trimmed_mean.f],
    ];
    for (const [rule, out, attackers] of pairs) {
      expectClose(rule(rows64(X), { f: attackers }), out, 1e-9);
      const scale = Math.max(1, ...out.map(Math.abs));
      expectClose(rule(rows32(X), { f: attackers }), out, 1e-5 * scale);
    }
  });

  it('hold for the parts of the default pipeline', () => {
    const clipped = adaptiveClipping(rows64(X), f);
    for (const [i, row] of clipped.entries()) expectClose(row, expected.arc_clipping.out[i]!, 1e-9);
    const mixed = nearestNeighbourMixing(rows64(X), f);
    for (const [i, row] of mixed.entries()) expectClose(row, expected.nnm.out[i]!, 1e-9);
    expectClose(rules['trimmed-mean'](mixed, { f }), expected.nnm_trimmed_mean.out, 1e-9);
  });
});

const value = fc.double({ min: -100, max: 100, noNaN: true });
const matrices = (fewest: number) =>
  fc
    .integer({ min: 1, max: 6 })
    .chain((d) =>
      fc.array(fc.array(value, { minLength: d, maxLength: d }), { minLength: fewest, maxLength: 15 }),
    );
const outcome = (rule: Rule, rows: Vector[], options: Parameters<Rule>[1]) => [...rule(rows, options)];

describe.each(ruleNames)('every rule: %s', (name) => {
  const rule = rules[name];

  it('does not depend on the order of rows, weighted or not', () => {
    fc.assert(
      fc.property(
        matrices(5),
        fc.infiniteStream(fc.double({ min: 0.01, max: 1, noNaN: true })),
        fc.nat(),
        (X, stream, turn) => {
          const n = X.length;
          const f = Math.floor(n / 5);
          const weights = [...stream.take(n)];
          const order = X.map((_, i) => (i + (turn % n)) % n).reverse();
          const plain = outcome(rule, rows64(X), { f, weights });
          const shuffled = outcome(rule, rows64(order.map((i) => X[i]!)), {
            f,
            weights: order.map((i) => weights[i]!),
          });
          expectClose(shuffled, plain, 1e-9 * 100);
        },
      ),
    );
  });

  it('moves with a translation and a scaling of all rows', () => {
    fc.assert(
      fc.property(matrices(5), value, fc.double({ min: 0.1, max: 10, noNaN: true }), (X, shift, scale) => {
        const f = Math.floor(X.length / 5);
        const plain = outcome(rule, rows64(X), { f });
        expectClose(
          outcome(rule, rows64(X.map((r) => r.map((x) => x * scale))), { f }),
          plain.map((x) => x * scale),
          1e-8 * 100,
        );
        // ARC clips about the origin, so the default pipeline is not translation equivariant.
        if (name === 'default') return;
        expectClose(
          outcome(rule, rows64(X.map((r) => r.map((x) => x + shift))), { f }),
          plain.map((x) => x + shift),
          1e-8 * 100,
        );
      }),
    );
  });

  it('gives the row that all rows are', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 5, max: 12 }),
        (row, n) => {
          expectClose(
            outcome(rule, rows64(Array.from({ length: n }, () => row)), { f: Math.floor(n / 5) }),
            row,
            1e-12 * 100,
          );
        },
      ),
    );
  });

  it('never changes its input', () => {
    const rows = rows32([
      [1, 2],
      [3, 4],
      [5, 9],
      [7, -8],
      [0, 1],
      [100, 100],
    ]);
    const before = rows.map((row) => [...row]);
    rule(rows, { f: 1, weights: [1, 2, 3, 4, 5, 6], norm: 3 });
    expect(rows.map((row) => [...row])).toEqual(before);
  });

  it('refuses nothing to aggregate, uneven rows, and values that are not finite', () => {
    expect(() => rule([] as Float64Array[], {})).toThrow(RuleRefusal);
    const ragged = [[1, 2], [1], [1, 2], [1, 2], [1, 2]];
    expect(() => rule(rows64(ragged), {})).toThrow(RuleRefusal);
    expect(() => rule(rows64([[1], [Number.NaN], [1], [1], [1]]), {})).toThrow(RuleRefusal);
    expect(() => rule(rows64([[1], [2], [1], [1], [1]]), { weights: [0, 0, 0, 0, 0] })).toThrow(RuleRefusal);
  });
});

describe('robust rules', () => {
  it.each(['trimmed-mean', 'default'] as const)(
    '%s: f rows at 1e30 cannot move the result outside the honest range',
    (name) => {
      fc.assert(
        fc.property(matrices(5), fc.constantFrom(1e30, -1e30), (X, huge) => {
          const n = X.length;
          const f = Math.floor((n - 1) / 4);
          const attacked = X.map((row, i) => (i < f ? row.map(() => huge) : row));
          const largest = Math.max(...X.slice(f).flat().map(Math.abs));
          for (const x of rules[name](rows64(attacked), { f }))
            expect(Math.abs(x)).toBeLessThanOrEqual(largest * 3 + 1);
        }),
      );
    },
  );

  it('a trimmed mean with f = 0 is the mean', () => {
    fc.assert(
      fc.property(matrices(1), (X) => {
        expectClose(rules['trimmed-mean'](rows64(X), { f: 0 }), rules.mean(rows64(X)), 1e-10);
      }),
    );
  });

  it('meet the robustness coefficient κ of the trimmed mean and the median (Allouah et al. 2023)', () => {
    fc.assert(
      fc.property(matrices(5), (X) => {
        const n = X.length;
        const f = Math.floor((n - 1) / 4);
        const ratio = f / (n - 2 * f);
        const honest = X.slice(f);
        const d = X[0]!.length;
        const centre = Array.from(
          { length: d },
          (_, j) => honest.reduce((s, r) => s + r[j]!, 0) / honest.length,
        );
        const squared = (a: ArrayLike<number>) => centre.reduce((s, c, j) => s + (a[j]! - c) ** 2, 0);
        const variance = honest.reduce((s, row) => s + squared(row), 0) / honest.length;
        expect(squared(rules['trimmed-mean'](rows64(X), { f }))).toBeLessThanOrEqual(
          6 * ratio * (1 + ratio) * variance + 1e-9,
        );
        expect(squared(rules.median(rows64(X)))).toBeLessThanOrEqual(4 * (1 + ratio) ** 2 * variance + 1e-9);
      }),
    );
  });

  it('refuse an f they cannot bear instead of lowering it', () => {
    expect(() => rules['trimmed-mean'](rows64([[1], [2], [3], [4]]), { f: 2 })).toThrow(/more than 4/);
    expect(() => rules['trimmed-mean'](rows64([[1], [2], [3]]), { f: -1 })).toThrow(RuleRefusal);
    expect(() => rules['trimmed-mean'](rows64([[1], [2], [3]]), { f: 0.5 })).toThrow(RuleRefusal);
    expect(() => rules.default(rows64([[1], [2], [3], [4]]), {})).toThrow(/at least 5/);
  });

  it('a coordinate planted by one of ten rows is gone after winsorising', () => {
    const rows = rows64(Array.from({ length: 10 }, (_, i) => [i / 10, i === 0 ? 1e6 : 0]));
    expect(winsorise(rows, 2).every((row) => row[1] === 0)).toBe(true);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../text/hashing.ts';
import { familiarities } from './familiarity.ts';
import { leaveOneOutShares } from './leave-one-out.ts';
import { cosine, multiplicities } from './multiplicity.ts';
import { SKETCH_LENGTH, sketcher } from './sketch.ts';
import { influenceGate, influenceWindow } from './window.ts';

const D = 20_000;
const random = seededRandom('likeness');
const bell = () => Array.from({ length: 12 }, () => random.uniform()).reduce((sum, x) => sum + x, -6);
const row = (d = D) => Float32Array.from({ length: d }, bell);
const mixed = (own: Float32Array, cos: number) => {
  const aside = row(own.length);
  return own.map((x, j) => cos * x + Math.sqrt(1 - cos * cos) * aside[j]!);
};

describe('sketches', () => {
  const sketch = sketcher(D, 'a secret');

  it('keep the cosine of two rows to a few hundredths', () => {
    const own = row();
    for (const cos of [0, 0.3, 0.7, 0.98]) {
      expect(cosine(sketch(own), sketch(mixed(own, cos)))).toBeCloseTo(cos, 0.7);
    }
    expect(cosine(sketch(own), sketch(own.map((x) => 3 * x)))).toBeCloseTo(1, 9);
  });

  it('are linear, and the same for the same seed only', () => {
    const [a, b] = [row(), row()];
    const sum = sketch(a.map((x, j) => x + b[j]!));
    const apart = [sketch(a), sketch(b)];
    for (const [j, x] of sum.entries()) expect(x).toBeCloseTo(apart[0]![j]! + apart[1]![j]!, 2);
    expect(sketcher(D, 'a secret')(a)).toEqual(sketch(a));
    expect(Math.abs(cosine(sketcher(D, 'another')(a), sketch(a)))).toBeLessThan(0.4);
  });

  it('refuse a row of another length', () => {
    expect(() => sketch(row(7))).toThrow(RangeError);
  });
});

describe('familiarity', () => {
  it('is the largest cosine with what came before, in the past or in this round', () => {
    const [a, b, c] = [row(SKETCH_LENGTH), row(SKETCH_LENGTH), row(SKETCH_LENGTH)];
    const by = (owner: string, sketch: Float32Array) => ({ owner, sketch });
    const one = expect.closeTo(1, 6);
    const sent = [by('ada', a), by('bea', a), by('cid', c)];
    expect(familiarities(sent, [by('dan', b), by('eve', c)], true)).toEqual([expect.any(Number), one, one]);
    expect(familiarities([by('ada', a)], [], true)).toEqual([0]);
    // Of one's own past only where it counts; of others' always.
    expect(familiarities([by('ada', a)], [by('ada', a)], true)).toEqual([one]);
    expect(familiarities([by('ada', a)], [by('ada', a)], false)).toEqual([0]);
    expect(familiarities([by('ada', a)], [by('bea', a)], false)).toEqual([one]);
  });
});

describe('multiplicity', () => {
  it('is one for whoever is alone or new, and counts who says the same in the long run', () => {
    const history = () => Float64Array.from(row(SKETCH_LENGTH));
    const one = history();
    const found = multiplicities([one, one, one, history(), new Float64Array(SKETCH_LENGTH)]);
    expect(found.slice(0, 3)).toEqual([3, 3, 3]);
    expect(found.slice(3)).toEqual([1, 1]);
  });

  it('leaves a victim at least half, whoever copies him once', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (cos) => {
        const own = row(SKETCH_LENGTH);
        const [victim] = multiplicities([Float64Array.from(own), Float64Array.from(mixed(own, cos))]);
        expect(victim).toBeLessThanOrEqual(2);
      }),
      { numRuns: 30 },
    );
  });
});

describe('leave-one-out shares', () => {
  const options = { rule: 'mean', f: 0, norm: 100, seed: 'a' } as const;

  it('sum to one, and are largest for who moved the aggregate most', () => {
    const rows = [row(500), row(500), row(500).map((x) => 6 * x)];
    const shares = leaveOneOutShares(rows, [1, 1, 1], options)!;
    expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
    expect(shares.indexOf(Math.max(...shares))).toBe(2);
  });

  it('are the same for the same seed, equal for equal rows, and nothing where the rule refuses', () => {
    const rows = Array.from({ length: 6 }, () => row(500));
    const by = { ...options, rule: 'default', f: 1 } as const;
    const weights = rows.map(() => 1);
    expect(leaveOneOutShares(rows, weights, by)).toEqual(leaveOneOutShares(rows, weights, by));
    expect(leaveOneOutShares([rows[0]!, rows[0]!], [1, 1], options)).toEqual([0.5, 0.5]);
    expect(leaveOneOutShares(rows.slice(0, 5), [1, 1, 1, 1, 1], by)).toBeNull();
    expect(leaveOneOutShares([rows[0]!], [1], options)).toBeNull();
  });
});

describe('influence over a window', () => {
  const round = (...shares: [string, number][]) => shares.map(([entity, share]) => ({ entity, share }));

  it('adds up by entity, counts pulling back as nothing, and holds whoever has more than a tenth', () => {
    const crowd: [string, number][] = Array.from({ length: 20 }, (_, i) => [`e${i}`, 0.04]);
    const { concentration, held, rounds } = influenceWindow([
      round(['hog', 0.5], ...crowd),
      round(['hog', 0.4], ['e1', -0.2], ...crowd),
    ]);
    expect([...held]).toEqual(['hog']);
    expect(rounds).toBe(2);
    expect(concentration.largestShare).toBeCloseTo(0.9 / 2.5, 9);
  });

  it('warns of concentration, and freezes above', () => {
    const even = (n: number) =>
      influenceWindow([round(...Array.from({ length: n }, (_, i) => [`e${i}`, 1] as [string, number]))]);
    expect(influenceGate(even(30).concentration)).toEqual({ warnings: [], frozen: null });
    const some = influenceGate(even(8).concentration);
    expect(some.warnings.join(' ')).toMatch(/HHI.*third/);
    expect(some.frozen).toBeNull();
    expect(influenceGate(even(5).concentration).frozen).toContain('too concentrated');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextNorm } from './adaptive-norm.ts';

const rowOf = (norm: number): Float32Array => Float32Array.from([norm, 0, 0, 0]);
const drift = { rate: 0.05, first: 1 };

describe('a clipping norm that follows its updates', () => {
  it('grows where most updates had to be clipped, shrinks where few had, stays at one half', () => {
    expect(nextNorm(1, [rowOf(1), rowOf(1), rowOf(1)], drift, 0)).toBeCloseTo(1.05, 12);
    expect(nextNorm(1, [rowOf(0.1), rowOf(0.2)], drift, 0)).toBeCloseTo(1 / 1.05, 12);
    expect(nextNorm(1, [rowOf(0.1), rowOf(1)], drift, 0)).toBe(1);
  });

  it('never moves by more than its rate, nor further than four times from where it began, whoever sends what', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 }),
        fc.double({ min: 0.25, max: 4, noNaN: true }),
        (norms, norm) => {
          const next = nextNorm(norm, norms.map(rowOf), drift, 0);
          expect(next).toBeLessThanOrEqual(Math.min(4, norm * 1.05 + 1e-12));
          expect(next).toBeGreaterThanOrEqual(Math.max(0.25, norm / 1.05 - 1e-12));
        },
      ),
    );
  });

  it('stays where it was told to, and where noise hides the rows', () => {
    expect(nextNorm(0.15, [rowOf(0.15)], { rate: 0, first: 0.15 }, 0)).toBe(0.15);
    expect(nextNorm(0.15, [rowOf(3)], { rate: 0.05, first: 0.15 }, 5)).toBe(0.15);
    expect(nextNorm(0.15, [], { rate: 0.05, first: 0.15 }, 0)).toBe(0.15);
  });
});

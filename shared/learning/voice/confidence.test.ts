import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confidenceThreshold } from './confidence.ts';

describe('the confidence threshold', () => {
  it('lets at most one in ten words meet a wrong suggestion, and is as low as that allows', () => {
    const guesses = fc.array(
      fc.record({ chance: fc.integer({ min: 1, max: 20 }).map((n) => n / 20), right: fc.boolean() }),
    );
    fc.assert(
      fc.property(guesses, (all) => {
        const wrongFrom = (threshold: number): number =>
          all.filter(({ chance, right }) => chance >= threshold && !right).length;
        const threshold = confidenceThreshold(all);
        if (threshold < 1) expect(wrongFrom(threshold)).toBeLessThanOrEqual(0.1 * all.length);
        for (const { chance } of all) {
          if (chance < threshold) expect(wrongFrom(chance)).toBeGreaterThan(0.1 * all.length);
        }
      }),
    );
  });
});

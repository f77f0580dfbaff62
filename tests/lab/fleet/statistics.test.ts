import { describe, expect, it } from 'vitest';
import { ratioEstimate } from './statistics.ts';

describe('a share of everything', () => {
  it('counts each person by how much there is of them', () => {
    const { mean, n } = ratioEstimate([
      { part: 1, whole: 1 },
      { part: 0, whole: 9 },
      { part: 0, whole: 0 },
    ]);
    expect({ mean, n }).toEqual({ mean: 0.1, n: 2 });
  });

  it('is as sure as a mean where there is the same of everybody', () => {
    const parts = [2, 4, 6, 8];
    const { mean, se } = ratioEstimate(parts.map((part) => ({ part, whole: 10 })));
    expect(mean).toBeCloseTo(0.5, 12);
    // Deviation of the shares .2 .4 .6 .8 over √4.
    expect(se).toBeCloseTo(Math.sqrt(0.2 / 3) / 2, 12);
  });
});

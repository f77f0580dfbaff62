import { describe, expect, it } from 'vitest';
import { SUSPECTED, suspicion, USUAL_CULPRITS } from './suspicion.ts';

const likelihood = (refused: number, groups: number): number =>
  suspicion({ refused, groups }, USUAL_CULPRITS, 8);

describe('suspicion of who spoils groups', () => {
  it('finds a culprit after some rounds, and lets go of who was with one by chance', () => {
    expect(likelihood(0, 0)).toBeCloseTo(USUAL_CULPRITS, 12);
    expect(likelihood(1, 1)).toBeLessThan(0.2);
    expect(likelihood(4, 4)).toBeLessThan(SUSPECTED);
    expect(likelihood(5, 5)).toBeGreaterThan(SUSPECTED);
    expect(likelihood(3, 10)).toBeLessThan(0.001);
  });

  it('never falls with a refused group, nor rises with a good one', () => {
    for (let groups = 0; groups < 12; groups++) {
      for (let refused = 0; refused <= groups; refused++) {
        expect(likelihood(refused + 1, groups + 1)).toBeGreaterThan(likelihood(refused, groups));
        expect(likelihood(refused, groups + 1)).toBeLessThan(likelihood(refused, groups));
      }
    }
  });
});

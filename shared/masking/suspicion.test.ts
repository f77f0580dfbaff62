import { describe, expect, it } from 'vitest';
import { SUSPECTED, suspicion, USUAL_CULPRITS } from './suspicion.ts';

const after = (refused: number, groups: number): number => suspicion({ refused, groups }, USUAL_CULPRITS, 8);

describe('suspicion of who spoils groups', () => {
  it('finds a culprit after some rounds, and lets go of who was with one by chance', () => {
    expect(after(0, 0)).toBeCloseTo(USUAL_CULPRITS, 12);
    expect(after(1, 1)).toBeLessThan(0.2);
    expect(after(4, 4)).toBeLessThan(SUSPECTED);
    expect(after(5, 5)).toBeGreaterThan(SUSPECTED);
    expect(after(3, 10)).toBeLessThan(0.001);
  });

  it('never falls with a refused group, nor rises with a good one', () => {
    for (let groups = 0; groups < 12; groups++) {
      for (let refused = 0; refused <= groups; refused++) {
        expect(after(refused + 1, groups + 1)).toBeGreaterThan(after(refused, groups));
        expect(after(refused, groups + 1)).toBeLessThan(after(refused, groups));
      }
    }
  });
});

import { describe, expect, it } from 'vitest';
import { budgetAfter } from './budget.ts';

const terms = { noiseMultiplier: 5, participations: 20, delta: 1e-6 };
const times = (n: number, sigma: number): number[] => new Array(n).fill(sigma);

describe('a contributor’s privacy budget', () => {
  it('is ε = 4.60 at δ = 10⁻⁶ after twenty participations at σ = 5, and ends there', () => {
    const nineteen = budgetAfter(times(19, 5), terms);
    expect(nineteen.mayTakePart).toBe(true);
    const twenty = budgetAfter(times(20, 5), terms);
    expect(twenty.mayTakePart).toBe(false);
    expect(twenty.spent).toBeCloseTo(4.6, 2);
    expect(twenty.spent).toBeCloseTo(twenty.total, 9);
    expect(budgetAfter([], terms).spent).toBe(0);
  });

  it('is not refilled by terms that change: what went out with less noise counts as what it was', () => {
    // One participation at σ = 1 costs as much as 25 at σ = 5.
    expect(budgetAfter([1], terms).mayTakePart).toBe(false);
    expect(budgetAfter(times(10, 5), { ...terms, noiseMultiplier: 4 }).mayTakePart).toBe(true);
  });

  it('tells updates without noise apart: nothing bounds them, and they use up nothing', () => {
    const after = budgetAfter([0, 5, 0], terms);
    expect(after).toMatchObject({ bare: 2, participations: 1, mayTakePart: true });
    expect(after.spent).toBe(budgetAfter([5], terms).spent);
  });
});

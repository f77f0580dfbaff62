import { describe, expect, it } from 'vitest';
import { type RowStanding, roundWeights } from './round-weights.ts';

const row = (over: Partial<RowStanding> = {}): RowStanding => ({
  ramp: 1,
  established: true,
  staleness: 0,
  multiplicity: 1,
  ...over,
});
const sum = (xs: number[]) => xs.reduce((a, b) => a + b, 0);

describe('weights of a round', () => {
  it('are equal for equal standing and sum to one', () => {
    const weights = roundWeights([row(), row(), row(), row()], { bootstrap: true });
    expect(weights.every((w) => Math.abs(w - 0.25) < 1e-12)).toBe(true);
  });

  it('fall with staleness and with saying the same as others', () => {
    const [fresh, stale, echoed] = roundWeights(
      [row(), row({ staleness: 3 }), row({ multiplicity: 2 }), row(), row(), row()],
      { bootstrap: true },
    );
    expect(stale! / fresh!).toBeCloseTo(0.5, 9);
    expect(echoed! / fresh!).toBeCloseTo(0.5, 9);
  });

  it('keep all newcomers together at a tenth once there is a crowd', () => {
    const crowd = Array.from({ length: 30 }, () => row());
    const horde = Array.from({ length: 200 }, () => row({ established: false, ramp: 0.05 }));
    const weights = roundWeights([...crowd, ...horde], { bootstrap: false });
    expect(sum(weights)).toBeCloseTo(1, 9);
    expect(sum(weights.slice(30))).toBeCloseTo(0.1, 9);
  });

  it('let newcomers carry a round when there is nobody else', () => {
    const weights = roundWeights(
      Array.from({ length: 5 }, () => row({ established: false, ramp: 0.05 })),
      { bootstrap: false },
    );
    expect(sum(weights)).toBeCloseTo(1, 9);
  });
});

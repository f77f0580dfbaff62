import { describe, expect, it } from 'vitest';
import { seededRandom, shuffledIndices } from '../text/hashing.ts';
import { memberValues } from './member-values.ts';

/** People with a worth each, in groups drawn anew each round; what each is found to be worth on average, with its error. */
function livesOf(worths: readonly number[], groupSize: number, rounds: number) {
  const random = seededRandom('groups');
  const sums = worths.map(() => ({ sum: 0, squares: 0 }));
  for (let round = 0; round < rounds; round++) {
    const order = shuffledIndices(worths.length, random);
    const groups = Array.from({ length: Math.floor(worths.length / groupSize) }, (_, i) => {
      const members = order.slice(i * groupSize, (i + 1) * groupSize);
      const value = members.reduce((sum, at) => sum + worths[at]!, 0) / groupSize;
      return { value, members: members.map(String) };
    });
    for (const { member, value } of memberValues(groups)) {
      sums[Number(member)]!.sum += value;
      sums[Number(member)]!.squares += value * value;
    }
  }
  return sums.map(({ sum, squares }) => {
    const mean = sum / rounds;
    return { mean, error: Math.sqrt((squares / rounds - mean * mean) / rounds) };
  });
}

describe('worth of members of groups', () => {
  it('is their own on average: who adds nothing, or harm, gets nothing of the others’', () => {
    const worths = [0, -1, 4, ...new Array(29).fill(1)];
    const found = livesOf(worths, 4, 4000);
    for (const [at, { mean, error }] of found.entries()) {
      expect(Math.abs(mean - worths[at]!)).toBeLessThan(5 * error + 1e-9);
    }
    expect(found[0]!.error).toBeLessThan(0.1);
  });

  it('is what the group is worth where all are alike, and nothing where there is one group only', () => {
    const alike = [
      { value: 2, members: ['a', 'b'] },
      { value: 2, members: ['c', 'd', 'e'] },
    ];
    expect(memberValues(alike).map(({ value }) => value)).toEqual([2, 2, 2, 2, 2]);
    expect(memberValues([{ value: 2, members: ['a', 'b'] }])).toEqual([
      { member: 'a', value: 0 },
      { member: 'b', value: 0 },
    ]);
    expect(memberValues([])).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import type { JudgeReply } from './crew.ts';
import { isRejected } from './ratification.ts';

const scores = (values: readonly number[]): JudgeReply =>
  values.map((auc, at) => ({ id: `p${at}`, measures: { auc } }));
const older = scores(Array(100).fill(0.5));
const newer = (worse: number, better: number): JudgeReply =>
  scores([...Array(worse).fill(0.4), ...Array(better).fill(0.6), ...Array(100 - worse - better).fill(0.5)]);

describe('ratification', () => {
  it.each([
    [60, 40, false],
    [61, 39, true],
    [40, 60, false],
    [0, 0, false],
    [10, 0, true],
    [1, 0, false],
  ])('of %i votes for worse and %i for better', (worse, better, rejected) => {
    expect(isRejected(older, newer(worse, better), 'auc')).toBe(rejected);
  });

  it('counts nobody who was not asked twice', () => {
    expect(isRejected([], newer(100, 0), 'auc')).toBe(false);
    expect(isRejected(older, newer(100, 0), 'other')).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { checkEffect, type Effect } from './check-effect.ts';

const before = Float32Array.of(0, 1, -2);

const effectOf = (over: Partial<Effect>): Effect => ({
  before,
  after: Float32Array.of(0, 1, -2.5),
  stepNorm: 0.5,
  earlierSteps: [],
  onPanel: null,
  ...over,
});

describe('the effect of a candidate', () => {
  it('fails when the step is several times as long as those before it, once there were some', () => {
    const steps = (count: number) => Array.from({ length: count }, () => 0.1);
    expect(checkEffect(effectOf({ earlierSteps: steps(8) }))).toContain('5.0 times as long');
    expect(checkEffect(effectOf({ earlierSteps: steps(8), stepNorm: 0.3 }))).toBeNull();
    expect(checkEffect(effectOf({ earlierSteps: steps(2) }))).toBeNull();
  });

  it('fails when the panel’s loss rises, or its stories are suddenly judged otherwise', () => {
    const panel = { lossBefore: 1, lossAfter: 0.99, jump: 0.1 };
    expect(checkEffect(effectOf({ onPanel: panel }))).toBeNull();
    expect(checkEffect(effectOf({ onPanel: { ...panel, lossAfter: 1.2 } }))).toContain('loss rose');
    expect(checkEffect(effectOf({ onPanel: { ...panel, jump: 2 } }))).toContain('jumped');
  });

  it('passes when something changed and everything is a number', () => {
    expect(checkEffect(effectOf({}))).toBeNull();
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'fails with %s in it',
    (value) => {
      expect(checkEffect(effectOf({ after: Float32Array.of(0, value, -2) }))).toContain('not finite');
    },
  );

  it('fails when it is the model it started from, whatever the sign of a zero', () => {
    expect(checkEffect(effectOf({ after: before.slice() }))).toContain('started from');
    expect(checkEffect(effectOf({ after: Float32Array.of(-0, 1, -2) }))).toContain('started from');
  });
});

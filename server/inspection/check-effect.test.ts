import { describe, expect, it } from 'vitest';
import { checkEffect } from './check-effect.ts';

const before = Float32Array.of(0, 1, -2);

describe('the effect of a candidate', () => {
  it('passes when something changed and everything is a number', () => {
    expect(checkEffect({ before, after: Float32Array.of(0, 1, -2.5) })).toBeNull();
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'fails with %s in it',
    (value) => {
      expect(checkEffect({ before, after: Float32Array.of(0, value, -2) })).toContain('not finite');
    },
  );

  it('fails when it is the model it started from, whatever the sign of a zero', () => {
    expect(checkEffect({ before, after: before.slice() })).toContain('started from');
    expect(checkEffect({ before, after: Float32Array.of(-0, 1, -2) })).toContain('started from');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auc, brier, calibrationError, logLoss } from './metrics.ts';

describe('auc', () => {
  it.each([
    ['a perfect order', [0.1, 0.4, 0.8], [false, false, true], 1],
    ['the order upside down', [0.9, 0.4, 0.1], [false, false, true], 0],
    ['all scores alike', [5, 5, 5, 5], [true, false, true, false], 0.5],
    ['a tie across labels', [1, 2, 2, 3], [false, false, true, true], 0.875],
    ['one kind of label', [1, 2], [true, true], null],
    ['nothing', [], [], null],
  ])('is right for %s', (_name, scores, labels, expected) => {
    expect(auc(scores, labels)).toBe(expected);
  });

  it('is the share of pairs in the right order, ties counting half', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean()), {
      minLength: 2,
      maxLength: 30,
    });
    fc.assert(
      fc.property(pairs, (data) => {
        const liked = data.filter(([, label]) => label);
        const others = data.filter(([, label]) => !label);
        let right = 0;
        for (const [a] of liked) for (const [b] of others) right += a > b ? 1 : a === b ? 0.5 : 0;
        const value = auc(
          data.map(([score]) => score),
          data.map(([, label]) => label),
        );
        if (liked.length === 0 || others.length === 0) expect(value).toBeNull();
        else expect(value).toBeCloseTo(right / liked.length / others.length, 12);
      }),
    );
  });
});

describe('measures of probabilities', () => {
  it('give what paper and pencil give', () => {
    expect(logLoss([0.8, 0.4], [true, false])).toBeCloseTo((-Math.log(0.8) - Math.log(0.6)) / 2, 12);
    expect(brier([0.8, 0.4], [true, false])).toBeCloseTo((0.04 + 0.16) / 2, 12);
  });

  it('stay finite for a certain judge who is wrong', () => {
    expect(logLoss([0, 1], [true, false])).toBeCloseTo(-Math.log(1e-6), 6);
  });

  it('see promises that do not come true', () => {
    const labels = Array.from({ length: 100 }, (_, index) => index < 70);
    expect(calibrationError(new Array<number>(100).fill(0.7), labels)).toBeCloseTo(0, 12);
    expect(calibrationError(new Array<number>(100).fill(0.95), labels)).toBeCloseTo(0.25, 12);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_OPTIONS, OPTION_FEATURE_COUNT } from '../../models/ranking.ts';
import { fitPlaces } from './places.ts';

const choices = (count: number, options: number, chosen: number) =>
  Array.from({ length: count }, () => ({ rows: new Float32Array(options * OPTION_FEATURE_COUNT), chosen }));
const none = new Float64Array(MOST_OPTIONS);

describe('a writer’s own places', () => {
  it('are those of writers in general for somebody who has taken nothing yet', () => {
    const general = Float64Array.from({ length: MOST_OPTIONS }, (_, place) => -0.4 * place);
    const own = fitPlaces([], general);
    own.forEach((offset, place) => {
      expect(offset - own[0]!).toBeCloseTo(general[place]!, 6);
    });
  });

  it('come to the odds at which places were taken', () => {
    const own = fitPlaces([...choices(3000, 2, 0), ...choices(1000, 2, 1)], none);
    expect(Math.exp(own[0]! - own[1]!)).toBeCloseTo(3, 1);
  });

  it('do not hold it against a place that short lists do not have it', () => {
    const own = fitPlaces([...choices(2000, 2, 0), ...choices(500, 3, 2), ...choices(500, 3, 0)], none);
    expect(own[2]!).toBeCloseTo(own[0]!, 1);
  });

  it('stay finite whatever was taken', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 2, max: MOST_OPTIONS }), fc.nat(MOST_OPTIONS)), {
          maxLength: 60,
        }),
        fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { maxLength: MOST_OPTIONS }),
        (taken, general) => {
          const examples = taken.flatMap(([options, chosen]) => choices(1, options, chosen % options));
          expect(fitPlaces(examples, general).every(Number.isFinite)).toBe(true);
        },
      ),
    );
  });
});

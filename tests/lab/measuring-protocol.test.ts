import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUnseenPerson, isUnseenStory, splitRatings } from './measuring-protocol.ts';

const ratings = (count: number, at: (index: number) => number | null = () => null) =>
  Array.from({ length: count }, (_, index) => ({ item: String(index), value: index % 5, at: at(index) }));

describe('the protocol for measuring', () => {
  it('sets the same people and stories aside everywhere', () => {
    const upTo = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1));
    // Worked out with another language's SHA-256.
    expect(upTo(40).filter(isUnseenPerson).map(Number)).toEqual([1, 5, 16, 19, 37]);
    expect(upTo(20).filter(isUnseenStory).map(Number)).toEqual([6, 8, 9, 13, 16]);
  });

  it('tests on the last fifth in time', () => {
    const { training, test } = splitRatings(
      'x',
      ratings(21, (index) => 100 - index),
    )!;
    expect(test.map(({ item }) => item)).toEqual(['4', '3', '2', '1', '0']);
    expect(training).toHaveLength(16);
  });

  it('tests on a fifth by hash where there are no times, whatever the order of the file', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 60 }), fc.infiniteStream(fc.nat()), (count, chance) => {
        const given = ratings(count);
        const shuffled = given
          .map((rating) => ({ rating, key: chance.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ rating }) => rating);
        expect(splitRatings('x', shuffled)).toEqual(splitRatings('x', given));
        expect(splitRatings('x', given)?.test).toHaveLength(Math.ceil(count / 5));
      }),
    );
  });

  it('does not measure people with fewer than twenty ratings', () => {
    expect(splitRatings('x', ratings(19))).toBeNull();
  });
});

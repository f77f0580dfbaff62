import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMBEDDING_LENGTH } from '../../models/voice.ts';
import { seededRandom } from '../../text/hashing.ts';
import { UNKNOWN } from '../../text/vocabulary.ts';
import { fitWeights, type Judgement, judge, mixedDistribution, usualWeights } from './mixture.ts';
import { ownNgrams } from './own-ngrams.ts';
import { placeCache } from './place-cache.ts';
import { nothingWritten } from './reading.ts';
import { flatNgrams } from './test-voice.ts';

const V = 50;
const ngrams = flatNgrams(V);
const query = (first: number): Float32Array =>
  Float32Array.from({ length: EMBEDDING_LENGTH }, (_, at) => Math.cos(first * at + first));
const placeAt = (before: readonly [number, number]) => ({
  net: new Float32Array(V).fill(1 / V),
  query: query(1),
  before,
});

describe('the mixture', () => {
  it('gives probabilities that sum to 1, whatever is known of the writer', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: V - 1 }), { maxLength: 60 }), (ids) => {
        const own = nothingWritten();
        ids.forEach((id, at) => {
          own.ngrams.add(ids[at - 2] ?? 1, ids[at - 1] ?? 1, id);
          own.cache.add(query(at), id);
        });
        const place = placeAt([ids.at(-2) ?? 1, ids.at(-1) ?? 1]);
        const mixed = mixedDistribution(place, ngrams, own, usualWeights);
        expect(Math.abs(mixed.reduce((sum, chance) => sum + chance, 0) - 1)).toBeLessThan(1e-6);
      }),
    );
  });

  it('believes a writer who always goes on the same way', () => {
    const own = nothingWritten();
    for (let time = 0; time < 5; time++) own.ngrams.add(20, 21, 22);
    const mixed = mixedDistribution(placeAt([20, 21]), ngrams, own, usualWeights);
    expect(mixed.indexOf(Math.max(...mixed))).toBe(22);
    expect(mixedDistribution(placeAt([20, 21]), ngrams, null, usualWeights)[22]).toBeCloseTo(1 / V, 6);
  });

  it('finds, by expectation maximisation, who is to be trusted', () => {
    const judgements = Array.from(
      { length: 400 },
      (_, at): Judgement => ({
        bucket: 0,
        chances: [0.01, at % 4 === 0 ? 0.01 : 0.5, 0.01, null, null, 0.01],
      }),
    );
    const [bucket] = fitWeights(judgements, usualWeights);
    expect(bucket?.[1]).toBeGreaterThan(0.7);
    expect(bucket?.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
  });

  it('keeps to the prior where nothing was held out', () => {
    fitWeights([], usualWeights).forEach((weights, bucket) => {
      weights.forEach((weight, at) => {
        expect(weight).toBeCloseTo((usualWeights[bucket] ?? [])[at] ?? -1, 9);
      });
    });
  });

  it('judges each component by the word that came', () => {
    const own = nothingWritten();
    own.ngrams.add(5, 6, 7);
    expect(judge(placeAt([5, 6]), 7, ngrams, own)).toMatchObject({
      bucket: 2,
      chances: [expect.closeTo(1 / V, 6), 1 / V, 1, 1, 1, null],
    });
  });
});

describe("a writer's own text", () => {
  it('counts nothing for a word that is unknown', () => {
    const own = ownNgrams();
    own.add(1, 2, UNKNOWN);
    expect(own.after(1, 2)).toEqual([{ total: 0, counts: new Map() }, null, null]);
  });

  it('learns on in a copy by itself', () => {
    const own = ownNgrams();
    own.add(1, 2, 3);
    const copy = own.copy();
    copy.add(1, 2, 4);
    expect(own.after(1, 2)[2]?.total).toBe(1);
    expect(copy.after(1, 2)[2]?.total).toBe(2);
  });
});

describe('the place cache', () => {
  it('recalls what came next in the most similar place', () => {
    const cache = placeCache();
    cache.add(query(1), 10);
    cache.add(query(2), 11);
    const recalled = cache.recall(query(1));
    expect(recalled.get(10)).toBeGreaterThan(0.9);
    expect([...recalled.values()].reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  it('keeps every place while it grows, and the newest once it is full', () => {
    const cache = placeCache(300);
    const random = seededRandom('places');
    const queries = Array.from({ length: 400 }, () =>
      Float32Array.from({ length: EMBEDDING_LENGTH }, () => 2 * random.uniform() - 1),
    );
    const likeliestAt = (at: number, of = cache): number | undefined =>
      [...of.recall(queries[at]!)].sort(([, a], [, b]) => b - a)[0]?.[0];
    for (let at = 0; at < 200; at++) cache.add(queries[at]!, 10 + at);
    const copy = cache.copy();
    for (let at = 200; at < 400; at++) cache.add(queries[at]!, 10 + at);
    for (const at of [0, 127, 128, 199]) expect(likeliestAt(at, copy)).toBe(10 + at);
    for (const at of [100, 255, 256, 299, 300, 399]) expect(likeliestAt(at)).toBe(10 + at);
    for (const at of [0, 99]) expect(likeliestAt(at)).not.toBe(10 + at);
    expect(likeliestAt(300, copy)).not.toBe(310);
  });

  it('forgets the oldest when it is full, and knows nothing when it is empty', () => {
    const cache = placeCache(2);
    expect(cache.recall(query(1)).size).toBe(0);
    [10, 11, 12].forEach((word, at) => {
      cache.add(query(at + 1), word);
    });
    expect([...cache.recall(query(1)).keys()].sort()).toEqual([11, 12]);
  });
});

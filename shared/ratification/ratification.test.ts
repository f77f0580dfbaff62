import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segmentSchema, segmentTraits, segmentVocabulary } from '../protocol/segments.ts';
import { seededRandom } from '../text/hashing.ts';
import { decide, FEWEST_VOTES } from './decide.ts';
import {
  debiasedCounts,
  debiasedShare,
  FLIP_CHANCE,
  randomisedBit,
  randomisedChoice,
  truthChance,
  VOTE_EPSILON,
} from './randomised-response.ts';
import { FEWEST_OF_A_SEGMENT, reportSegment, segmentResults, segmentsOf } from './segment-report.ts';
import { spentEpsilon, VOTES_FOR_LIFE } from './vote-budget.ts';

const uniformOf = (seed: string) => {
  const random = seededRandom(seed);
  return () => random.uniform();
};

describe('a randomised vote', () => {
  it('is flipped by one chance in four, which is worth ln 3', () => {
    const uniform = uniformOf('votes');
    const kept = Array.from({ length: 20_000 }, () => randomisedBit(true, uniform)).filter(Boolean).length;
    expect(kept / 20_000).toBeCloseTo(1 - FLIP_CHANCE, 2);
    expect(VOTE_EPSILON).toBeCloseTo(Math.log(3), 12);
  });

  it('is debiased without bias', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (truth) => {
        const expected = truth * (1 - FLIP_CHANCE) + (1 - truth) * FLIP_CHANCE;
        expect(debiasedShare(expected, 100).share).toBeCloseTo(truth, 9);
      }),
    );
  });

  it('costs the same each time, and four of them and a segment 6.39 nats', () => {
    expect(spentEpsilon(VOTES_FOR_LIFE, false)).toBeCloseTo(4 * Math.log(3), 12);
    expect(spentEpsilon(VOTES_FOR_LIFE, true)).toBeCloseTo(6.394, 3);
  });
});

describe('a choice by randomised response', () => {
  it('is never likelier than e^ε times under one truth than under another', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }),
        fc.double({ min: 0.1, max: 4, noNaN: true }),
        (k, epsilon) => {
          const truth = truthChance(k, epsilon);
          expect(truth / ((1 - truth) / (k - 1))).toBeCloseTo(Math.exp(epsilon), 6);
        },
      ),
    );
  });

  it('is debiased to what was true', () => {
    const uniform = uniformOf('choices');
    const values = ['a', 'b', 'c', 'd'] as const;
    const truth = Array.from(
      { length: 40_000 },
      (_, at) => values[at % 10 === 0 ? 1 : at % 3 === 0 ? 2 : 0] ?? 'a',
    );
    const told = truth.map((value) => randomisedChoice<string>(value, values, 2, uniform));
    const count = (list: readonly string[]) => values.map((value) => list.filter((x) => x === value).length);
    debiasedCounts(count(told), 2).forEach((found, at) => {
      expect(Math.abs(found - (count(truth)[at] ?? 0))).toBeLessThan(1200);
    });
  });
});

describe('a decision', () => {
  it('is none with fewer than thirty votes, however they fall', () => {
    expect(decide(FEWEST_VOTES - 1, FEWEST_VOTES - 1)).toEqual({ outcome: 'skipped-small', worse: null });
    expect(decide(0, 0).outcome).toBe('skipped-small');
  });

  it('refuses what is worse for clearly more than half, and nothing else', () => {
    expect(decide(40, 26).outcome).toBe('ratified');
    expect(decide(40, 27).outcome).toBe('refused');
    expect(decide(40, 20).outcome).toBe('ratified');
    expect(decide(40, 0)).toMatchObject({ outcome: 'ratified', worse: { share: -0.5 } });
    expect(decide(1000, 520).outcome).toBe('ratified');
  });

  it('never refuses at more votes for it than against it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2000 }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        (votes, part) => {
          expect(decide(votes, Math.floor(votes * part)).outcome).not.toBe('refused');
        },
      ),
    );
  });

  it('refuses a version that nine of ten found worse, in nearly every draw of the flips', () => {
    const refused = Array.from({ length: 200 }, (_, draw) => {
      const uniform = uniformOf(`draw ${draw}`);
      const worse = Array.from({ length: 60 }, (_, at) => randomisedBit(at % 10 !== 0, uniform)).filter(
        Boolean,
      );
      return decide(60, worse.length).outcome === 'refused';
    }).filter(Boolean).length;
    expect(refused).toBeGreaterThan(160);
  });
});

describe('segments of a device', () => {
  const story = (language: string | null, ...tags: string[]) => ({ language, tags });

  it('follow from what most of its stories are', () => {
    expect(
      segmentsOf([story('en', 'Slow Burn Romance'), story(null, 'Fluff'), story('de', 'Horror')]),
    ).toEqual({
      language: 'en',
      genre: 'romance',
      activity: 'little',
    });
    expect(segmentsOf(Array.from({ length: 150 }, () => story('de', 'LitRPG')))).toEqual({
      language: 'other',
      genre: 'speculative',
      activity: 'much',
    });
    expect(segmentsOf([])).toEqual({ language: 'en', genre: 'other', activity: 'little' });
  });

  it('are reported as one trait, always one of the vocabulary', () => {
    const own = segmentsOf([]);
    const traits = new Set<string>();
    for (let at = 0; at < 200; at++) {
      const report = reportSegment(own, uniformOf(`report ${at}`));
      expect(segmentSchema.safeParse(report).success).toBe(true);
      traits.add(report.split(':')[0] ?? '');
    }
    expect([...traits].sort()).toEqual([...segmentTraits].sort());
    expect(segmentSchema.safeParse('genre:poems').success).toBe(false);
  });
});

describe('results by segment', () => {
  const cast = (people: number, seed: string) => {
    const uniform = uniformOf(seed);
    return Array.from({ length: people }, (_, at) => {
      const genre = segmentVocabulary.genre[at % 2] ?? 'other';
      // Worse for one genre in nine of ten cases, for the other in one.
      const worse = uniform() < (genre === 'romance' ? 0.9 : 0.1);
      const own = { language: 'en', genre, activity: 'some' } as const;
      return { worse: randomisedBit(worse, uniform), segment: reportSegment(own, uniform) };
    });
  };

  it('tell apart for whom a version is worse', () => {
    const results = new Map(segmentResults(cast(20_000, 'many')).map((result) => [result.segment, result]));
    expect(results.get('genre:romance')?.worse).toBeGreaterThan(0.7);
    expect(results.get('genre:adventure')?.worse).toBeLessThan(0.3);
    expect(results.get('language:en')?.worse).toBeCloseTo(0.5, 1);
  });

  it('are told of no segment that is too small to hide in', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600 }), (people) => {
        for (const { votes } of segmentResults(cast(people, `few ${people}`))) {
          expect(votes).toBeGreaterThanOrEqual(FEWEST_OF_A_SEGMENT);
        }
      }),
      { numRuns: 40 },
    );
    expect(
      segmentResults(cast(100, 'a hundred')).filter(({ segment }) => segment.startsWith('genre')),
    ).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Feedback, feedbackSchema, type Reading, readingSchema } from '../../protocol/signal.ts';
import { plausibleReadings, preferenceOf, type StoryObservations } from './preference.ts';

const nothing: StoryObservations = { readings: [], feedback: [], choicesWon: 0, choicesLost: 0 };

/** Three thousand words, read to the end in twelve minutes. */
const readThrough: Reading = {
  kind: 'reading',
  visit: '00000000000000aa',
  visibleMs: 14 * 60_000,
  activeMs: 12 * 60_000,
  passages: 60,
  passagesRead: 57,
  passagesSkimmed: 3,
  wordsRead: 2900,
  wordsShown: 3000,
  depth: 1,
  finished: true,
  wentToNext: false,
  scriptedEvents: 0,
};
const leftEarly: Reading = {
  ...readThrough,
  visibleMs: 40_000,
  activeMs: 30_000,
  passagesRead: 2,
  passagesSkimmed: 1,
  wordsRead: 100,
  depth: 0.05,
  finished: false,
};
const act = (kind: Feedback['act'], on = true, value: number | null = null): Feedback => ({
  kind: 'feedback',
  act: kind,
  value,
  on,
});
const preference = (change: Partial<StoryObservations>) => preferenceOf({ ...nothing, ...change });
const said = (change: Partial<StoryObservations>) => preference(change)?.preference ?? Number.NaN;

describe('preference', () => {
  it('is none when nothing was observed', () => {
    expect(preferenceOf(nothing)).toBeNull();
  });

  it('is high for a chapter read to its end, higher when the reader went on, low when left early', () => {
    expect(said({ readings: [readThrough] })).toBeGreaterThan(0.6);
    expect(said({ readings: [{ ...readThrough, passagesRead: 40, wentToNext: true }] })).toBeGreaterThan(
      said({ readings: [{ ...readThrough, passagesRead: 40 }] }),
    );
    expect(said({ readings: [leftEarly] })).toBeLessThan(-0.4);
  });

  it('counts what was passed faster than anyone reads as skimmed', () => {
    const rushed = { ...readThrough, activeMs: 60_000, visibleMs: 60_000 };
    expect(said({ readings: [rushed] })).toBeLessThan(said({ readings: [readThrough] }) - 0.8);
  });

  it('counts one visit once, by its newest report, whatever tabs send', () => {
    const reports = [leftEarly, { ...leftEarly, activeMs: 31_000 }, readThrough];
    expect(preference({ readings: reports })).toEqual(preference({ readings: [readThrough] }));
  });

  it.each<[string, Partial<Reading>]>([
    ['was left open without activity', { activeMs: 1_000, visibleMs: 3_600_000 }],
    ['was left open over lunch and hardly touched', { activeMs: 60_000, visibleMs: 3_600_000 }],
    ['a script drove', { scriptedEvents: 100_000 }],
    ['was active longer than visible', { activeMs: 2_000_000 }],
    ['read more passages than there are', { passagesRead: 100 }],
    ['read more words than were shown', { wordsRead: 5_000 }],
  ])('ignores a visit that %s', (_name, change) => {
    expect(plausibleReadings([{ ...readThrough, ...change }])).toEqual([]);
    expect(preference({ readings: [{ ...readThrough, ...change }] })).toBeNull();
  });

  it('believes an outright act more than a scroll', () => {
    expect(said({ readings: [readThrough], feedback: [act('less')] })).toBeLessThan(0);
    expect(said({ readings: [leftEarly], feedback: [act('kudos')] })).toBeGreaterThan(0);
    expect(said({ feedback: [act('rating', true, 0.1)] })).toBeCloseTo(-0.8, 9);
  });

  it('takes the last act of a kind: kudos that were taken back are no praise', () => {
    expect(said({ feedback: [act('kudos'), act('kudos', false)] })).toBeLessThan(0);
    expect(preference({ feedback: [act('kudos'), act('kudos')] })).toEqual(
      preference({ feedback: [act('kudos')] }),
    );
  });

  it('is surer of more evidence, and hardly sure of a story that was passed over', () => {
    const sure = (change: Partial<StoryObservations>) => preference(change)?.confidence ?? 0;
    expect(sure({ readings: [readThrough], feedback: [act('kudos')] })).toBeGreaterThan(
      sure({ readings: [readThrough] }),
    );
    expect(sure({ choicesLost: 5 })).toBeLessThan(0.3);
    expect(said({ choicesLost: 5 })).toBeLessThan(0);
    expect(said({ choicesLost: 5, choicesWon: 1 })).toBeGreaterThan(0);
  });

  it('stays within its bounds for any observations that have the types', () => {
    const reading = fc
      .record({
        visibleMs: fc.nat(86_400_000),
        activeMs: fc.nat(86_400_000),
        passages: fc.nat(500),
        passagesRead: fc.nat(500),
        passagesSkimmed: fc.nat(500),
        wordsRead: fc.nat(100_000),
        wordsShown: fc.nat(100_000),
        depth: fc.double({ min: 0, max: 1, noNaN: true }),
        finished: fc.boolean(),
        wentToNext: fc.boolean(),
        scriptedEvents: fc.nat(10),
      })
      .map((change) => readingSchema.parse({ ...readThrough, ...change }));
    const feedback = fc
      .record({
        act: fc.constantFrom('kudos', 'rating', 'hide', 'follow'),
        value: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
        on: fc.boolean(),
      })
      .map((change) => feedbackSchema.parse({ kind: 'feedback', ...change }));
    fc.assert(
      fc.property(
        fc.array(reading),
        fc.array(feedback),
        fc.nat(9),
        fc.nat(9),
        (readings, acts, won, lost) => {
          const found = preferenceOf({ readings, feedback: acts, choicesWon: won, choicesLost: lost });
          if (found === null) return;
          expect(Math.abs(found.preference)).toBeLessThanOrEqual(1);
          expect(found.confidence).toBeGreaterThan(0);
          expect(found.confidence).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

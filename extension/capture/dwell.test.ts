import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDwell, IDLE_AFTER } from './dwell.ts';

/** A reader at `wordsPerMinute` who goes through passages one screen at a time. */
function readThrough(words: readonly number[], perScreen: number, wordsPerMinute: number) {
  const dwell = createDwell(words);
  let now = 0;
  dwell.pageVisible(now, true);
  for (let first = 0; first < words.length; first += perScreen) {
    const screen = words.slice(first, first + perScreen).map((_, index) => first + index);
    dwell.input(now);
    for (const passage of screen) dwell.passageSeen(now, passage, 0, 1, 1 / perScreen);
    const wordsOnScreen = screen.reduce((sum, passage) => sum + (words[passage] ?? 0), 0);
    const end = now + (wordsOnScreen / wordsPerMinute) * 60_000;
    for (; now < end; now += 5000) dwell.input(now);
    now = end;
    for (const passage of screen) dwell.passageSeen(now, passage, 0, 0, 0);
  }
  return dwell.summary();
}

describe('dwell', () => {
  const chapter = new Array<number>(20).fill(60);

  it('counts a chapter read at 250 words a minute as read to the end', () => {
    const summary = readThrough(chapter, 4, 250);
    expect(summary).toMatchObject({
      passages: 20,
      passagesRead: 20,
      passagesSkimmed: 0,
      wordsRead: 1200,
      finished: true,
    });
    expect(summary.depth).toBe(1);
  });

  it('counts 1,200 words a minute as skimmed, not read', () => {
    expect(readThrough(chapter, 4, 1200)).toMatchObject({
      passagesRead: 0,
      passagesSkimmed: 20,
      finished: true,
    });
  });

  it('counts a chapter that rushed by as neither, though its end was seen', () => {
    expect(readThrough(chapter, 4, 20_000)).toMatchObject({
      passagesRead: 0,
      passagesSkimmed: 0,
      depth: 1,
      finished: false,
    });
  });

  it('gives no time to a page in the background', () => {
    const dwell = createDwell([50]);
    dwell.passageSeen(0, 0, 0, 1, 0.5);
    dwell.input(0);
    dwell.advance(20_000);
    dwell.pageVisible(20_000, true);
    dwell.pageVisible(21_000, false);
    dwell.advance(60_000);
    expect(dwell.summary()).toMatchObject({ visibleMs: 1000, activeMs: 1000 });
  });

  it('takes nobody to be reading 30 seconds after the last input', () => {
    const dwell = createDwell([5000]);
    dwell.pageVisible(0, true);
    dwell.input(0);
    dwell.passageSeen(0, 0, 0, 1, 1);
    for (let now = 1000; now <= 50_000; now += 1000) dwell.advance(now);
    expect(dwell.summary()).toMatchObject({ visibleMs: 50_000, activeMs: IDLE_AFTER });
  });

  it('takes a machine that slept for no reader', () => {
    const dwell = createDwell([100]);
    dwell.pageVisible(0, true);
    dwell.passageSeen(0, 0, 0, 1, 0.5);
    dwell.advance(8 * 3_600_000);
    expect(dwell.summary().visibleMs).toBeLessThanOrEqual(60_000);
  });

  it('follows a passage taller than the screen by its parts', () => {
    const dwell = createDwell([12_000]);
    dwell.pageVisible(0, true);
    dwell.passageSeen(0, 0, 0, 0.1, 1);
    for (let now = 0; now <= 300_000; now += 10_000) dwell.input(now);
    const summary = dwell.summary();
    expect(summary.depth).toBeCloseTo(0.1, 2);
    expect(summary.wordsRead).toBe(1200);
    expect(summary.finished).toBe(false);
  });

  it('reaches nothing of an empty chapter', () => {
    const dwell = createDwell([]);
    dwell.pageVisible(0, true);
    dwell.advance(1000);
    expect(dwell.summary()).toMatchObject({ passages: 0, depth: 0, wordsShown: 0, visibleMs: 0 });
  });

  it('never gives its passages more time than passed, nor more words than there are, whatever happens', () => {
    const event = fc.record({
      wait: fc.integer({ min: 0, max: 20_000 }),
      what: fc.constantFrom('see', 'leave', 'input', 'front', 'back'),
      passage: fc.integer({ min: 0, max: 9 }),
    });
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 10 }),
        fc.array(event, { maxLength: 60 }),
        (words, events) => {
          const dwell = createDwell(words);
          let now = 0;
          for (const { wait, what, passage } of events) {
            now += wait;
            if (what === 'see') dwell.passageSeen(now, passage, 0, 1, 0.5);
            if (what === 'leave') dwell.passageSeen(now, passage, 0, 0, 0);
            if (what === 'input') dwell.input(now);
            if (what === 'front') dwell.pageVisible(now, true);
            if (what === 'back') dwell.pageVisible(now, false);
          }
          const summary = dwell.summary();
          expect(summary.activeMs).toBeLessThanOrEqual(summary.visibleMs + 1);
          expect(summary.visibleMs).toBeLessThanOrEqual(now);
          expect(summary.wordsRead).toBeLessThanOrEqual(summary.wordsShown);
          // At most 650 words a minute of active time can count as read.
          expect(summary.wordsRead).toBeLessThanOrEqual((summary.activeMs / 60_000) * 650 + 1);
          expect(summary.passagesRead + summary.passagesSkimmed).toBeLessThanOrEqual(summary.passages);
          expect(summary.depth).toBeGreaterThanOrEqual(0);
          expect(summary.depth).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('of a chapter that comes in parts is the same as of one that was there from the beginning', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 12 }),
        fc.nat({ max: 12 }),
        (words, cut) => {
          const whole = createDwell(words);
          const inParts = createDwell(words.slice(0, cut));
          inParts.goOn(words.slice(cut));
          for (const dwell of [whole, inParts]) {
            dwell.pageVisible(0, true);
            dwell.input(0);
            words.forEach((_, passage) => {
              dwell.passageSeen(passage * 9000, passage, 0, 1, 1);
              dwell.input(passage * 9000);
              dwell.passageSeen((passage + 1) * 9000, passage, 0, 0, 0);
            });
          }
          expect(inParts.summary()).toEqual(whole.summary());
        },
      ),
    );
  });

  it('is not finished with what was the end before the chapter went on', () => {
    const dwell = createDwell([100]);
    dwell.pageVisible(0, true);
    dwell.input(0);
    dwell.passageSeen(0, 0, 0, 1, 1);
    dwell.advance(25_000);
    expect(dwell.summary()).toMatchObject({ depth: 1, finished: true });
    dwell.goOn([100, 200]);
    expect(dwell.summary()).toMatchObject({ passages: 3, wordsShown: 400, depth: 0.25, finished: false });
  });
});

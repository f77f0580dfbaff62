import { describe, expect, it } from 'vitest';
import { localDay } from '../storage/calendar.ts';
import type { SignalRecord } from '../storage/records.ts';
import { sampleChoice, sampleFeedback, sampleReading } from '../storage/sample-rows.ts';
import { doubtWords, inspectSignals } from './inspect-signals.ts';

const noon = new Date(2026, 5, 1, 12).getTime();

function signal(observation: SignalRecord['observation'], changes: Partial<SignalRecord> = {}): SignalRecord {
  const at = changes.at ?? noon;
  const visit = observation.kind === 'reading' ? observation.visit : '';
  return {
    story: 'ao3:1',
    site: 'ao3',
    chapterId: '1',
    at,
    day: localDay(at),
    visit,
    observation,
    doubts: [],
    ...changes,
  };
}

describe('inspecting signals', () => {
  it('doubts nothing in a day of ordinary reading', () => {
    const day = [
      signal(sampleReading()),
      signal(sampleReading({ visit: 'aaaaaaaaaaaaaaaa' }), { chapterId: '2', at: noon + 700_000 }),
      signal(sampleFeedback(), { at: noon + 800_000 }),
      signal(sampleChoice('2', '3'), { at: noon - 700_000 }),
      signal(
        sampleReading({
          activeMs: 2_000,
          visibleMs: 3_000,
          wordsRead: 0,
          passagesRead: 0,
          passagesSkimmed: 1,
          finished: false,
        }),
        { story: 'ao3:2' },
      ),
    ];
    expect(inspectSignals(day).flat()).toEqual([]);
  });

  it.each([
    ['a script moved', { scriptedEvents: 50_000 }, doubtWords.scripted],
    ['was left open', { visibleMs: 8 * 3_600_000, activeMs: 20_000, wordsRead: 100 }, doubtWords.leftOpen],
    ['active longer than visible', { activeMs: 700_000 }, doubtWords.contradiction],
    ['more passages read than there are', { passagesRead: 90 }, doubtWords.contradiction],
    ['more words read than were shown', { wordsRead: 9_000 }, doubtWords.contradiction],
    ['2,300 words in twenty seconds', { activeMs: 20_000, visibleMs: 20_000 }, doubtWords.tooFast],
  ])('doubts a visit that %s', (_what, changes, doubt) => {
    expect(inspectSignals([signal(sampleReading(changes))])).toEqual([[doubt]]);
  });

  it('counts the same chapter in two tabs once: the tab that was read', () => {
    const idle = sampleReading({ visit: 'aaaaaaaaaaaaaaaa', activeMs: 100_000, wordsRead: 500 });
    const both = [signal(idle, { at: noon + 1_000 }), signal(sampleReading())];
    expect(inspectSignals(both)).toEqual([[doubtWords.secondTab], []]);
  });

  it('lets the same chapter be read again later', () => {
    const later = signal(sampleReading({ visit: 'aaaaaaaaaaaaaaaa' }), { at: noon + 3_600_000 });
    expect(inspectSignals([signal(sampleReading()), later]).flat()).toEqual([]);
  });

  it('lets two chapters be open in two tabs', () => {
    const other = signal(sampleReading({ visit: 'aaaaaaaaaaaaaaaa' }), { chapterId: '2' });
    expect(inspectSignals([signal(sampleReading()), other]).flat()).toEqual([]);
  });

  it('does not let a doubted tab push out an honest one', () => {
    const forged = signal(
      sampleReading({ visit: 'aaaaaaaaaaaaaaaa', activeMs: 590_000, scriptedEvents: 90_000 }),
    );
    expect(inspectSignals([forged, signal(sampleReading())])).toEqual([[doubtWords.scripted], []]);
  });

  it('doubts a day with more reading than hours', () => {
    const visits = Array.from({ length: 150 }, (_, index) =>
      signal(
        sampleReading({ visit: index.toString(16).padStart(16, '0'), visibleMs: 600_000, activeMs: 600_000 }),
        {
          chapterId: String(index),
        },
      ),
    );
    expect(inspectSignals(visits).every((doubts) => doubts.includes(doubtWords.tooMuch))).toBe(true);
  });

  it('doubts clicks that come faster than a hand, and none before or after them', () => {
    const burst = Array.from({ length: 30 }, (_, index) =>
      signal(sampleFeedback(), { story: `ao3:${index}`, at: noon + index * 50 }),
    );
    const calm = [0, 1, 2].map((hour) =>
      signal(sampleFeedback(), { story: `ao3:c${hour}`, at: noon - (hour + 1) * 3_600_000 }),
    );
    const doubts = inspectSignals([...calm, ...burst]);
    expect(doubts.slice(0, 3).flat()).toEqual([]);
    expect(doubts.slice(3).every((reasons) => reasons.includes(doubtWords.burst))).toBe(true);
  });
});

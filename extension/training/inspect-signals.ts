import { plausibleReadings, readingPace } from '../../shared/learning/taste/preference.ts';
import type { Reading } from '../../shared/protocol/signal.ts';
import type { SignalRecord } from '../storage/records.ts';

/**
 * The data inspection on the device: which signals a person cannot have made, or made twice. What is doubted stays on
 * record, is shown with its doubts, and is left out of training. It keeps honest data clean; it proves nothing
 * against a changed client.
 *
 * Pure. @returns the doubts of each signal, in the given order; none where it counts.
 */
export function inspectSignals(signals: readonly SignalRecord[]): string[][] {
  const doubts = signals.map((signal) => new Set(ownDoubts(signal)));
  const doubt = (indices: readonly number[], reason: string): void => {
    for (const index of indices) doubts[index]?.add(reason);
  };
  doubt(secondTabs(signals, doubts), doubtWords.secondTab);
  doubt(tooMuchForADay(signals), doubtWords.tooMuch);
  doubt(bursts(signals), doubtWords.burst);
  return doubts.map((reasons) => [...reasons]);
}

/** The doubts as they are shown. */
export const doubtWords = {
  scripted: 'the page was moved by a script',
  leftOpen: 'the page was left open',
  contradiction: 'its numbers contradict each other',
  tooFast: 'faster than anyone can read',
  secondTab: 'the same chapter was open in another tab',
  tooMuch: 'more reading than a day has hours',
  burst: 'too many clicks at once',
} as const;

/** Four times the fastest reading: at this pace the text was passed over, not read. */
const IMPOSSIBLE_PACE = 3_600;
const DAY_MS = 24 * 3_600_000;
/** More acts on different stories than this within ten seconds are not a person's. */
const BURST_COUNT = 15;
const BURST_MS = 10_000;

function ownDoubts({ observation }: SignalRecord): string[] {
  if (observation.kind !== 'reading') return [];
  const doubts: string[] = [];
  if (contradictsItself(observation)) doubts.push(doubtWords.contradiction);
  if (observation.wordsRead > 50 && readingPace(observation) > IMPOSSIBLE_PACE)
    doubts.push(doubtWords.tooFast);
  // The engine that weighs opinions leaves visits out too; say which of its two other reasons it was.
  if (doubts.length === 0 && plausibleReadings([observation]).length === 0) {
    const still = plausibleReadings([{ ...observation, scriptedEvents: 0 }]).length > 0;
    doubts.push(still ? doubtWords.scripted : doubtWords.leftOpen);
  }
  return doubts;
}

function contradictsItself(reading: Reading): boolean {
  return (
    reading.activeMs > reading.visibleMs ||
    reading.passagesRead + reading.passagesSkimmed > reading.passages ||
    reading.wordsRead > reading.wordsShown
  );
}

interface Visit {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly reading: Reading;
}

/** Of visits to one chapter that overlap in time, the one with most active time counts. */
function secondTabs(signals: readonly SignalRecord[], doubts: readonly ReadonlySet<string>[]): number[] {
  const chapters = new Map<string, Visit[]>();
  signals.forEach(({ story, chapterId, at, observation }, index) => {
    if (observation.kind !== 'reading' || (doubts[index]?.size ?? 0) > 0) return;
    const chapter = JSON.stringify([story, chapterId]);
    const visit = { index, start: at - observation.visibleMs, end: at, reading: observation };
    chapters.set(chapter, [...(chapters.get(chapter) ?? []), visit]);
  });
  return [...chapters.values()].flatMap((visits) => {
    const kept: Visit[] = [];
    const doubled: number[] = [];
    for (const visit of [...visits].sort((a, b) => b.reading.activeMs - a.reading.activeMs)) {
      const overlaps = kept.some((other) => visit.start < other.end && other.start < visit.end);
      if (overlaps) doubled.push(visit.index);
      else kept.push(visit);
    }
    return doubled;
  });
}

function tooMuchForADay(signals: readonly SignalRecord[]): number[] {
  const days = new Map<string, { indices: number[]; active: number }>();
  signals.forEach(({ day, observation }, index) => {
    if (observation.kind !== 'reading') return;
    const entry = days.get(day) ?? { indices: [], active: 0 };
    entry.indices.push(index);
    entry.active += observation.activeMs;
    days.set(day, entry);
  });
  return [...days.values()].filter(({ active }) => active > DAY_MS).flatMap(({ indices }) => indices);
}

function bursts(signals: readonly SignalRecord[]): number[] {
  const acts = signals
    .map(({ at, observation }, index) => ({ at, index, kind: observation.kind }))
    .filter(({ kind }) => kind === 'feedback')
    .sort((a, b) => a.at - b.at);
  const doubted = new Set<number>();
  let first = 0;
  acts.forEach((act, last) => {
    while (act.at - (acts[first]?.at ?? act.at) > BURST_MS) first++;
    if (last - first + 1 <= BURST_COUNT) return;
    for (const { index } of acts.slice(first, last + 1)) doubted.add(index);
  });
  return [...doubted];
}

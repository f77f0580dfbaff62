import type { UpdateRecord } from '../../storage/records.ts';

export interface WeekFigures {
  readonly signals: number;
  /** Rounds in which an update of this device was received. */
  readonly rounds: number;
  readonly bytesSent: number;
  /** True when some bodies are gone from the device and their size was taken from the others'. */
  readonly approximate: boolean;
}

const WEEK_MS = 7 * 86_400_000;

/** When the seven days that a "this week" figure covers began. */
export function weekStart(now: number): number {
  return now - WEEK_MS;
}

/**
 * What the last seven days came to. Only the newest frame of a task stays on the device, so earlier ones count with
 * the mean size of those still there: updates of one model differ by a few per cent.
 *
 * @param signals number of signals since `weekStart(now)`.
 * @param updates the updates made since then.
 */
export function weekFigures(signals: number, updates: readonly UpdateRecord[]): WeekFigures {
  const sent = updates.filter(({ state }) => state.is !== 'queued' && state.is !== 'refused');
  const known = updates.filter(({ frame }) => frame.length > 0);
  const mean =
    known.length === 0 ? 0 : known.reduce((sum, { frame }) => sum + frame.length, 0) / known.length;
  const bytesSent = sent.reduce((sum, { frame }) => sum + (frame.length > 0 ? frame.length : mean), 0);
  return {
    signals,
    rounds: new Set(sent.map(({ task, round }) => `${task}:${round}`)).size,
    bytesSent: Math.round(bytesSent),
    approximate: sent.some(({ frame }) => frame.length === 0),
  };
}

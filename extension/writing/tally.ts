import { z } from 'zod';
import { localDay } from '../storage/calendar.ts';
import type { TaleDatabase } from '../storage/database.ts';
import { readSetting, writeSetting } from '../storage/settings.ts';

/** What became of suggestions, counted by day: no text, no place. */
export const suggestionFates = ['shown', 'taken', 'partly', 'dismissed', 'edited'] as const;
export type SuggestionFate = (typeof suggestionFates)[number];

const countsSchema = z.record(z.enum(suggestionFates), z.number().int().nonnegative());
const tallySchema = z.record(z.string(), countsSchema);
export type SuggestionCounts = z.infer<typeof countsSchema>;

const KEY = 'writing.tally';
const DAYS_KEPT = 35;
const none: SuggestionCounts = { shown: 0, taken: 0, partly: 0, dismissed: 0, edited: 0 };

export async function noteEvent(db: TaleDatabase, fate: SuggestionFate, now: number): Promise<void> {
  await db.transaction('rw', db.settings, async () => {
    const tally = (await readSetting(db, KEY, tallySchema)) ?? {};
    const day = localDay(now);
    const today = tally[day] ?? none;
    const kept = Object.entries({ ...tally, [day]: { ...today, [fate]: today[fate] + 1 } })
      .sort(([a], [b]) => (a < b ? 1 : -1))
      .slice(0, DAYS_KEPT);
    await writeSetting(db, KEY, tallySchema, Object.fromEntries(kept));
  });
}

/** The counts of the last `days` days, today's included. */
export async function readTally(db: TaleDatabase, days: number, now: number): Promise<SuggestionCounts> {
  const tally = (await readSetting(db, KEY, tallySchema)) ?? {};
  const first = localDay(now - (days - 1) * 86_400_000);
  const counted = Object.entries(tally).flatMap(([day, counts]) => (day >= first ? [counts] : []));
  const sum = (fate: SuggestionFate): number => counted.reduce((total, counts) => total + counts[fate], 0);
  return {
    shown: sum('shown'),
    taken: sum('taken'),
    partly: sum('partly'),
    dismissed: sum('dismissed'),
    edited: sum('edited'),
  };
}

import type { SuggestedOption } from '../../shared/learning/ranking/example.ts';
import { listFeatures } from '../../shared/learning/ranking/features.ts';
import type { WordVectors } from '../../shared/text/word-vectors.ts';
import { isPaused } from '../consent/gate.ts';
import { hasAgreed, readConsent } from '../consent/record.ts';
import { localDay } from '../storage/calendar.ts';
import type { TaleDatabase } from '../storage/database.ts';
import { takenSuggestionSchema } from '../storage/records.ts';

/** A list of which one was taken, with what it went on from. */
export interface Choice {
  readonly site: string;
  readonly before: string;
  /** In the order shown. */
  readonly seen: readonly SuggestedOption[];
  readonly chosen: number;
}

/**
 * Keeps what a choice tells of the options, as numbers, where the writer agreed to be learnt from; never the texts.
 * Of a list of which one was seen nothing was preferred.
 */
export async function noteChoice(
  db: TaleDatabase,
  { site, before, seen, chosen }: Choice,
  at: number,
  vectors: WordVectors,
): Promise<boolean> {
  const consent = await readConsent(db);
  if (!hasAgreed(consent) || !consent.kinds.writing || isPaused(consent, at)) return false;
  if (seen.length < 2 || chosen >= seen.length) return false;
  const rows = listFeatures({ context: before.slice(-2_000), options: seen }, vectors);
  await db.takenSuggestions.add(takenSuggestionSchema.parse({ site, at, day: localDay(at), rows, chosen }));
  return true;
}

import { z } from 'zod';
import type { StoryFacts } from '../../shared/protocol/page.ts';
import { foldLabel } from '../../shared/text/fold-label.ts';
import type { TaleDatabase } from '../storage/database.ts';
import { readSetting, writeSetting } from '../storage/settings.ts';

/** What a reader decided about labels: some are never to speak for a story, some always. */
const marksSchema = z.object({
  ignored: z.array(z.string().min(1).max(200)).max(500),
  pinned: z.array(z.string().min(1).max(200)).max(500),
});

export interface TasteMarks {
  /** Folded (`fold-label.ts`). */
  readonly ignored: ReadonlySet<string>;
  readonly pinned: ReadonlySet<string>;
}
export type TasteMark = 'ignored' | 'pinned';

const SETTING = 'taste-marks';

export async function readTasteMarks(db: TaleDatabase): Promise<TasteMarks> {
  const kept = await readSetting(db, SETTING, marksSchema);
  return { ignored: new Set(kept?.ignored ?? []), pinned: new Set(kept?.pinned ?? []) };
}

/** Ignores or pins a label; null takes either back. A label is one of the two at most. */
export async function markLabel(db: TaleDatabase, label: string, mark: TasteMark | null): Promise<void> {
  const folded = foldLabel(label).slice(0, 200);
  if (folded === '') return;
  await db.transaction('rw', db.settings, async () => {
    const marks = await readTasteMarks(db);
    const others = (labels: ReadonlySet<string>): string[] => [...labels].filter((known) => known !== folded);
    await writeSetting(db, SETTING, marksSchema, {
      ignored: mark === 'ignored' ? [...others(marks.ignored), folded] : others(marks.ignored),
      pinned: mark === 'pinned' ? [...others(marks.pinned), folded] : others(marks.pinned),
    });
  });
}

/** The facts without labels that the reader wants to count for nothing; the same object where there are none. */
export function withoutIgnored(facts: StoryFacts, { ignored }: TasteMarks): StoryFacts {
  if (ignored.size === 0) return facts;
  const kept = (labels: readonly string[]): string[] =>
    labels.filter((label) => !ignored.has(foldLabel(label)));
  const [tags, fandoms, warnings] = [kept(facts.tags), kept(facts.fandoms), kept(facts.warnings)];
  const all =
    tags.length === facts.tags.length &&
    fandoms.length === facts.fandoms.length &&
    warnings.length === facts.warnings.length;
  return all ? facts : { ...facts, tags, fandoms, warnings };
}

/** The first pinned label that a story carries, as its page spells it; null when it carries none. */
export function pinnedLabelOf(facts: StoryFacts, { pinned }: TasteMarks): string | null {
  if (pinned.size === 0) return null;
  return [...facts.tags, ...facts.fandoms].find((label) => pinned.has(foldLabel(label))) ?? null;
}

/** How much a pin adds to the log odds: an even chance becomes seven in ten. */
const PIN = 0.85;

/** A chance of liking a story, 0 … 1, as it is with a pinned label on it. */
export function raisedByPin(chance: number): number {
  const odds = chance / Math.max(1e-9, 1 - chance);
  const raised = odds * Math.exp(PIN);
  return raised / (1 + raised);
}

import { preferenceOf, type StoryObservations } from '../../shared/learning/taste/preference.ts';
import type { Feedback, Reading } from '../../shared/protocol/signal.ts';
import type { WordVectors } from '../../shared/text/word-vectors.ts';
import type { TaleDatabase } from '../storage/database.ts';
import {
  type ExampleRecord,
  type SignalRecord,
  type StoryRecord,
  signalRecordSchema,
  storyRecordSchema,
} from '../storage/records.ts';
import { storyKey } from '../storage/stories.ts';
import { featuresOf } from './describe.ts';
import { inspectSignals } from './inspect-signals.ts';

/**
 * From signals to examples: inspects every signal, notes the doubts, weighs what is left of each story, and replaces
 * the examples, all in one transaction.
 *
 * @param since ms since 1970: what was observed later counts as news.
 * @returns how many examples there are now, and for how many there is news.
 */
export async function refreshExamples(
  db: TaleDatabase,
  vectors: WordVectors,
  since: number,
): Promise<{ total: number; fresh: number }> {
  return db.transaction('rw', db.signals, db.stories, db.examples, async () => {
    // A damaged row (another version's, a failing disk's) is no reason to learn nothing from the others.
    const signals = sound(await db.signals.toArray(), (row) => signalRecordSchema.safeParse(row).success);
    const doubts = inspectSignals(signals);
    const inspected = signals.map((signal, index) => ({ ...signal, doubts: doubts[index] ?? [] }));
    await db.signals.bulkPut(
      inspected.filter((signal, index) => !sameTexts(signal.doubts, signals[index]?.doubts ?? [])),
    );
    const counted = inspected.filter(({ doubts: reasons }) => reasons.length === 0);
    const observed = observationsByStory(counted);
    const stories = sound(
      (await db.stories.bulkGet([...observed.keys()])).flatMap((story) => story ?? []),
      (row) => storyRecordSchema.safeParse(row).success,
    );
    const examples = stories.flatMap((story) => {
      const evidence = observed.get(story.key);
      return evidence === undefined ? [] : exampleOf(story, evidence, vectors);
    });
    await db.examples.clear();
    await db.examples.bulkPut(examples);
    return { total: examples.length, fresh: examples.filter(({ at }) => at > since).length };
  });
}

/** What was observed of a story, and when last. */
export interface StoryEvidence {
  readonly observations: StoryObservations;
  readonly at: number;
}

/** Gathers signals by the story they speak of; a choice speaks of the story opened and of those passed over. Pure. */
function observationsByStory(signals: readonly SignalRecord[]): Map<string, StoryEvidence> {
  const gathered = new Map<string, Gathered>();
  const of = (key: string): Gathered => {
    const entry = gathered.get(key) ?? { readings: [], feedback: [], won: 0, lost: 0, at: 0 };
    gathered.set(key, entry);
    return entry;
  };
  for (const { story, site, at, observation } of [...signals].sort((a, b) => a.at - b.at)) {
    const entry = of(story);
    entry.at = Math.max(entry.at, at);
    if (observation.kind === 'reading') entry.readings.push(observation);
    else if (observation.kind === 'feedback') entry.feedback.push(observation);
    else {
      entry.won++;
      for (const { workId } of observation.passedOver) {
        const passed = of(storyKey(site, workId));
        passed.lost++;
        passed.at = Math.max(passed.at, at);
      }
    }
  }
  return new Map(
    [...gathered].map(([key, { readings, feedback, won, lost, at }]) => [
      key,
      { observations: { readings, feedback, choicesWon: won, choicesLost: lost }, at },
    ]),
  );
}

interface Gathered {
  readonly readings: Reading[];
  readonly feedback: Feedback[];
  won: number;
  lost: number;
  at: number;
}

function exampleOf(
  story: StoryRecord,
  { observations, at }: StoryEvidence,
  vectors: WordVectors,
): ExampleRecord[] {
  const opinion = preferenceOf(observations);
  if (opinion === null || !(opinion.confidence > 0)) return [];
  const features = featuresOf(story, vectors);
  return [{ story: story.key, task: 'taste', features, ...opinion, at }];
}

function sound<T>(rows: readonly T[], isSound: (row: T) => boolean): T[] {
  return rows.filter(isSound);
}

function sameTexts(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((text, index) => text === right[index]);
}

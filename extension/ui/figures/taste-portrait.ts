import { type PortraitTrait, tastePortrait } from '../../../shared/learning/taste/portrait.ts';
import type { WordVectors } from '../../../shared/text/word-vectors.ts';
import { readTasteMarks } from '../../reading/taste-marks.ts';
import type { TaleDatabase } from '../../storage/database.ts';
import { featuresOf } from '../../training/describe.ts';
import { openTasteJudge } from '../../training/taste-judge.ts';

export interface TastePortrait {
  /** How many stories it is drawn from. */
  readonly stories: number;
  readonly traits: readonly PortraitTrait[];
  /** Labels that the reader decided about, folded. */
  readonly ignored: readonly string[];
  readonly pinned: readonly string[];
}

/** The newest stories say most of a taste, and all of them would keep the page waiting. */
const STORIES_ASKED = 150;

/** What the engine thinks a reader likes, from the stories that taught it. */
export async function readTastePortrait(
  db: TaleDatabase,
  wordVectors: () => Promise<WordVectors>,
): Promise<TastePortrait> {
  const [examples, marks, { parameters, personal }] = await Promise.all([
    db.examples.where('task').equals('taste').toArray(),
    readTasteMarks(db),
    openTasteJudge(db),
  ]);
  const newest = examples.sort((a, b) => b.at - a.at).slice(0, STORIES_ASKED);
  const records = await db.stories.bulkGet(newest.map(({ story }) => story));
  const vectors = await wordVectors();
  const stories = records.flatMap((record) =>
    record === undefined ? [] : [{ facts: record.facts, features: featuresOf(record, vectors) }],
  );
  return {
    stories: stories.length,
    traits: personal === null ? [] : tastePortrait(parameters, personal, stories, vectors),
    ignored: [...marks.ignored].sort(),
    pinned: [...marks.pinned].sort(),
  };
}

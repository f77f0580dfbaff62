import type { TaskName } from '../../shared/protocol/ids.ts';
import type { WordVectors } from '../../shared/text/word-vectors.ts';
import type { TaleDatabase } from '../storage/database.ts';
import type { Consent } from '../storage/records.ts';
import { refreshExamples } from './examples.ts';

/** What there is to learn a task from. */
export interface TaskNews {
  /** For a person: what is missing before anything can be learnt; null when nothing is. */
  readonly missing: string | null;
  /** For a person: what came since the last training; null when nothing did. */
  readonly news: string | null;
}

/** Whether what a task is learnt from may be gathered at all. */
export function mayLearn(task: TaskName, { kinds }: Pick<Consent, 'kinds'>): boolean {
  return task === 'taste' ? kinds.reading || kinds.feedback : kinds.writing;
}

/** @param since ms since 1970: what came later is news. */
export function taskNews(
  task: TaskName,
  db: TaleDatabase,
  since: number,
  wordVectors: () => Promise<WordVectors>,
): Promise<TaskNews> {
  switch (task) {
    case 'taste':
      return storyNews(db, since, wordVectors);
    case 'voice':
      return writingNews(db, since);
    case 'ranking':
      return suggestionNews(db, since);
  }
}

const FEWEST_STORIES = 2;
const FEWEST_TOKENS = 100;

async function storyNews(
  db: TaleDatabase,
  since: number,
  wordVectors: () => Promise<WordVectors>,
): Promise<TaskNews> {
  const { total, fresh } = await refreshExamples(db, await wordVectors(), since);
  const missing = FEWEST_STORIES - total;
  return {
    missing:
      missing > 0 ? `Read or rate ${missing} more ${missing === 1 ? 'story' : 'stories'} first.` : null,
    news: fresh === 0 ? null : fresh === 1 ? 'One story has news.' : `${fresh} stories have news.`,
  };
}

async function writingNews(db: TaleDatabase, since: number): Promise<TaskNews> {
  let tokens = 0;
  await db.writings.each(({ ids }) => {
    tokens += ids.length;
  });
  const fresh = await db.writings.where('at').above(since).count();
  return {
    missing: tokens < FEWEST_TOKENS ? `Write at least ${FEWEST_TOKENS} words first.` : null,
    news: fresh === 0 ? null : 'You have written something new.',
  };
}

async function suggestionNews(db: TaleDatabase, since: number): Promise<TaskNews> {
  const fresh = await db.takenSuggestions.where('at').above(since).count();
  return {
    missing: (await db.takenSuggestions.count()) === 0 ? 'Take a suggestion first.' : null,
    news: fresh === 0 ? null : 'You have taken suggestions.',
  };
}

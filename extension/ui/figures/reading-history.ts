import type { Reading } from '../../../shared/protocol/signal.ts';
import { addressOfWork } from '../../sites/work-addresses.ts';
import type { TaleDatabase } from '../../storage/database.ts';
import type { StoryRecord } from '../../storage/records.ts';
import { searchWords, speaksOf } from './signal-table.ts';

/** What was read of one story, over all visits. */
export interface ReadStory {
  readonly key: string;
  readonly story: StoryRecord | null;
  /** Where it is found; null where the site's ids do not tell. */
  readonly address: string | null;
  readonly lastRead: number;
  /** Ms with its text on the screen and the reader there. */
  readonly activeMs: number;
  readonly words: number;
  readonly visits: number;
  readonly finished: boolean;
}

/** Stories that were read, last read first. @param search words that title, author, labels or site must all have */
export async function readingHistory(db: TaleDatabase, search: string, most: number): Promise<ReadStory[]> {
  const words = searchWords(search);
  const readings = new Map<string, { at: number; reading: Reading }[]>();
  await db.signals
    .where('observation.kind')
    .equals('reading')
    .each(({ story, at, observation }) => {
      if (observation.kind !== 'reading') return;
      readings.set(story, [...(readings.get(story) ?? []), { at, reading: observation }]);
    });
  const keys = [...readings.keys()];
  const records = await db.stories.bulkGet(keys);
  return keys
    .flatMap((key, index): ReadStory[] => {
      const story = records[index] ?? null;
      if (words.length > 0 && (story === null || !speaksOf(story, words))) return [];
      const visits = readings.get(key) ?? [];
      const sum = (of: (reading: Reading) => number): number =>
        visits.reduce((total, { reading }) => total + of(reading), 0);
      return [
        {
          key,
          story,
          address: story === null ? null : addressOfWork(story.site, story.facts.workId),
          lastRead: Math.max(...visits.map(({ at }) => at)),
          activeMs: sum(({ activeMs }) => activeMs),
          words: sum(({ wordsRead }) => wordsRead),
          visits: visits.length,
          finished: visits.some(({ reading }) => reading.finished),
        },
      ];
    })
    .sort((a, b) => b.lastRead - a.lastRead)
    .slice(0, most);
}

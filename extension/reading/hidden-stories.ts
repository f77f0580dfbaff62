import type { TaleDatabase } from '../storage/database.ts';
import type { StoryRecord } from '../storage/records.ts';
import { recordObservation } from '../storage/signals.ts';

/** The stories that their reader does not want to see in listings, those met last first. */
export function hiddenStories(db: TaleDatabase): Promise<StoryRecord[]> {
  return db.stories
    .orderBy('lastSeen')
    .reverse()
    .filter(({ hidden }) => hidden === true)
    .toArray();
}

/** Takes hiding back: listings show the story again, and hiding it says nothing of their reader's taste any more. */
export async function showAgain(db: TaleDatabase, story: StoryRecord, now: number): Promise<void> {
  const shown = { kind: 'feedback', act: 'hide', on: false, value: null } as const;
  await recordObservation(db, story, shown, now);
}

import type { Match } from '../../messaging/messages.ts';
import type { Matcher } from '../../reading/matches.ts';
import { addressOfWork } from '../../sites/work-addresses.ts';
import type { TaleDatabase } from '../../storage/database.ts';
import type { StoryRecord } from '../../storage/records.ts';
import { touchedStories } from '../../storage/stories.ts';

export interface Suggested {
  readonly story: StoryRecord;
  readonly match: Match & { readonly percent: number };
  /** Where it is found; null where the site's ids do not tell. */
  readonly address: string | null;
}

/** Stories that were met lately are looked at; what was met long ago is rarely what one looks for now. */
const STORIES_ASKED = 400;

/** Stories that this device met in listings and nobody opened yet, the likeliest to be liked first. */
export async function storiesForYou(db: TaleDatabase, matcher: Matcher, most: number): Promise<Suggested[]> {
  const touched = new Set(await touchedStories(db));
  const met = await db.stories
    .orderBy('lastSeen')
    .reverse()
    .filter(({ key }) => !touched.has(key))
    .limit(STORIES_ASKED)
    .toArray();
  if (met.length === 0) return [];
  const opinion = await matcher.opinion();
  const matches = opinion.match(met, false);
  const best = met
    .flatMap((story, index) => {
      const percent = matches[index]?.percent ?? null;
      return percent === null ? [] : [{ story, percent }];
    })
    .sort((a, b) => b.percent - a.percent)
    .slice(0, most)
    .map(({ story }) => story);
  // Only these are shown, so only these are asked why.
  const explained = opinion.match(best, true);
  return best.flatMap((story, index): Suggested[] => {
    const match = explained[index];
    if (match === undefined || match.percent === null) return [];
    const address = addressOfWork(story.site, story.facts.workId);
    return [{ story, match: { ...match, percent: match.percent }, address }];
  });
}

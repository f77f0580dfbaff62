import type { StoryFacts } from '../../shared/protocol/page.ts';
import type { TaleDatabase } from './database.ts';
import { type StoryRecord, storyRecordSchema } from './records.ts';

/** A story met on a page, described for the taste model. */
export interface Sighting {
  readonly site: string;
  readonly facts: StoryFacts;
  /** `[D]`; may be empty, then the story is described when it is needed. */
  readonly features: Float32Array;
  readonly featuresVersion: number;
  readonly withText: boolean;
  /** Its reader does not want to see it in listings. */
  readonly hidden?: boolean | undefined;
}

/** `${site}:${workId}`, cut to what the tables hold. */
export function storyKey(site: string, workId: string): string {
  return `${site}:${workId}`.slice(0, 260);
}

/**
 * Puts stories on record, or brings their records up to date. A sighting without text never takes from a story what
 * its text told: its facts are renewed, its features stay.
 *
 * @returns the keys, in the order of the sightings.
 */
export async function rememberStories(
  db: TaleDatabase,
  sightings: readonly Sighting[],
  at: number,
): Promise<string[]> {
  const keys = sightings.map(({ site, facts }) => storyKey(site, facts.workId));
  await db.transaction('rw', db.stories, async () => {
    const known = await db.stories.bulkGet(keys);
    const rows = new Map<string, StoryRecord>();
    sightings.forEach((sighting, index) => {
      const key = keys[index];
      if (key === undefined) return;
      rows.set(key, merged(rows.get(key) ?? known[index], key, sighting, at));
    });
    await db.stories.bulkPut([...rows.values()]);
  });
  return keys;
}

/** Stories nobody acted on are kept this long and this many: enough for “for you”, not a life of listings. */
const UNTOUCHED_DAYS = 60;
const UNTOUCHED_COUNT = 4_000;
const DAY = 86_400_000;

/**
 * Forgets stories that were only seen, never read, judged or chosen, once they are old or too many.
 *
 * @returns how many were forgotten.
 */
export async function forgetUntouchedStories(db: TaleDatabase, now: number): Promise<number> {
  return db.transaction('rw', db.stories, db.signals, async () => {
    const touched = new Set(await touchedStories(db));
    const newestFirst = await db.stories.orderBy('lastSeen').reverse().primaryKeys();
    const untouched = newestFirst.filter((key) => !touched.has(key));
    const old = new Set(
      await db.stories
        .where('lastSeen')
        .below(now - UNTOUCHED_DAYS * DAY)
        .primaryKeys(),
    );
    const gone = untouched.filter((key, place) => place >= UNTOUCHED_COUNT || old.has(key));
    await db.stories.bulkDelete(gone);
    return gone.length;
  });
}

/** Keys of the stories that signals speak of: opened ones, and those passed over for them. */
export async function touchedStories(db: TaleDatabase): Promise<string[]> {
  const opened = await db.signals.orderBy('story').uniqueKeys();
  const passed: string[] = [];
  await db.signals
    .where('observation.kind')
    .equals('choice')
    .each(({ site, observation }) => {
      if (observation.kind !== 'choice') return;
      passed.push(...observation.passedOver.map(({ workId }) => storyKey(site, workId)));
    });
  return [...new Set([...opened.map(String), ...passed])];
}

function merged(before: StoryRecord | undefined, key: string, sighting: Sighting, at: number): StoryRecord {
  const described =
    before?.withText === true && !sighting.withText && before.featuresVersion === sighting.featuresVersion
      ? before
      : sighting;
  return storyRecordSchema.parse({
    key,
    site: sighting.site,
    facts: before === undefined ? sighting.facts : renewedFacts(before.facts, sighting.facts),
    features: described.features,
    featuresVersion: sighting.featuresVersion,
    withText: described.withText,
    hidden: before?.hidden,
    firstSeen: before?.firstSeen ?? at,
    lastSeen: at,
  });
}

/** A listing tells less than the story's own page: what is missing now was not un-said. */
function renewedFacts(before: StoryFacts, now: StoryFacts): StoryFacts {
  const longer = <T>(then: readonly T[], next: readonly T[]): T[] => [...(next.length > 0 ? next : then)];
  return {
    workId: now.workId,
    chapterId: now.chapterId ?? before.chapterId,
    title: now.title ?? before.title,
    chapterTitle: now.chapterTitle ?? before.chapterTitle,
    author: now.author ?? before.author,
    tags: longer(before.tags, now.tags),
    fandoms: longer(before.fandoms, now.fandoms),
    warnings: longer(before.warnings, now.warnings),
    rating: now.rating ?? before.rating,
    language: now.language ?? before.language,
    status: now.status ?? before.status,
    words: now.words ?? before.words,
    chapters: now.chapters ?? before.chapters,
    counters: { ...before.counters, ...now.counters },
    summary: now.summary ?? before.summary,
  };
}

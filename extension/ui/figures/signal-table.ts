import type { TaleDatabase } from '../../storage/database.ts';
import type { SignalRecord, StoryRecord } from '../../storage/records.ts';

export interface SignalFilter {
  /** Words that must all occur in the story's title, author or tags, or the site's id; any case. */
  readonly search: string;
  readonly site: string | null;
  readonly day: string | null;
}

export interface SignalRow {
  readonly signal: SignalRecord;
  readonly story: StoryRecord | null;
}

export interface SignalPage {
  readonly rows: readonly SignalRow[];
  /** How many signals the filter lets through. */
  readonly matching: number;
}

/** One page of stored signals, newest first. Titles are searched in the stories, so that long tables stay quick. */
export async function signalPage(
  db: TaleDatabase,
  filter: SignalFilter,
  page: number,
  pageSize: number,
): Promise<SignalPage> {
  const words = searchWords(filter.search);
  const stories = new Map<string, StoryRecord>();
  await db.stories.each((story) => {
    if (speaksOf(story, words)) stories.set(story.key, story);
  });
  const passes = (signal: SignalRecord): boolean =>
    (filter.site === null || signal.site === filter.site) &&
    (filter.day === null || signal.day === filter.day) &&
    (words.length === 0 || stories.has(signal.story));
  const found = () => db.signals.orderBy('at').reverse().filter(passes);
  const [signals, matching] = await Promise.all([
    found()
      .offset(page * pageSize)
      .limit(pageSize)
      .toArray(),
    found().count(),
  ]);
  return { rows: signals.map((signal) => ({ signal, story: stories.get(signal.story) ?? null })), matching };
}

/** Days and sites there are signals of: what a person can filter and delete by. Newest day first. */
export async function signalGroups(db: TaleDatabase): Promise<{ days: string[]; sites: string[] }> {
  const [days, sites] = await Promise.all([
    db.signals.orderBy('day').uniqueKeys(),
    db.signals.orderBy('site').uniqueKeys(),
  ]);
  return { days: days.map(String).reverse(), sites: sites.map(String) };
}

/** The words of a search, in lower case. */
export function searchWords(search: string): string[] {
  return search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** Whether a story's names, labels or site have all of these words. */
export function speaksOf({ facts, site }: StoryRecord, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const { title, author, chapterTitle, tags, fandoms } = facts;
  const text = [site, title, author, chapterTitle, ...tags, ...fandoms].join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}

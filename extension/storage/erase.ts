import { localDay } from './calendar.ts';
import type { TaleDatabase } from './database.ts';
import type { SignalRecord } from './records.ts';
import { forgetSiteHealth } from './site-health.ts';
import { storyKey, touchedStories } from './stories.ts';

/**
 * Deleting. What was learnt from deleted data goes with it: the examples of the stories concerned, the personal head,
 * results and updates that were not sent yet. Updates that were sent stay as history; they name no story.
 *
 * Each function is one transaction and returns how many signals and stories went.
 */

/** One story, and every mention of it as passed over. @param key `${site}:${workId}` */
export async function eraseStory(db: TaleDatabase, key: string): Promise<number> {
  return inOne(db, async () => {
    const gone = await db.signals.where('story').equals(key).delete();
    await forgetPassedOver(db, (signal, workId) => storyKey(signal.site, workId) === key);
    const known = await db.stories.where('key').equals(key).delete();
    await db.examples.delete(key);
    await forgetWhatWasLearnt(db);
    return gone + known;
  });
}

/** Everything of a site. */
export async function eraseSite(db: TaleDatabase, site: string): Promise<number> {
  return inOne(db, async () => {
    const stories = await db.stories.where('site').equals(site).primaryKeys();
    const gone =
      (await db.signals.where('site').equals(site).delete()) +
      (await db.writings.where('site').equals(site).delete()) +
      (await db.takenSuggestions.where('site').equals(site).delete());
    await db.examples.bulkDelete(stories);
    await db.stories.bulkDelete(stories);
    await forgetSiteHealth(db, site);
    await forgetWhatWasLearnt(db);
    return gone + stories.length;
  });
}

/** What was observed on one day of the person's calendar, and stories first met that day that nothing else speaks of. */
export async function eraseDay(db: TaleDatabase, day: string): Promise<number> {
  return inOne(db, async () => {
    const signals = await db.signals.where('day').equals(day).toArray();
    await db.signals.where('day').equals(day).delete();
    await showWhatNothingHides(db);
    const written =
      (await db.writings.where('day').equals(day).delete()) +
      (await db.takenSuggestions.where('day').equals(day).delete());
    const touched = new Set(await touchedStories(db));
    const stories = await db.stories
      .filter((story) => localDay(story.firstSeen) === day && !touched.has(story.key))
      .primaryKeys();
    await db.stories.bulkDelete(stories);
    await db.examples.bulkDelete([...signals.map(({ story }) => story), ...stories]);
    await forgetWhatWasLearnt(db);
    return signals.length + written + stories.length;
  });
}

export type GatheredKind = 'reading' | 'feedback' | 'writing';

/** What was gathered under one kind of consent. With reading go choices, and what the texts told of stories. */
export async function eraseKind(db: TaleDatabase, kind: GatheredKind): Promise<number> {
  return inOne(db, async () => {
    if (kind === 'writing') {
      const written = (await db.writings.count()) + (await db.takenSuggestions.count());
      await db.writings.clear();
      await db.takenSuggestions.clear();
      await forgetWhatWasLearnt(db);
      return written;
    }
    const kinds = kind === 'reading' ? ['reading', 'choice'] : ['feedback'];
    const signals = await db.signals.where('observation.kind').anyOf(kinds).delete();
    await showWhatNothingHides(db);
    const touched = new Set(await touchedStories(db));
    const untouched = await db.stories.filter(({ key }) => !touched.has(key)).primaryKeys();
    await db.stories.bulkDelete(untouched);
    if (kind === 'reading') {
      // Described anew from the page's facts alone when they are needed.
      await db.stories
        .filter(({ withText }) => withText)
        .modify({ features: new Float32Array(0), withText: false });
    }
    await db.examples.clear();
    await forgetWhatWasLearnt(db);
    return signals + untouched.length;
  });
}

/** What was made to be sent and was not sent yet. */
export async function eraseUnsent(db: TaleDatabase): Promise<void> {
  await db.transaction('rw', db.results, db.updates, db.maskings, db.votes, db.settings, async () => {
    await db.results.clear();
    // A masked vector that was not added up yet is taken back by falling silent.
    await db.maskings.clear();
    await db.votes.where('state.is').anyOf('asked', 'judged').delete();
    await db.updates.where('state.is').equals('queued').delete();
    await db.settings.delete(MARK);
  });
}

/** All tables: consent, keys and settings too. @returns how many signals and stories there were. */
export async function eraseAllTables(db: TaleDatabase): Promise<number> {
  return db.transaction('rw', db.tables, async () => {
    const counts = await Promise.all(
      [db.signals, db.stories, db.writings, db.takenSuggestions].map((table) => table.count()),
    );
    const count = counts.reduce((sum, rows) => sum + rows, 0);
    await Promise.all(db.tables.map((table) => table.clear()));
    return count;
  });
}

/** The tables that deletion of what was gathered touches: a caller can make it part of a larger transaction. */
export function gatheredTables(db: TaleDatabase) {
  return [
    db.signals,
    db.stories,
    db.examples,
    db.writings,
    db.takenSuggestions,
    db.personal,
    db.results,
    db.updates,
    db.maskings,
    db.votes,
    db.settings,
  ];
}

async function inOne(db: TaleDatabase, work: () => Promise<number>): Promise<number> {
  return db.transaction('rw', gatheredTables(db), work);
}

async function forgetWhatWasLearnt(db: TaleDatabase): Promise<void> {
  await db.personal.clear();
  await eraseUnsent(db);
}

/** A story is hidden by a signal, and no longer than there is one. */
async function showWhatNothingHides(db: TaleDatabase): Promise<void> {
  const hidden = await db.stories.filter((story) => story.hidden === true).primaryKeys();
  const hiding = await db.signals
    .where('story')
    .anyOf(hidden)
    .filter(({ observation }) => observation.kind === 'feedback' && observation.act === 'hide')
    .toArray();
  const still = new Set(hiding.map(({ story }) => story));
  await db.stories
    .where('key')
    .anyOf(hidden.filter((key) => !still.has(key)))
    .modify({ hidden: false });
}

const MARK = 'erasure';

/**
 * A mark that the next deletion takes away. Work that began under another mark has learnt from what is gone, and must
 * not leave its results: compare in the transaction that writes them. Who works makes the mark, since a deletion must
 * need no room: it is what a person does when there is none.
 */
export async function erasureMark(db: TaleDatabase): Promise<string> {
  return db.transaction('rw', db.settings, async () => {
    const mark: unknown = (await db.settings.get(MARK))?.value;
    if (typeof mark === 'string') return mark;
    const made = crypto.randomUUID();
    await db.settings.put({ key: MARK, value: made });
    return made;
  });
}

async function forgetPassedOver(
  db: TaleDatabase,
  isGone: (signal: SignalRecord, workId: string) => boolean,
): Promise<void> {
  await db.signals
    .where('observation.kind')
    .equals('choice')
    .modify((signal, row) => {
      if (signal.observation.kind !== 'choice') return;
      const passedOver = signal.observation.passedOver.filter(({ workId }) => !isGone(signal, workId));
      if (passedOver.length === signal.observation.passedOver.length) return;
      row.value = { ...signal, observation: { ...signal.observation, passedOver } };
    });
}

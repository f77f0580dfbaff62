import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fitPersonalTaste } from '../../../shared/learning/taste/personal.ts';
import { decodeParameters } from '../../../shared/models/parameters.ts';
import { tasteSpec } from '../../../shared/models/taste.ts';
import { noWordVectors } from '../../../shared/text/word-vectors.ts';
import { createMatcher } from '../../reading/matches.ts';
import { markLabel } from '../../reading/taste-marks.ts';
import { TaleDatabase } from '../../storage/database.ts';
import { sampleFacts, sampleReading } from '../../storage/sample-rows.ts';
import { recordObservation } from '../../storage/signals.ts';
import { rememberStories } from '../../storage/stories.ts';
import { currentModel } from '../../training/models.ts';
import { storiesForYou } from './for-you.ts';
import { readingHistory } from './reading-history.ts';
import { readTastePortrait } from './taste-portrait.ts';

const now = 1_800_000_000_000;
const vectors = noWordVectors();
const wordVectors = async () => vectors;
let db: TaleDatabase;
let count = 0;

/** A reader of twelve stories who loves magic and hates horror, and a listing of two more. */
beforeEach(async () => {
  db = new TaleDatabase(`taste page ${count++}`);
  const matcher = createMatcher({ db, wordVectors });
  const works = Array.from({ length: 12 }, (_, at) =>
    sampleFacts(String(at), { title: `Tale ${at}`, tags: [at % 2 === 0 ? 'magic' : 'horror'] }),
  );
  const sightings = await matcher.describe('ao3', works);
  for (const [at, sighting] of sightings.entries()) {
    const reading = sampleReading({ visit: String(at).padStart(16, '0'), activeMs: 60_000, wordsRead: 500 });
    await recordObservation(db, sighting, reading, now + at * 1000);
  }
  const examples = sightings.map(({ features }, at) => ({
    features,
    preference: at % 2 === 0 ? 0.9 : -0.9,
    weight: 0.8,
    at: now + at,
  }));
  await db.examples.bulkPut(
    examples.map(({ features, preference, at }, index) => ({
      story: `ao3:${index}`,
      task: 'taste' as const,
      features,
      preference,
      confidence: 0.8,
      at,
    })),
  );
  const model = await currentModel(db, 'taste', now);
  if (model === null) throw new Error('taste has a start of its own');
  const head = fitPersonalTaste(decodeParameters(tasteSpec, model.parameters), examples);
  await db.personal.put({ task: 'taste', base: model.hash, head, examples: head.examples, at: now });
  const listed = [sampleFacts('100', { tags: ['horror'] }), sampleFacts('101', { tags: ['magic'] })];
  await rememberStories(db, await matcher.describe('ao3', listed), now);
});
afterEach(async () => {
  await db.delete();
});

describe('the taste page', () => {
  it('draws what is loved and what is not, from the stories that taught it', async () => {
    const { stories, traits } = await readTastePortrait(db, wordVectors);
    expect(stories).toBe(12);
    expect(traits.find(({ label }) => label === 'magic')?.effect).toBeGreaterThan(0);
    expect(traits.find(({ label }) => label === 'horror')?.effect).toBeLessThan(0);
  });

  it('is empty for somebody of whom nothing is known', async () => {
    const nobody = new TaleDatabase(`taste page ${count++}`);
    expect(await readTastePortrait(nobody, wordVectors)).toMatchObject({ stories: 0, traits: [] });
    const matcher = createMatcher({ db: nobody, wordVectors });
    expect(await storiesForYou(nobody, matcher, 10)).toEqual([]);
    expect(await readingHistory(nobody, '', 10)).toEqual([]);
    await nobody.delete();
  });

  it('suggests what was met and not opened, the best match first, with its address', async () => {
    const matcher = createMatcher({ db, wordVectors });
    const suggested = await storiesForYou(db, matcher, 10);
    expect(suggested.map(({ story }) => story.key)).toEqual(['ao3:101', 'ao3:100']);
    expect(suggested[0]?.address).toBe('https://archiveofourown.org/works/101');
    expect(suggested[0]?.match.traits).toContainEqual({ label: 'magic', favours: true });
    expect((await storiesForYou(db, matcher, 1)).map(({ story }) => story.key)).toEqual(['ao3:101']);
  });

  it('follows what is ignored and pinned', async () => {
    const matcher = createMatcher({ db, wordVectors });
    const percent = async (key: string) =>
      (await storiesForYou(db, matcher, 10)).find(({ story }) => story.key === key)?.match.percent ??
      Number.NaN;
    const before = { magic: await percent('ao3:101'), horror: await percent('ao3:100') };
    await markLabel(db, 'magic', 'ignored');
    await markLabel(db, 'horror', 'pinned');
    expect(await percent('ao3:101')).toBeLessThan(before.magic);
    expect(await percent('ao3:100')).toBeGreaterThan(before.horror);
    expect(await readTastePortrait(db, wordVectors)).toMatchObject({
      ignored: ['magic'],
      pinned: ['horror'],
    });
  });

  it('lists what was read, newest first, and finds it', async () => {
    const all = await readingHistory(db, '', 50);
    expect(all).toHaveLength(12);
    expect(all[0]).toMatchObject({ key: 'ao3:11', visits: 1, activeMs: 60_000, words: 500, finished: true });
    expect((await readingHistory(db, 'tale 11', 50)).map(({ key }) => key)).toEqual(['ao3:11']);
    expect(await readingHistory(db, 'nowhere', 50)).toEqual([]);
  });
});

import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fitPersonalTaste } from '../../shared/learning/taste/personal.ts';
import { decodeParameters } from '../../shared/models/parameters.ts';
import { tasteSpec } from '../../shared/models/taste.ts';
import type { Observation } from '../../shared/protocol/signal.ts';
import { noWordVectors } from '../../shared/text/word-vectors.ts';
import { agree, pause, setBadges, setKind, switchSiteOn } from '../consent/changes.ts';
import { defaultConsent } from '../consent/record.ts';
import { createReceiver } from '../messaging/receive.ts';
import { TaleDatabase } from '../storage/database.ts';
import type { Consent } from '../storage/records.ts';
import { sampleChoice, sampleFacts, sampleFeedback, sampleReading } from '../storage/sample-rows.ts';
import { readStatus } from '../storage/status.ts';
import { createStorageGuard } from '../storage/trouble.ts';
import { currentModel } from '../training/models.ts';
import { hiddenStories, showAgain } from './hidden-stories.ts';
import { createMatcher } from './matches.ts';
import { pageRoutes } from './pages.ts';

const now = 1_800_000_000_000;
const vectors = noWordVectors();
const AO3 = 'https://*.archiveofourown.org/*';
const nothing = { reading: false, feedback: false, writing: false };

let db: TaleDatabase;
let count = 0;
let warnings: unknown[];
let send: (name: string, body: object, url?: string) => Promise<unknown>;
beforeEach(async () => {
  db = new TaleDatabase(`pages ${count++}`);
  warnings = [];
  const wordVectors = async () => vectors;
  const receive = createReceiver({
    target: 'background',
    routes: pageRoutes({
      db,
      matcher: createMatcher({ db, wordVectors }),
      guard: createStorageGuard(db, () => now),
      wordVectors,
      now: () => now,
      warn: (cause) => warnings.push(cause),
    }),
    identity: { id: 'own', baseUrl: 'chrome-extension://own/' },
    speaksFor: () => true,
    report: (_name, cause) => warnings.push(cause),
  });
  send = async (name, body, url = 'https://archiveofourown.org/works/1') => {
    const sender = { id: 'own', url, tabId: 1, frameId: 0, incognito: false };
    const reply = await receive({ target: 'background', name, body: { site: 'ao3', ...body } }, sender);
    if (reply?.ok !== true) throw new Error(JSON.stringify(reply));
    return reply.body;
  };
  await db.consent.put(consented());
});
afterEach(async () => {
  await db.delete();
});

function consented(): Consent {
  const on = switchSiteOn(agree(defaultConsent(), now), 'ao3', [AO3], now);
  return setBadges(setKind(setKind(on, 'reading', true), 'feedback', true), true);
}
const story = (workId: string) => ({
  page: { kind: 'story', facts: sampleFacts(workId), wordsShown: 900 },
  health: [],
});
const listing = (...workIds: string[]) => ({
  page: { kind: 'listing', works: workIds.map((workId) => sampleFacts(workId)) },
  health: [],
});
const observed = (observation: Observation) => ({ facts: sampleFacts('1'), observation });

describe('a page that was opened', () => {
  it('is told what may be captured, and its story is put on record', async () => {
    const reply = await send('page.opened', story('1'));
    expect(reply).toMatchObject({ allowed: { reading: true, feedback: true, writing: false }, badges: true });
    expect(await db.stories.toCollection().primaryKeys()).toEqual(['ao3:1']);
  });

  it('learns nothing and leaves nothing while its site is off', async () => {
    await db.consent.put(defaultConsent());
    expect(await send('page.opened', listing('1', '2'))).toEqual({
      allowed: nothing,
      badges: false,
      suggestions: false,
      matches: [],
      view: { dim: false, sort: false },
    });
    expect((await db.stories.count()) + (await db.settings.count())).toBe(0);
  });

  it('on a host that was not agreed to is treated as off', async () => {
    const reply = await send('page.opened', story('1'), 'https://mirror.example/works/1');
    expect(reply).toEqual({
      allowed: nothing,
      badges: false,
      suggestions: false,
      matches: [],
      view: { dim: false, sort: false },
    });
    expect(await db.stories.count()).toBe(0);
  });

  it('gets badges in a pause, and leaves nothing', async () => {
    await db.consent.put(pause(consented(), 'restart'));
    expect(await send('page.opened', story('1'))).toMatchObject({ allowed: nothing, badges: true });
    expect(await db.stories.count()).toBe(0);
  });

  it('that its adapter did not know counts in the site’s health', async () => {
    const health = [{ field: 'title', problem: 'missing', essential: true }];
    await send('page.opened', { page: null, health });
    expect((await readStatus(db, 'siteHealth'))?.sites['ao3']).toMatchObject({
      unknown: 1,
      missing: { title: 1 },
    });
  });

  it('gets its answer though the disk is full, and the trouble is told', async () => {
    db.stories.hook('creating', () => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    expect(await send('page.opened', listing('1'))).toMatchObject({
      badges: true,
      matches: [{ workId: '1' }],
    });
    await expect.poll(async () => (await readStatus(db, 'storage'))?.problem).toContain('no space left');
    expect(warnings).toHaveLength(1);
  });
});

describe('a story that was hidden', () => {
  const isHidden = async (): Promise<unknown> => {
    const reply = await send('page.opened', listing('1', '2'));
    return Reflect.get(Object(reply), 'matches').map(({ hidden }: { hidden?: boolean }) => hidden === true);
  };

  it('stays hidden in every listing, until it is shown again', async () => {
    expect(await isHidden()).toEqual([false, false]);
    const observation = sampleFeedback({ act: 'hide', on: true, value: null });
    await send('page.observed', { facts: sampleFacts('1'), observation });
    expect(await isHidden()).toEqual([true, false]);
    // Being met again, with newer facts, changes nothing of it.
    expect(await isHidden()).toEqual([true, false]);
    const [story, ...others] = await hiddenStories(db);
    expect(others).toEqual([]);
    if (story === undefined) throw new Error('nothing is hidden');
    expect(story.key).toBe('ao3:1');
    await showAgain(db, story, now + 1000);
    expect(await hiddenStories(db)).toEqual([]);
    expect(await isHidden()).toEqual([false, false]);
  });
});

describe('what a reader did', () => {
  it.each([
    ['reading', sampleReading(), 'reading'],
    ['choices', sampleChoice('2'), 'reading'],
    ['feedback', sampleFeedback(), 'feedback'],
  ] as const)(
    'is stored for %s while that is agreed to, and not otherwise',
    async (_what, observation, kind) => {
      await db.consent.put(setKind(consented(), kind, false));
      expect(await send('page.observed', observed(observation))).toEqual({ stored: false });
      expect(await db.signals.count()).toBe(0);
      await db.consent.put(consented());
      expect(await send('page.observed', observed(observation))).toEqual({ stored: true });
      expect(await db.signals.count()).toBe(1);
    },
  );

  it('is not stored in a pause', async () => {
    await db.consent.put(pause(consented(), now + 1));
    expect(await send('page.observed', observed(sampleReading()))).toEqual({ stored: false });
  });
});

describe('a chapter’s text', () => {
  const text = {
    workId: '1',
    chapterId: '5',
    text: 'The sea was calm. “Well,” she said, “we sail.” '.repeat(50),
  };

  it('makes the story’s description richer, and is not kept', async () => {
    await send('page.opened', story('1'));
    const before = (await db.stories.get('ao3:1'))?.features;
    await send('page.text', text);
    const after = await db.stories.get('ao3:1');
    expect(after?.withText).toBe(true);
    expect(after?.features).not.toEqual(before);
    expect(JSON.stringify(await db.stories.toArray())).not.toContain('we sail');
  });

  it('is not looked at unless reading was agreed to', async () => {
    await send('page.opened', story('1'));
    await db.consent.put(setKind(consented(), 'reading', false));
    expect(await send('page.text', text)).toEqual({ match: null });
    expect((await db.stories.get('ao3:1'))?.withText).toBe(false);
  });
});

describe('matches', () => {
  const learn = async (): Promise<void> => {
    const matcher = createMatcher({ db, wordVectors: async () => vectors });
    const works = Array.from({ length: 12 }, (_, index) =>
      sampleFacts(String(index), { tags: [index % 2 === 0 ? 'magic' : 'horror'] }),
    );
    const examples = (await matcher.describe('ao3', works)).map(({ features }, index) => ({
      features,
      preference: index % 2 === 0 ? 0.9 : -0.9,
      weight: 0.8,
      at: now,
    }));
    const model = await currentModel(db, 'taste', now);
    if (model === null) throw new Error('taste has a start of its own');
    const head = fitPersonalTaste(decodeParameters(tasteSpec, model.parameters), examples);
    await db.personal.put({ task: 'taste', base: model.hash, head, examples: head.examples, at: now });
  };
  const matchOf = async (tag: string) => {
    const facts = sampleFacts('77', { tags: [tag] });
    const reply = await send('page.why', { facts });
    return Reflect.get(Object(reply), 'match');
  };

  it('claim nothing before anything is known', async () => {
    expect(await send('page.opened', listing('1', '2'))).toMatchObject({
      matches: [
        { workId: '1', percent: null, basis: 'unknown', traits: [] },
        { workId: '2', percent: null, basis: 'unknown', traits: [] },
      ],
    });
  });

  it('follow the reader’s taste, and say why', async () => {
    await learn();
    const [loved, hated] = [await matchOf('magic'), await matchOf('horror')];
    expect(loved.percent).toBeGreaterThan(hated.percent);
    expect(loved.traits[0]).toEqual({ label: 'magic', favours: true });
    expect(hated.traits[0]).toEqual({ label: 'horror', favours: false });
  });

  it('come to a listing at once, and say why when they are asked', async () => {
    await learn();
    const facts = sampleFacts('77', { tags: ['magic'] });
    const shown = { ...listing('77'), page: { ...listing('77').page, works: [facts] } };
    const [match] = Reflect.get(Object(await send('page.opened', shown)), 'matches');
    const explained = await matchOf('magic');
    expect(match).toEqual({ ...explained, traits: [] });
    expect(explained.traits.length).toBeGreaterThan(0);
  });

  it('take no account of a label that stands on one work alone, until another author uses it', async () => {
    await learn();
    const whyOf = async (tags: readonly string[]) =>
      Reflect.get(Object(await send('page.why', { facts: sampleFacts('77', { tags: [...tags] }) })), 'match');
    const plain = await whyOf(['horror']);
    expect(await whyOf(['horror', 'qzvx'])).toEqual(plain);
    const others = sampleFacts('78', { author: 'somebody else', tags: ['qzvx'] });
    await send('page.opened', { ...listing('78'), page: { ...listing('78').page, works: [others] } });
    expect((await whyOf(['horror', 'qzvx'])).percent).not.toBe(plain.percent);
  });

  it('follow a new head without a restart', async () => {
    await matchOf('magic');
    await learn();
    expect((await matchOf('magic')).percent).not.toBeNull();
  });

  it('fall back to “unknown” when head or model are damaged', async () => {
    await learn();
    await db.personal.update('taste', { head: { format: 9 } });
    expect(await matchOf('magic')).toMatchObject({ percent: null });
    await learn();
    await db.models.clear();
    expect(await matchOf('magic')).toMatchObject({ percent: null });
  });

  it('are not told where badges are off', async () => {
    await learn();
    await db.consent.put(setBadges(consented(), false));
    expect(await matchOf('magic')).toBeNull();
    expect(await send('page.opened', listing('1'))).toMatchObject({ badges: false, matches: [] });
  });
});

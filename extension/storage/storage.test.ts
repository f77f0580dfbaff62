import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localDay } from './calendar.ts';
import { TaleDatabase } from './database.ts';
import { eraseAllTables, eraseDay, eraseKind, eraseSite, eraseStory, erasureMark } from './erase.ts';
import { DATABASE_VERSION, migrations } from './migrations.ts';
import { openSafely } from './open.ts';
import { sampleChoice, sampleFacts, sampleFeedback, sampleReading, sampleSighting } from './sample-rows.ts';
import { recordObservation, SIGNALS_A_DAY } from './signals.ts';
import { countPage } from './site-health.ts';
import { changeStatus, readStatus, writeStatus } from './status.ts';
import { forgetUntouchedStories, rememberStories } from './stories.ts';
import { createStorageGuard, StorageTrouble, troubleOf } from './trouble.ts';

const noon = new Date(2026, 5, 1, 12).getTime();
const DAY = 86_400_000;
let db: TaleDatabase;
let count = 0;

beforeEach(() => {
  db = new TaleDatabase(`storage ${count++}`);
});
afterEach(async () => {
  await db.delete();
});

describe('recording what a reader did', () => {
  it('stores the signal and its story together', async () => {
    expect(await recordObservation(db, sampleSighting('1'), sampleReading(), noon)).toBe(true);
    expect(await db.signals.toArray()).toMatchObject([{ story: 'ao3:1', site: 'ao3', day: localDay(noon) }]);
    expect(await db.stories.get('ao3:1')).toMatchObject({ facts: { title: 'Work 1' } });
  });

  it('replaces a visit’s report by its newer one', async () => {
    await recordObservation(db, sampleSighting('1'), sampleReading({ visibleMs: 1_000, depth: 0.1 }), noon);
    await recordObservation(
      db,
      sampleSighting('1'),
      sampleReading({ visibleMs: 9_000, depth: 0.4 }),
      noon + 8_000,
    );
    expect((await db.signals.toArray()).map(({ observation }) => observation)).toMatchObject([
      { visibleMs: 9_000, depth: 0.4 },
    ]);
  });

  it('keeps the newer report when the older one arrives late', async () => {
    await recordObservation(db, sampleSighting('1'), sampleReading({ visibleMs: 9_000 }), noon);
    const late = sampleReading({ visibleMs: 1_000, depth: 0.2 });
    expect(await recordObservation(db, sampleSighting('1'), late, noon)).toBe(false);
    expect(await db.signals.toArray()).toMatchObject([{ observation: { visibleMs: 9_000 } }]);
  });

  it('keeps visits of two chapters, and of two tabs, apart', async () => {
    const chapter = (chapterId: string) => sampleSighting('1', { facts: sampleFacts('1', { chapterId }) });
    await recordObservation(db, chapter('a'), sampleReading(), noon);
    await recordObservation(db, chapter('b'), sampleReading(), noon);
    await recordObservation(db, chapter('b'), sampleReading({ visit: 'ffffffffffffffff' }), noon);
    expect(await db.signals.count()).toBe(3);
  });

  it('counts one kudos once, though two tabs tell it, and hears when it is taken back', async () => {
    await recordObservation(db, sampleSighting('1'), sampleFeedback(), noon);
    expect(await recordObservation(db, sampleSighting('1'), sampleFeedback(), noon + 100)).toBe(false);
    expect(await recordObservation(db, sampleSighting('1'), sampleFeedback({ on: false }), noon + 200)).toBe(
      true,
    );
    expect(await db.signals.count()).toBe(2);
  });

  it('counts one choice from one listing once a day', async () => {
    await recordObservation(db, sampleSighting('1'), sampleChoice('2', '3'), noon);
    expect(await recordObservation(db, sampleSighting('1'), sampleChoice('3', '2'), noon + 5)).toBe(false);
    expect(await recordObservation(db, sampleSighting('1'), sampleChoice('2', '3'), noon + DAY)).toBe(true);
  });

  it('stops storing when a page reports without end', async () => {
    await recordObservation(db, sampleSighting('1'), sampleFeedback(), noon);
    const row = await db.signals.toCollection().first();
    if (row === undefined) throw new Error('nothing was stored');
    const { id: _, ...rest } = row;
    await db.signals.bulkAdd(Array.from({ length: SIGNALS_A_DAY }, () => rest));
    expect(await recordObservation(db, sampleSighting('2'), sampleFeedback(), noon)).toBe(false);
  });

  it('stores neither signal nor story when one of them cannot be stored', async () => {
    db.signals.hook('creating', () => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    await expect(recordObservation(db, sampleSighting('1'), sampleReading(), noon)).rejects.toThrow();
    expect(await db.stories.count()).toBe(0);
  });
});

describe('stories on record', () => {
  it('keep what their text told when they are seen again in a listing', async () => {
    const read = sampleSighting('1', { withText: true, features: Float32Array.of(7, 7, 7) });
    await rememberStories(db, [read], noon);
    const listed = sampleSighting('1', { facts: sampleFacts('1', { title: null, counters: { kudos: 9 } }) });
    await rememberStories(db, [listed], noon + 1);
    expect(await db.stories.get('ao3:1')).toMatchObject({
      withText: true,
      features: Float32Array.of(7, 7, 7),
      facts: { title: 'Work 1', counters: { kudos: 9 } },
      firstSeen: noon,
      lastSeen: noon + 1,
    });
  });

  it('are forgotten when old, unless something was done with them', async () => {
    await rememberStories(db, [sampleSighting('old')], noon - 90 * DAY);
    await recordObservation(db, sampleSighting('chosen'), sampleChoice('passed'), noon - 90 * DAY);
    await rememberStories(db, [sampleSighting('passed')], noon - 90 * DAY);
    await rememberStories(db, [sampleSighting('new')], noon);
    expect(await forgetUntouchedStories(db, noon)).toBe(1);
    expect((await db.stories.toCollection().primaryKeys()).sort()).toEqual([
      'ao3:chosen',
      'ao3:new',
      'ao3:passed',
    ]);
  });
});

describe('deleting', () => {
  const learnt = async () => {
    const hash = 'a'.repeat(64);
    const at = noon;
    await db.table('personal').put({ task: 'taste', base: hash, head: {}, examples: 2, at });
    await db.table('results').put({ id: 'r', task: 'taste', at });
    await db.table('updates').bulkPut([
      { hash: 'q', task: 'taste', createdAt: at, state: { is: 'queued' } },
      { hash: 's', task: 'taste', createdAt: at, state: { is: 'received', at } },
    ]);
  };
  beforeEach(async () => {
    const yesterday = noon - DAY;
    await recordObservation(db, sampleSighting('1'), sampleReading(), yesterday);
    await recordObservation(db, sampleSighting('1'), sampleFeedback(), noon);
    await recordObservation(db, sampleSighting('2'), sampleChoice('1', '3'), noon);
    await recordObservation(db, sampleSighting('9', { site: 'scp-wiki' }), sampleReading(), noon);
    await rememberStories(db, [sampleSighting('3')], noon);
    await learnt();
  });
  const signals = async () =>
    (await db.signals.toArray()).map(({ story, observation }) => `${story} ${observation.kind}`).sort();

  it('a story takes every mention of it along, and what was learnt and not yet sent', async () => {
    await eraseStory(db, 'ao3:1');
    expect(await signals()).toEqual(['ao3:2 choice', 'scp-wiki:9 reading']);
    expect(JSON.stringify(await db.signals.toArray())).not.toContain('Work 1');
    expect(await db.stories.get('ao3:1')).toBeUndefined();
    expect(await db.personal.count()).toBe(0);
    expect(await db.results.count()).toBe(0);
    expect(await db.updates.toCollection().primaryKeys()).toEqual(['s']);
  });

  it('a site leaves the others', async () => {
    await eraseSite(db, 'ao3');
    expect(await signals()).toEqual(['scp-wiki:9 reading']);
    expect(await db.stories.toCollection().primaryKeys()).toEqual(['scp-wiki:9']);
  });

  it('a day leaves the other days', async () => {
    await eraseDay(db, localDay(noon));
    expect(await signals()).toEqual(['ao3:1 reading']);
  });

  it('the kind “reading” takes choices and what texts told, and leaves feedback', async () => {
    await rememberStories(db, [sampleSighting('1', { withText: true })], noon);
    await eraseKind(db, 'reading');
    expect(await signals()).toEqual(['ao3:1 feedback']);
    expect(await db.stories.toArray()).toMatchObject([{ key: 'ao3:1', withText: false }]);
    expect((await db.stories.get('ao3:1'))?.features).toHaveLength(0);
  });

  it('everything leaves nothing', async () => {
    await writeStatus(db, 'server', { reachable: true, message: null, refusal: null, at: noon });
    await eraseAllTables(db);
    for (const table of db.tables) expect(await table.count(), table.name).toBe(0);
  });
});

describe('a hidden story', () => {
  const hide = (at: number) =>
    recordObservation(db, sampleSighting('1'), sampleFeedback({ act: 'hide', on: true, value: null }), at);
  const hidden = async () => (await db.stories.get('ao3:1'))?.hidden === true;

  it('is hidden no longer than a signal says so, whatever else keeps it on record', async () => {
    await recordObservation(db, sampleSighting('1'), sampleReading(), noon - DAY);
    await hide(noon);
    expect(await hidden()).toBe(true);
    await eraseDay(db, localDay(noon - DAY));
    expect(await hidden()).toBe(true);
    await recordObservation(
      db,
      sampleSighting('1'),
      sampleReading({ visit: '00000000000000ff' }),
      noon - DAY,
    );
    await eraseDay(db, localDay(noon));
    expect(await hidden()).toBe(false);
  });

  it('is shown again when feedback is withdrawn', async () => {
    await recordObservation(db, sampleSighting('1'), sampleReading(), noon);
    await hide(noon);
    await eraseKind(db, 'reading');
    expect(await hidden()).toBe(true);
    await recordObservation(db, sampleSighting('1'), sampleReading(), noon);
    await eraseKind(db, 'feedback');
    expect(await db.stories.get('ao3:1')).toBeDefined();
    expect(await hidden()).toBe(false);
  });
});

describe('status rows', () => {
  it('come back as they were written, and null before', async () => {
    expect(await readStatus(db, 'server')).toBeNull();
    const server = { reachable: false, message: 'The server is down.', refusal: null, at: noon };
    await writeStatus(db, 'server', server);
    expect(await readStatus(db, 'server')).toEqual(server);
  });

  it('of another version count as not told', async () => {
    await db.settings.put({ key: 'status:server', value: { reachable: 'perhaps' } });
    expect(await readStatus(db, 'server')).toBeNull();
  });

  it('cannot be written wrongly', async () => {
    await expect(
      writeStatus(db, 'server', { reachable: true, message: null, refusal: null, at: -1 }),
    ).rejects.toThrow();
    expect(await db.settings.count()).toBe(0);
  });

  it('are changed in one piece', async () => {
    const add = () =>
      changeStatus(db, 'server', (current) => ({
        reachable: true,
        message: null,
        refusal: null,
        at: (current?.at ?? 0) + 1,
      }));
    await Promise.all([add(), add(), add()]);
    expect((await readStatus(db, 'server'))?.at).toBe(3);
  });

  it('count pages that changed, and forget them when the site was mended', async () => {
    const missing = { field: 'title', problem: 'missing', essential: true } as const;
    for (let page = 0; page < 100; page++) await countPage(db, 'ao3', false, [missing], noon);
    expect((await readStatus(db, 'siteHealth'))?.sites['ao3']).toMatchObject({
      opened: 100,
      unknown: 100,
      missing: { title: 100 },
    });
    for (let page = 0; page < 500; page++) await countPage(db, 'ao3', true, [], noon);
    const mended = (await readStatus(db, 'siteHealth'))?.sites['ao3'];
    expect((mended?.unknown ?? 1) / (mended?.opened ?? 1)).toBeLessThan(0.05);
  });
});

describe('deleting while there is no room', () => {
  it('needs none, and is noticed by work that began before it', async () => {
    await recordObservation(db, sampleSighting('1'), sampleReading(), noon);
    const mark = await erasureMark(db);
    const noRoom = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    for (const table of db.tables) table.hook('creating', noRoom);
    await eraseStory(db, 'ao3:1');
    expect(await db.signals.count()).toBe(0);
    for (const table of db.tables) table.hook('creating').unsubscribe(noRoom);
    expect(await erasureMark(db)).not.toBe(mark);
  });
});

describe('trouble with storage', () => {
  it('is recognised however deep it is wrapped', () => {
    const quota = new DOMException('full', 'QuotaExceededError');
    const wrapped = Object.assign(new Error('aborted'), { name: 'AbortError', inner: quota });
    expect(troubleOf(wrapped)?.code).toBe('STORAGE_FULL');
    expect(troubleOf(new Error('x', { cause: wrapped }))?.code).toBe('STORAGE_FULL');
    expect(troubleOf(new TypeError('other'))).toBeNull();
  });

  it('is told in the status until something succeeds again', async () => {
    const guard = createStorageGuard(db, () => noon);
    const full = guard(async () => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    await expect(full).rejects.toBeInstanceOf(StorageTrouble);
    expect((await readStatus(db, 'storage'))?.problem).toContain('no space left');
    await guard(async () => 1);
    expect(await readStatus(db, 'storage')).toEqual({ problem: null, at: noon });
  });

  it('that could not be written down is told to be over, once there is room again', async () => {
    const guard = createStorageGuard(db, () => noon);
    let full = true;
    db.settings.hook('creating', () => {
      if (full) throw new DOMException('full', 'QuotaExceededError');
    });
    const work = guard(async () => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    await expect(work).rejects.toBeInstanceOf(StorageTrouble);
    expect(await readStatus(db, 'storage')).toBeNull();
    full = false;
    await guard(async () => 1);
    expect(await readStatus(db, 'storage')).toEqual({ problem: null, at: noon });
  });

  it('of another kind passes through untouched', async () => {
    const guard = createStorageGuard(db, () => noon);
    await expect(guard(() => Promise.reject(new TypeError('mine')))).rejects.toThrow(TypeError);
    expect(await readStatus(db, 'storage')).toBeNull();
  });
});

describe('old databases', () => {
  /** The stores as every version before `version` left them. */
  async function oldDatabase(name: string, version: number): Promise<Dexie> {
    const old = new Dexie(name);
    for (const step of migrations.filter((migration) => migration.version <= version)) {
      old.version(step.version).stores({ ...step.stores });
    }
    return old.open();
  }

  it.each(migrations.map(({ version }) => version))(
    'of version %i open with all their rows',
    async (version) => {
      const old = await oldDatabase(db.name, version);
      const facts = sampleFacts('1');
      const story = {
        key: 'ao3:1',
        site: 'ao3',
        facts,
        features: Float32Array.of(1, 2),
        featuresVersion: 1,
        withText: false,
        firstSeen: noon,
        lastSeen: noon,
      };
      const signal = {
        story: 'ao3:1',
        site: 'ao3',
        chapterId: null,
        at: noon,
        day: localDay(noon),
        visit: '',
        observation: sampleFeedback(),
        doubts: [],
      };
      await old.table('stories').put(story);
      await old.table('signals').add(signal);
      await old.table('settings').put({ key: 'k', value: 1 });
      old.close();

      expect(await openSafely(db, () => noon)).toEqual({ is: 'opened' });
      expect(db.verno).toBe(DATABASE_VERSION);
      expect(await db.stories.toArray()).toEqual([story]);
      expect(await db.signals.where('observation.kind').equals('feedback').toArray()).toMatchObject([signal]);
      expect(await db.settings.get('k')).toEqual({ key: 'k', value: 1 });
    },
  );

  it('give way when another context brings a newer version', async () => {
    await db.open();
    const newer = new Dexie(db.name);
    newer.version(DATABASE_VERSION + 1).stores({ ...migrations[0]?.stores, another: 'key' });
    await newer.open();
    expect(newer.isOpen()).toBe(true);
    newer.close();
  });
});

describe('a damaged database', () => {
  it('is built anew from the rows that are sound', async () => {
    await recordObservation(db, sampleSighting('1'), sampleReading(), noon);
    await db.table('stories').put({ key: 'ao3:broken', site: 'ao3' });
    await db.settings.put({ key: 'k', value: 'kept' });
    db.close();

    /** Its upgrade fails on rows it cannot read, as a damaged database's would. */
    const damaged = new TaleDatabase(db.name);
    let failures = 2;
    damaged.on('ready', () => {
      if (failures-- > 0) throw new DOMException('damaged', 'UnknownError');
    });
    const opening = await openSafely(damaged, () => noon);
    expect(opening).toMatchObject({ is: 'recovered', kept: 3, lost: 1 });
    expect(await damaged.signals.count()).toBe(1);
    expect(await damaged.settings.get('k')).toEqual({ key: 'k', value: 'kept' });
    expect((await readStatus(damaged, 'storage'))?.problem).toContain('1 could not be read');
    damaged.close();
  });

  it('is left alone when the disk is full', async () => {
    await db.settings.put({ key: 'k', value: 'kept' });
    db.close();
    const full = new TaleDatabase(db.name);
    full.on('ready', () => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    const opening = await openSafely(full, () => noon);
    expect(opening).toMatchObject({ is: 'failed', message: expect.stringContaining('no space left') });
    full.close();
    expect(await db.open().then(() => db.settings.count())).toBe(1);
  });
});

import 'fake-indexeddb/auto';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noWordVectors } from '../../shared/text/word-vectors.ts';
import { agree, pause, setKind, setSuggestions, switchSiteOn } from '../consent/changes.ts';
import { defaultConsent } from '../consent/record.ts';
import { createReceiver } from '../messaging/receive.ts';
import { TaleDatabase } from '../storage/database.ts';
import type { Consent } from '../storage/records.ts';
import { createStorageGuard } from '../storage/trouble.ts';
import { forgetOldWritings, writingRoutes } from './routes.ts';
import { readTally } from './tally.ts';
import { changeWritingSettings } from './writing-settings.ts';

const DAY = 86_400_000;
const start = 1_800_000_000_000;
const AO3 = 'https://*.archiveofourown.org/*';
const EDITOR = 'https://archiveofourown.org/works/new';
const TEXT = 'She walked down to the harbour and looked for the boat that was not there.';

let db: TaleDatabase;
let count = 0;
let now: number;
let asked: unknown[];
let broughtIn: number[];
let send: (name: string, body: object, url?: string) => Promise<unknown>;
beforeEach(async () => {
  db = new TaleDatabase(`writing ${count++}`);
  now = start;
  asked = [];
  broughtIn = [];
  const receive = createReceiver({
    target: 'background',
    routes: writingRoutes({
      db,
      guard: createStorageGuard(db, () => now),
      now: () => now,
      wordVectors: async () => noWordVectors(),
      read: (path) => readFile(`extension/public${path}`),
      bringIn: async (tab) => void broughtIn.push(tab),
      document: { open: async () => {} },
      suggest: async (body) => {
        asked.push(body);
        return {
          ok: true,
          body: { candidates: [{ text: ' on', logProbability: -1 }], engine: 'voice', trouble: null },
        };
      },
    }),
    identity: { id: 'own', baseUrl: 'chrome-extension://own/' },
    speaksFor: () => true,
    report: () => {},
  });
  send = async (name, body, url = EDITOR) => {
    const sender = { id: 'own', url, tabId: 7, frameId: 0, incognito: false };
    const reply = await receive({ target: 'background', name, body: { site: 'ao3', ...body } }, sender);
    if (reply?.ok !== true) throw new Error(JSON.stringify(reply));
    return reply.body;
  };
  await db.consent.put(consented());
});
afterEach(() => db.delete());

function consented(): Consent {
  const on = switchSiteOn(agree(defaultConsent(), start), 'ao3', [AO3], start);
  return setSuggestions(setKind(on, 'writing', true), true);
}
const typed = (text: string, visit = '0123456789abcdef', draft = 'archiveofourown.org/works/new') => ({
  draft,
  visit,
  text,
});
const asks = { before: 'She walked ', after: '', by: 'pause' };

describe('a page with an editor', () => {
  it('gets the writing script where something may be done there, and nowhere else', async () => {
    expect(await send('writing.begin', {})).toEqual({ begun: true });
    await db.consent.put(setSuggestions(setKind(consented(), 'writing', false), false));
    expect(await send('writing.begin', {})).toEqual({ begun: false });
    expect(broughtIn).toEqual([7]);
  });

  it('on a host that was not agreed to gets nothing, and nothing of it is kept', async () => {
    const elsewhere = 'https://mirror.example/works/new';
    expect(await send('writing.suggest', asks, elsewhere)).toMatchObject({ candidates: [] });
    expect(await send('writing.typed', typed(TEXT), elsewhere)).toEqual({ stored: false });
    expect(asked).toEqual([]);
    expect(await db.writings.count()).toBe(0);
  });

  it('is given suggestions while they are on, though learning is paused', async () => {
    await db.consent.put(pause(consented(), 'restart'));
    expect(await send('writing.suggest', asks)).toMatchObject({ candidates: [{ text: ' on' }] });
    expect(await send('writing.typed', typed(TEXT))).toEqual({ stored: false });
    await db.consent.put(setSuggestions(consented(), false));
    expect(await send('writing.suggest', asks)).toMatchObject({ candidates: [] });
    expect(asked).toHaveLength(1);
  });

  it('can be switched off by field and by site, and on again', async () => {
    expect(await send('writing.switch', { field: 'textarea#content', on: false })).toMatchObject({
      fieldsOff: ['textarea#content'],
      suggesting: true,
    });
    expect(await send('writing.switch', { field: null, on: false })).toMatchObject({ suggesting: false });
    expect(await send('writing.suggest', asks)).toMatchObject({ candidates: [] });
    expect(await send('writing.switch', { field: null, on: true })).toMatchObject({ suggesting: true });
    expect(await send('writing.switch', { field: 'textarea#content', on: true })).toMatchObject({
      fieldsOff: [],
    });
  });
});

describe('what was typed', () => {
  it('is kept as ids, once for each visit to a draft, the newest state of it', async () => {
    await send('writing.typed', typed(TEXT));
    await send('writing.typed', typed(`${TEXT} She waited for it all night.`));
    await send('writing.typed', typed(TEXT, 'fedcba9876543210'));
    const rows = await db.writings.toArray();
    expect(rows.map(({ draft }) => draft)).toEqual([
      'ao3:archiveofourown.org/works/new#0123456789abcdef',
      'ao3:archiveofourown.org/works/new#fedcba9876543210',
    ]);
    expect(rows[0]?.ids.length).toBeGreaterThan(rows[1]?.ids.length ?? 0);
    expect(JSON.stringify(rows)).not.toContain('harbour');
  });

  it('is not kept of a few words, without consent, or of a draft that is left out', async () => {
    expect(await send('writing.typed', typed('Too short.'))).toEqual({ stored: false });
    await changeWritingSettings(db, (settings) => ({
      ...settings,
      draftsOff: ['ao3:archiveofourown.org/works/new'],
    }));
    expect(await send('writing.typed', typed(TEXT))).toEqual({ stored: false });
    await db.consent.put(setKind(consented(), 'writing', false));
    expect(await send('writing.typed', typed(TEXT, '0000000000000000', 'elsewhere'))).toEqual({
      stored: false,
    });
    expect(await db.writings.count()).toBe(0);
  });

  it('is forgotten after as many days as the writer says', async () => {
    await send('writing.typed', typed(TEXT));
    now += 40 * DAY;
    await send('writing.typed', typed(TEXT, 'fedcba9876543210'));
    await changeWritingSettings(db, (settings) => ({ ...settings, keepDays: null }));
    expect(await forgetOldWritings(db, now)).toBe(0);
    await changeWritingSettings(db, (settings) => ({ ...settings, keepDays: 30 }));
    expect(await forgetOldWritings(db, now)).toBe(1);
    expect(await db.writings.count()).toBe(1);
  });
});

describe('what became of suggestions', () => {
  const seen = [
    { text: ' to the hill', logProbability: -2 },
    { text: ' home', logProbability: -3 },
  ];
  const taken = { is: 'taken', whole: true, before: 'She walked', seen, chosen: 1 };

  it('is counted by day, and a choice among several is kept as numbers', async () => {
    await send('writing.happened', { event: { is: 'shown' } });
    await send('writing.happened', { event: taken });
    expect(await readTally(db, 7, now)).toMatchObject({ shown: 1, taken: 1, dismissed: 0 });
    const [row] = await db.takenSuggestions.toArray();
    expect(row).toMatchObject({ site: 'ao3', chosen: 1 });
    expect(JSON.stringify(await db.takenSuggestions.toArray())).not.toContain('hill');
  });

  it('teaches nothing of a list of which one was seen, or without consent to learn', async () => {
    await send('writing.happened', { event: { ...taken, seen: seen.slice(0, 1), chosen: 0 } });
    await db.consent.put(setKind(consented(), 'writing', false));
    await send('writing.happened', { event: taken });
    expect(await db.takenSuggestions.count()).toBe(0);
  });

  it('is taken back when the text was changed soon after, and not when it was long ago', async () => {
    await send('writing.happened', { event: taken });
    now += 60_000;
    await send('writing.happened', { event: { is: 'edited' } });
    expect(await db.takenSuggestions.count()).toBe(1);
    await send('writing.happened', { event: taken });
    now += 10_000;
    await send('writing.happened', { event: { is: 'edited' } });
    expect(await db.takenSuggestions.count()).toBe(1);
  });
});

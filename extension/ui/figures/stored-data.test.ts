import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { addressSchema } from '../../../shared/protocol/ids.ts';
import { voucherSchema } from '../../../shared/protocol/voucher.ts';
import { localDay } from '../../storage/calendar.ts';
import { TaleDatabase } from '../../storage/database.ts';
import { sampleFacts, sampleFeedback, sampleReading, sampleSighting } from '../../storage/sample-rows.ts';
import { recordObservation } from '../../storage/signals.ts';
import { writeStatus } from '../../storage/status.ts';
import { newestVoucher } from '../newest-voucher.ts';
import { diagnostics } from './diagnostics.ts';
import { exportData } from './export-data.ts';
import { signalGroups, signalPage } from './signal-table.ts';

const NOON = new Date(2026, 5, 1, 12).getTime();
const DAY = 86_400_000;
const ALICE = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
const all = { search: '', site: null, day: null };
let db: TaleDatabase;
let count = 0;

beforeEach(async () => {
  db = new TaleDatabase(`ui ${count++}`);
  const willows = sampleSighting('1', {
    facts: sampleFacts('1', { title: 'The Willows', author: 'A. Blackwood' }),
  });
  const sand = sampleSighting('2', { site: 'gutenberg', facts: sampleFacts('2', { title: 'Der Sandmann' }) });
  await recordObservation(db, willows, sampleReading({ visit: '1'.repeat(16) }), NOON);
  await recordObservation(db, willows, sampleFeedback(), NOON + 1);
  await recordObservation(db, sand, sampleReading({ visit: '2'.repeat(16) }), NOON - DAY);
});
afterEach(async () => {
  await db.delete();
});

describe('the table of signals', () => {
  const titles = async (filter: Partial<typeof all>, page = 0, size = 10) =>
    (await signalPage(db, { ...all, ...filter }, page, size)).rows.map(({ story }) => story?.facts.title);

  it('lists the newest first, with their stories', async () => {
    expect(await titles({})).toEqual(['The Willows', 'The Willows', 'Der Sandmann']);
  });

  it.each(['willows', 'WILL black', 'slow burn ao3'])(
    'finds “%s” in titles, authors, tags and sites',
    async (search) => {
      expect(await titles({ search })).toEqual(['The Willows', 'The Willows']);
    },
  );

  it('finds nothing for words that no one story has', async () => {
    expect(await titles({ search: 'willows sandmann' })).toEqual([]);
  });

  it('is cut into pages, and counts what matches on all of them', async () => {
    expect(await titles({}, 1, 2)).toEqual(['Der Sandmann']);
    expect((await signalPage(db, all, 0, 1)).matching).toBe(3);
  });

  it('is narrowed by site and by day, of which it offers those there are', async () => {
    expect(await signalGroups(db)).toEqual({
      days: [localDay(NOON), localDay(NOON - DAY)],
      sites: ['ao3', 'gutenberg'],
    });
    expect((await signalPage(db, { ...all, site: 'gutenberg' }, 0, 9)).matching).toBe(1);
    expect((await signalPage(db, { ...all, day: localDay(NOON) }, 0, 9)).matching).toBe(2);
  });

  it('shows a signal whose story is gone, without one', async () => {
    await db.stories.clear();
    expect((await signalPage(db, all, 0, 9)).rows.map(({ story }) => story)).toEqual([null, null, null]);
  });
});

describe('the export', () => {
  const fileSchema = z.object({
    signals: z.array(z.unknown()),
    stories: z.array(z.object({ features: z.array(z.number()) })),
    keys: z.array(z.record(z.string(), z.unknown())),
    models: z.array(z.object({ parameters: z.string() })),
  });

  it('holds every signal, and numbers as plain lists', async () => {
    const file = fileSchema.parse(JSON.parse(await exportData(db, new Date(NOON))));
    expect(file.signals).toHaveLength(3);
    expect(file.stories[0]?.features).toEqual([1, 2, 3]);
  });

  it('holds bytes of any length as base64, and no private key', async () => {
    const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
      'sign',
      'verify',
    ]);
    const parameters = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251);
    const raw: { models: unknown; keys: unknown } = {
      models: { hash: 'a'.repeat(64), task: 'taste', version: 1, parameters, fetchedAt: NOON },
      keys: {
        key: 'contributor',
        contributor: 'c'.repeat(64),
        publicKey: new Uint8Array(32),
        pair,
        enrolledAt: {},
        createdAt: NOON,
      },
    };
    await db.table<unknown>('models').put(raw.models);
    await db.table<unknown>('keys').put(raw.keys);
    const file = fileSchema.parse(JSON.parse(await exportData(db, new Date(NOON))));
    const decoded = Uint8Array.from(atob(file.models[0]?.parameters ?? ''), (char) => char.charCodeAt(0));
    expect(decoded).toEqual(parameters);
    expect(Object.keys(file.keys[0] ?? {}).sort()).toEqual([
      'contributor',
      'createdAt',
      'enrolledAt',
      'publicKey',
    ]);
  });

  it('leaves no table of the database out', async () => {
    const file: object = JSON.parse(await exportData(db, new Date(NOON)));
    for (const { name } of db.tables) expect(file).toHaveProperty(name);
  });
});

describe('the diagnostics', () => {
  it('hold nothing that was read, and no address', async () => {
    await writeStatus(db, 'payout', { address: addressSchema.parse(ALICE), boundAt: NOON, unlinked: false });
    const report = await diagnostics(db, {
      version: '1.2.3',
      userAgent: 'Browser',
      space: null,
      now: new Date(NOON),
    });
    expect(report).toContain('1.2.3');
    expect(report).toContain('"signals": 3');
    for (const secret of ['Willows', 'Blackwood', 'Sandmann', 'slow burn', ALICE])
      expect(report).not.toContain(secret);
  });
});

describe('the newest voucher', () => {
  const voucher = (account: string, at: number) => ({
    key: `${account} ${at}`,
    voucher: voucherSchema.parse({
      chainId: 31337,
      contract: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
      account,
      cumulative: '5',
      epoch: 1,
      deadline: 2_000_000_000,
      signer: ALICE,
      signature: '0x00',
    }),
    state: { is: 'claimable' as const },
    claimedOnChain: '0',
    balance: '0',
    at,
  });
  const BOB = '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359';

  it('is the bound address’s, looked at last', async () => {
    await db.vouchers.bulkPut([voucher(ALICE, 1), voucher(ALICE.toLowerCase(), 3), voucher(BOB, 9)]);
    expect((await newestVoucher(db))?.at).toBe(9);
    await writeStatus(db, 'payout', { address: addressSchema.parse(ALICE), boundAt: NOON, unlinked: false });
    expect((await newestVoucher(db))?.at).toBe(3);
  });

  it('is none before the first', async () => {
    expect(await newestVoucher(db)).toBeNull();
  });
});

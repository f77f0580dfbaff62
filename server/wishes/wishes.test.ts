import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Wallet } from 'ethers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Refused } from '../../shared/protocol/errors.ts';
import { leafSchema } from '../../shared/protocol/log.ts';
import {
  LEAST_VOTES,
  type Wish,
  type WishesLeaf,
  wishDomain,
  wishSchema,
  wishTypes,
} from '../../shared/protocol/wish.ts';
import { wishProblems } from '../../shared/replay/verify-wishes.ts';
import { openLog, type TransparencyLog } from '../log/transparency-log.ts';
import { type TestChain, testChain } from '../rewards/test-chain.ts';
import { type BlobStore, diskBlobs } from '../store/blobs.ts';
import { type Database, type OpenDatabase, openDatabase } from '../store/database.ts';
import { contributors, leaves, publicBlobs, wishes, wishTallies } from '../store/schema.ts';
import { castWish } from './cast-wish.ts';
import { tallyOfEpoch } from './tally-of-epoch.ts';

const TALE = 10n ** 18n;
const NOW = 1_800_000_000_000;
const SECONDS = NOW / 1000;

let folder: string;
let opened: OpenDatabase;
let db: Database;
let log: TransparencyLog;
let blobs: BlobStore;
let chain: TestChain;

beforeAll(async () => {
  opened = await openDatabase('memory://');
  ({ db } = opened);
  log = await openLog(db, () => NOW);
  folder = await mkdtemp(join(tmpdir(), 'prompttale-wishes-'));
  blobs = diskBlobs(folder);
});
afterAll(async () => {
  await opened.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  for (const table of [wishes, wishTallies, contributors, leaves, publicBlobs]) await db.delete(table);
  chain = testChain();
});

/** Somebody with votes. */
function holder(votes = 5n * TALE): Wallet {
  const wallet = new Wallet(Wallet.createRandom().privateKey);
  chain.votes.set(wallet.address, votes);
  return wallet;
}

async function signed(wallet: Wallet, wish: string, more: Partial<Wish> = {}): Promise<Wish> {
  const said = { account: wallet.address, parameter: 'norm', wish, at: SECONDS, ...more };
  const signature = await wallet.signTypedData(wishDomain(chain.chainId, chain.token), wishTypes, {
    account: said.account,
    parameter: said.parameter,
    wish: said.wish,
    at: said.at,
  });
  return wishSchema.parse({ ...said, signature });
}
const cast = (wish: Wish): Promise<void> => castWish(db, chain, wish, NOW);
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'taken',
    (error: unknown) => (error instanceof Refused ? error.refusal.code : String(error)),
  );

/** A contributor who is paid at this account since epoch 0. */
async function contributorAt(account: string, more: Partial<typeof contributors.$inferInsert> = {}) {
  const id = `contributor of ${account}`;
  await db
    .insert(contributors)
    .values({ id, publicKey: '', enrolledAt: 0, account, accountSince: 0, ...more });
}

const tally = (epoch: number): Promise<void> =>
  tallyOfEpoch({ db, blobs, log, now: () => NOW }, chain, epoch);
async function published(): Promise<WishesLeaf[]> {
  const rows = await db.select().from(leaves).orderBy(leaves.index);
  return rows
    .map(({ leaf }) => leafSchema.parse(JSON.parse(leaf)))
    .filter((leaf): leaf is WishesLeaf => leaf.type === 'wishes');
}

describe('a wish that comes in', () => {
  it('is kept once for each parameter, the newest, whatever the order they come in', async () => {
    const wallet = holder();
    const [first, second] = [
      await signed(wallet, 'lower'),
      await signed(wallet, 'higher', { at: SECONDS + 5 }),
    ];
    await cast(first);
    await cast(first);
    await cast(second);
    expect(await codeOf(cast(first))).toBe('WISH_OUTDATED');
    await cast(await signed(wallet, 'krum', { parameter: 'rule' }));
    const kept = await db.select().from(wishes).orderBy(wishes.parameter);
    expect(kept.map(({ parameter, wish }) => [parameter, wish])).toEqual([
      ['norm', 'higher'],
      ['rule', 'krum'],
    ]);
  });

  it('is refused unsigned, without votes, from another day, or while the chain is away, and nothing is kept', async () => {
    const wallet = holder();
    const wish = await signed(wallet, 'lower');
    expect(await codeOf(cast({ ...wish, wish: 'higher' }))).toBe('WISH_UNSIGNED');
    for (const at of [SECONDS - 2 * 86_400, SECONDS + 3_600])
      expect(await codeOf(cast(await signed(wallet, 'lower', { at })))).toBe('CLOCK_SKEW');
    expect(await codeOf(cast(await signed(holder(LEAST_VOTES - 1n), 'lower')))).toBe('WISH_VOICELESS');
    expect(await codeOf(cast(await signed(new Wallet(Wallet.createRandom().privateKey), 'lower')))).toBe(
      'WISH_VOICELESS',
    );
    chain.votesOf = () => Promise.reject(new Refused('CHAIN_UNAVAILABLE', 'no answer'));
    expect(await codeOf(cast(wish))).toBe('CHAIN_UNAVAILABLE');
    expect(await db.$count(wishes)).toBe(0);
  });
});

describe('the count at an epoch’s end', () => {
  it('is published with what was counted, and an outsider finds nothing wrong', async () => {
    const [known, other] = [holder(3n * TALE), holder(3n * TALE)];
    await contributorAt(known.address);
    await contributorAt(other.address);
    await cast(await signed(known, 'lower'));
    await cast(await signed(other, 'keep'));
    await tally(4);
    const [leaf] = await published();
    expect(leaf?.tally).toEqual([
      {
        parameter: 'norm',
        parties: 2,
        largestShare: 0.5,
        shares: [
          { wish: 'keep', share: 0.5 },
          { wish: 'lower', share: 0.5 },
        ],
      },
    ]);
    expect(await db.$count(publicBlobs)).toBe(1);
    expect(await wishProblems(leaf === undefined ? [] : [leaf], (hash) => blobs.get(hash))).toEqual([]);
  });

  it('hears those who contribute nothing as one party, and so all accounts of one entity', async () => {
    for (let i = 0; i < 40; i++) await cast(await signed(holder(10n ** 24n), 'higher'));
    const invited = [holder(), holder()];
    for (const wallet of invited) {
      await contributorAt(wallet.address, { inviteRoot: 'somebody' });
      await cast(await signed(wallet, 'lower'));
    }
    const alone = holder();
    await contributorAt(alone.address);
    await cast(await signed(alone, 'keep'));
    await tally(4);
    const [leaf] = await published();
    expect(leaf?.tally[0]).toMatchObject({ parties: 3 });
    const shares = new Map(leaf?.tally[0]?.shares.map(({ wish, share }) => [wish, share]));
    // Ten TALE of nobody known, ten of two who were invited together, five of one alone.
    expect(shares.get('higher')).toBeCloseTo(0.4, 9);
    expect(shares.get('lower')).toBeCloseTo(0.4, 9);
    expect(shares.get('keep')).toBeCloseTo(0.2, 9);
  });

  it('takes somebody suspended for one who contributes nothing', async () => {
    const suspended = holder();
    await contributorAt(suspended.address, { suspended: true });
    await cast(await signed(suspended, 'lower'));
    await cast(await signed(holder(), 'higher'));
    await tally(4);
    expect((await published())[0]?.tally[0]).toMatchObject({ parties: 1 });
  });

  it('counts the votes of its block: who gave theirs away since has none', async () => {
    const wallet = holder();
    await cast(await signed(wallet, 'lower'));
    await cast(await signed(holder(), 'keep'));
    chain.votes.set(wallet.address, 0n);
    await tally(4);
    expect((await published())[0]?.tally[0]?.shares).toEqual([{ wish: 'keep', share: 1 }]);
  });

  it('is published again only when something changed, and once an epoch', async () => {
    await tally(3);
    expect(await published()).toEqual([]);
    const wallet = holder();
    await cast(await signed(wallet, 'lower'));
    for (const epoch of [4, 4, 5, 6]) await tally(epoch);
    expect(await published()).toHaveLength(1);
    await cast(await signed(wallet, 'none', { at: SECONDS + 5 }));
    await tally(7);
    await tally(8);
    const leaves = await published();
    expect(leaves.map(({ epoch, tally }) => [epoch, tally.length])).toEqual([
      [4, 1],
      [7, 0],
    ]);
    expect(await wishProblems(leaves, (hash) => blobs.get(hash))).toEqual([]);
  });
});

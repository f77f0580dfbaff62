import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RSABSSA } from '@cloudflare/blindrsa-ts';
import { Wallet } from 'ethers';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { denominations } from '../../shared/credits/denominations.ts';
import { fromHex, toHex } from '../../shared/crypto/hex.ts';
import { type Credit, creditSchema } from '../../shared/protocol/credits.ts';
import { Refused } from '../../shared/protocol/errors.ts';
import { type Leaf, leafSchema } from '../../shared/protocol/log.ts';
import { creditProblems } from '../../shared/replay/verify-credits.ts';
import { openLog, type TransparencyLog } from '../log/transparency-log.ts';
import { bindAccount, recordEarning, undrawnBy } from '../rewards/ledger.ts';
import { type BlobStore, diskBlobs } from '../store/blobs.ts';
import { type Database, type OpenDatabase, openDatabase } from '../store/database.ts';
import {
  accounts,
  contributors,
  creditIssues,
  creditKeys,
  earnings,
  leaves,
  redemptions,
} from '../store/schema.ts';
import { newestWindow, type OpenWindow, openCreditWindow, windowOf } from './credit-windows.ts';
import { issueCredits } from './issue-credits.ts';
import { addRedeemed, isRedeemedTo, redeemCredit } from './redeem-credits.ts';

const TALE = 10n ** 18n;
const ONE = TALE.toString();
const suite = RSABSSA.SHA384.PSS.Randomized();
const account = (): string => Wallet.createRandom().address;

let folder: string;
let opened: OpenDatabase;
let db: Database;
let log: TransparencyLog;
let blobs: BlobStore;
let window: OpenWindow;
const now = (): number => 1_800_000_000_000;

beforeAll(async () => {
  opened = await openDatabase('memory://');
  ({ db } = opened);
  log = await openLog(db, now);
  folder = await mkdtemp(join(tmpdir(), 'prompttale-credits-'));
  blobs = diskBlobs(folder);
  await openCreditWindow({ db, log, now, every: 7 }, 8);
  const found = await newestWindow(db);
  if (found === null) throw new Error('no window was opened');
  window = found;
}, 60_000);
afterAll(async () => {
  await opened.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  for (const table of [earnings, accounts, contributors, creditIssues, redemptions]) await db.delete(table);
  await db
    .insert(contributors)
    .values(['ada', 'bea'].map((id) => ({ id, publicKey: `key of ${id}`, enrolledAt: 1 })));
});

const earn = (contributor: string, epoch: number, amount: bigint) =>
  recordEarning(db, { contributor, epoch, amount, outcome: 'paid', why: null });

interface Blinded {
  readonly denomination: string;
  readonly message: string;
  open(signature: string): Promise<Credit>;
}

/** As a device does it. */
async function blind(worth = ONE): Promise<Blinded> {
  const spki = window.keys.find(({ denomination }) => denomination === worth)?.publicKey ?? '';
  const algorithm = { name: 'RSA-PSS', hash: 'SHA-384' };
  const key = await crypto.subtle.importKey('spki', fromHex(spki).slice(), algorithm, true, ['verify']);
  const message = suite.prepare(crypto.getRandomValues(new Uint8Array(32)));
  const { blindedMsg, inv } = await suite.blind(key, message);
  return {
    denomination: worth,
    message: toHex(blindedMsg),
    async open(signature) {
      const plain = await suite.finalize(key, message, fromHex(signature), inv);
      return creditSchema.parse({
        window: window.window,
        denomination: worth,
        message: toHex(message),
        signature: toHex(plain),
      });
    },
  };
}

const ask = ({ denomination, message }: Blinded) => ({ denomination, message });
const issue = (contributor: string, blinded: readonly Blinded[], at = window.window) =>
  issueCredits(db, contributor, at, { window: window.window, blinded: blinded.map(ask) });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Refused ? error.refusal.code : String(error)),
  );
const owedTo = async (address: string): Promise<bigint> =>
  BigInt((await db.select().from(accounts)).find((row) => row.account === address)?.owed ?? '0');
const drawn = async (contributor: string, worth = ONE): Promise<Credit> => {
  const credit = await blind(worth);
  const [signature = ''] = await issue(contributor, [credit]);
  return credit.open(signature);
};

describe('keys of credits', () => {
  it('are one for each worth in a window, named in the log, and made once', async () => {
    expect(window.window).toBe(windowOf(8, 7));
    expect(window.keys.map(({ denomination }) => BigInt(denomination))).toEqual(denominations);
    await openCreditWindow({ db, log, now, every: 7 }, 13);
    expect(await db.$count(creditKeys)).toBe(denominations.length);
    const rows = await db.select().from(leaves);
    const named = rows
      .map(({ leaf }) => leafSchema.parse(JSON.parse(leaf)))
      .filter(({ type }) => type === 'credit-window');
    expect(named).toEqual([{ type: 'credit-window', window: window.window, keys: window.keys, at: now() }]);
  });
});

describe('drawing credits', () => {
  it('takes their worth off what was earned, and a blind signature opens to a good one', async () => {
    await earn('ada', 1, 12n * TALE);
    const credit = await drawn('ada', (10n * TALE).toString());
    expect(await undrawnBy(db, 'ada')).toBe(2n * TALE);
    expect(await redeemCredit(db, account(), credit, 9)).toBe('waiting');
  });

  it('asked again after an answer was lost, signs again and takes nothing more', async () => {
    await earn('ada', 1, TALE);
    const credit = await blind();
    const first = await issue('ada', [credit]);
    expect(await issue('ada', [credit])).toEqual(first);
    expect(await undrawnBy(db, 'ada')).toBe(0n);
    // Also when the window has closed meanwhile.
    expect(await issue('ada', [credit], window.window + 1)).toEqual(first);
  });

  it('gives no more than was earned, also to two requests at once', async () => {
    await earn('ada', 1, TALE);
    expect(await codeOf(issue('ada', [await blind(), await blind()]))).toBe('NOTHING_OWED');
    const one = await blind();
    const other = await blind();
    const codes = await Promise.all([codeOf(issue('ada', [one])), codeOf(issue('ada', [other]))]);
    expect(codes.sort()).toEqual(['NOTHING_OWED', 'done']);
    expect(await undrawnBy(db, 'ada')).toBe(0n);
    expect(await codeOf(issue('bea', [await blind()]))).toBe('NOTHING_OWED');
  });

  it('takes nothing off for what it cannot sign', async () => {
    await earn('ada', 1, 5n * TALE);
    const tooLarge = { ...(await blind()), message: 'ff'.repeat(256) };
    expect(await codeOf(issue('ada', [await blind(), tooLarge]))).toBe('BAD_REQUEST');
    expect(await codeOf(issue('ada', [{ ...(await blind()), denomination: '5' }]))).toBe('BAD_REQUEST');
    expect(await codeOf(issue('ada', [await blind()], window.window + 1))).toBe('CREDIT_WINDOW_CLOSED');
    expect(await undrawnBy(db, 'ada')).toBe(5n * TALE);
  });

  it('and binding an address share what was earned without counting anything twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('earn', 'draw', 'bind'), { maxLength: 8 }),
        async (events) => {
          for (const table of [earnings, accounts, creditIssues]) await db.delete(table);
          await db.update(contributors).set({ account: null });
          const address = account();
          let earned = 0n;
          let credits = 0n;
          for (const [epoch, event] of events.entries()) {
            if (event === 'earn') {
              await earn('ada', epoch, (3n * TALE) / 2n);
              earned += (3n * TALE) / 2n;
            }
            if (event === 'bind') await db.transaction((tx) => bindAccount(tx, 'ada', address, epoch));
            if (event === 'draw' && (await codeOf(issue('ada', [await blind()]))) === 'done') credits += TALE;
          }
          const undrawn = await undrawnBy(db, 'ada');
          expect(undrawn).toBeGreaterThanOrEqual(0n);
          expect((await owedTo(address)) + credits + undrawn).toBe(earned);
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);
});

describe('redeeming credits', () => {
  it('adds them when their epoch is over, to whoever was named, once', async () => {
    await earn('ada', 1, 3n * TALE);
    const [mine, other] = [account(), account()];
    const credit = await drawn('ada');
    expect(await redeemCredit(db, mine, credit, 9)).toBe('waiting');
    expect(await redeemCredit(db, mine, credit, 9)).toBe('waiting');
    expect(await codeOf(redeemCredit(db, other, credit, 9))).toBe('CREDIT_SPENT');
    await addRedeemed({ db, log, now, blobs }, 9);
    expect(await owedTo(mine)).toBe(0n);
    await addRedeemed({ db, log, now, blobs }, 10);
    await addRedeemed({ db, log, now, blobs }, 10);
    expect(await owedTo(mine)).toBe(TALE);
    expect(await redeemCredit(db, mine, credit, 11)).toBe('added');
    expect(await isRedeemedTo(db, mine, credit.message)).toBe(true);
    expect(await isRedeemedTo(db, other, credit.message)).toBe(false);
  });

  it('refuses what no key of its window and worth signed', async () => {
    await earn('ada', 1, 3n * TALE);
    const credit = await drawn('ada');
    for (const wrong of [
      { denomination: creditSchema.shape.denomination.parse((100n * TALE).toString()) },
      { window: window.window + 1 },
      { message: '00'.repeat(64) },
      { signature: '11'.repeat(256) },
    ]) {
      expect(await codeOf(redeemCredit(db, account(), { ...credit, ...wrong }, 9))).toBe('CREDIT_INVALID');
    }
    expect(await db.$count(redemptions)).toBe(0);
  });

  it('leaves nothing by which one who was there when it was drawn could know it again', async () => {
    await earn('ada', 1, TALE);
    const blinded = await blind();
    const [signature = ''] = await issue('ada', [blinded]);
    const credit = await blinded.open(signature);
    await redeemCredit(db, account(), credit, 9);
    const seen = [...(await db.select().from(creditIssues)), blinded.message, signature];
    const text = JSON.stringify(seen);
    for (const part of [credit.message, credit.signature, credit.message.slice(64)])
      expect(text).not.toContain(part);
  });
});

describe('an auditor of credits', () => {
  /** Leaves and blobs as a server with honest books would have published them. */
  async function published(): Promise<{ all: Leaf[]; fetch: (hash: string) => Promise<Uint8Array | null> }> {
    await earn('ada', 1, 5n * TALE);
    for (const epoch of [9, 9, 10]) {
      await redeemCredit(db, account(), await drawn('ada'), epoch);
      await addRedeemed({ db, log, now, blobs }, epoch + 1);
    }
    const rows = await db.select().from(leaves).orderBy(leaves.index);
    const every = rows.map(({ leaf }) => leafSchema.parse(JSON.parse(leaf)));
    const credits = every.filter(({ type }) => type === 'credits').slice(-3);
    const epoch: Leaf = {
      type: 'epoch',
      epoch: 1,
      pool: '0' as never,
      referenceScore: 1,
      cap: 1,
      fewestRounds: 1,
      rounds: [],
      outcomes: [],
      issued: (5n * TALE).toString() as never,
      closedAt: 0,
    };
    return {
      all: [...every.filter(({ type }) => type === 'credit-window'), epoch, ...credits],
      fetch: (hash) => blobs.get(hash),
    };
  }

  it('finds honest books in order, and says what is wrong with others', async () => {
    const { all, fetch } = await published();
    expect(await creditProblems(all, fetch)).toEqual([]);
    const changed = (change: (leaf: Leaf) => Leaf): Promise<string[]> =>
      creditProblems(all.map(change), fetch);
    const totals = (change: Partial<{ issued: number; redeemed: number }>) =>
      changed((leaf) =>
        leaf.type === 'credits'
          ? { ...leaf, totals: leaf.totals.map((total) => ({ ...total, ...change })) }
          : leaf,
      );
    expect((await totals({ issued: 1 })).join()).toContain('more of window');
    expect((await totals({ redeemed: 1 })).join()).toContain('another number');
    expect((await totals({ issued: 9 })).join()).toContain('worth more than epochs have paid');
    expect((await creditProblems(all, async () => null)).join()).toContain('are not there');
    expect((await creditProblems(all.slice(1), fetch)).join()).toContain('signed by no key');
    expect((await creditProblems([...all, all[0]!], fetch)).join()).toContain('two keys');
    expect((await creditProblems([...all, all.at(-1)!], fetch)).join()).toContain('came back twice');
  });
});

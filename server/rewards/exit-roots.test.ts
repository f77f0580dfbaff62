import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Wallet } from 'ethers';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exitProofHolds } from '../../shared/exit-path/exit-leaf.ts';
import { leafSchema } from '../../shared/protocol/log.ts';
import { exitRootProblems } from '../../shared/replay/verify-exit-roots.ts';
import { openLog } from '../log/transparency-log.ts';
import { type BlobStore, diskBlobs } from '../store/blobs.ts';
import { type Database, type OpenDatabase, openDatabase } from '../store/database.ts';
import { accounts, exitClaims, exitRoots, leaves } from '../store/schema.ts';
import { type ExitPorts, exitProofOf, tendExitRoots } from './exit-roots.ts';
import { signVoucher } from './sign-voucher.ts';
import { type TestChain, testChain } from './test-chain.ts';

const TALE = 10n ** 18n;
const ADA = Wallet.createRandom().address;
const BEA = Wallet.createRandom().address;

let opened: OpenDatabase;
let db: Database;
let folder: string;
let blobs: BlobStore;
let chain: TestChain;
let ports: ExitPorts;
let clock = 1_000_000;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prompttale-exit-'));
  blobs = diskBlobs(folder);
  opened = await openDatabase('memory://');
  ({ db } = opened);
});
afterAll(async () => {
  await opened.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  for (const table of [accounts, exitClaims, exitRoots, leaves]) await db.delete(table);
  chain = testChain();
  const log = await openLog(db, () => clock);
  ports = { db, blobs, log, logger: pino({ level: 'silent' }), now: () => clock, every: 7 };
});

const owe = async (account: string, owed: bigint, signed = 0n): Promise<void> => {
  await db
    .insert(accounts)
    .values({ account, owed: owed.toString(), signed: signed.toString(), epoch: 0 })
    .onConflictDoUpdate({ target: accounts.account, set: { owed: owed.toString() } });
};
const tend = async (times = 3): Promise<void> => {
  for (let i = 0; i < times; i++) await tendExitRoots(ports, chain);
};
const states = async () =>
  (await db.select().from(exitRoots).orderBy(exitRoots.epoch)).map(({ state }) => state);
const signedFor = async (account: string) =>
  (await db.select().from(accounts)).find((row) => row.account === account)?.signed;

describe('the exit path', () => {
  it('puts everybody’s total under a root, which stands after its delay and proves each claim', async () => {
    await owe(ADA, 5n * TALE + 123n);
    await owe(BEA, TALE / 50n);
    await tend();
    expect(await states()).toEqual(['proposed']);
    expect(chain.exit.root).toBeNull();
    chain.time += 48 * 3600;
    await tend();
    expect(await states()).toEqual(['active']);
    for (const [account, total] of [
      [ADA, 5n * TALE],
      [BEA, TALE / 50n],
    ] as const) {
      const proof = await exitProofOf(db, blobs, chain, account);
      expect(proof).toMatchObject({ account, cumulative: total.toString(), root: chain.exit.root, epoch: 2 });
      expect(exitProofHolds(proof!)).toBe(true);
    }
    expect(await exitProofOf(db, blobs, chain, Wallet.createRandom().address)).toBeNull();
  });

  it('is in the log, with leaves that anyone can make the root of', async () => {
    await owe(ADA, 5n * TALE);
    await tend(1);
    const [row] = await db.select().from(leaves);
    const leaf = leafSchema.parse(JSON.parse(row?.leaf ?? ''));
    const problems = (leaf_: unknown) =>
      exitRootProblems([leafSchema.parse(leaf_)], (hash) => blobs.get(hash));
    // Nothing was issued in this log: that it pays more is all there is to say.
    expect(await problems(leaf)).toEqual(['exit root of epoch 2: it pays more than its epochs issued']);
    expect(await problems({ ...leaf, root: `0x${'ab'.repeat(32)}` })).toContain(
      'exit root of epoch 2: its leaves make another root',
    );
    expect(await problems({ ...leaf, accounts: 2 })).toContain(
      'exit root of epoch 2: it has another number of leaves than it says',
    );
  });

  it('agrees with vouchers: neither ever names less than the other did', async () => {
    await owe(ADA, 5n * TALE);
    await tend();
    expect(await signedFor(ADA)).toBe((5n * TALE).toString());
    await owe(ADA, 7n * TALE);
    const voucher = await signVoucher(db, chain, ADA);
    expect(BigInt(voucher.cumulative)).toBe(7n * TALE);
  });

  it('makes nothing of a ledger that owes less than was signed, or more than was emitted', async () => {
    await owe(ADA, TALE, 2n * TALE);
    await expect(tend(1)).rejects.toThrow('owes');
    await db.delete(accounts);
    chain.emitted = TALE;
    await owe(ADA, 2n * TALE);
    await expect(tend(1)).rejects.toThrow('emitted');
    expect(await states()).toEqual([]);
    expect(await db.select().from(leaves)).toEqual([]);
  });

  it('proposes the next root a week of epochs later, and keeps the claims of the last few', async () => {
    await owe(ADA, TALE);
    for (let week = 0; week < 5; week++) {
      await tend();
      chain.time += 48 * 3600;
      await tend();
      chain.epoch += 6;
      await tend();
      expect(await states()).toHaveLength(week + 1);
      chain.epoch += 1;
      await owe(ADA, BigInt(week + 2) * TALE);
    }
    expect(new Set((await db.select().from(exitClaims)).map(({ epoch }) => epoch)).size).toBe(3);
  });

  it('leaves a root that the guardian dropped, and proves nothing under it', async () => {
    await owe(ADA, TALE);
    await tend();
    chain.cancelled.add(chain.exit.pending!);
    chain.exit = { root: null, pending: null, pendingReadyAt: 0 };
    await tend();
    expect(await states()).toEqual(['cancelled']);
    expect(await exitProofOf(db, blobs, chain, ADA)).toBeNull();
  });

  it('sends a proposal again that never arrived, and no sooner than it may be lost', async () => {
    await owe(ADA, TALE);
    await tend(2);
    const sent = chain.sent;
    chain.exit = { root: null, pending: null, pendingReadyAt: 0 };
    await db.update(exitRoots).set({ state: 'prepared' });
    await tend();
    expect(chain.sent).toBe(sent);
    clock += 11 * 60_000;
    await tend();
    expect(chain.sent).toBe(sent + 1);
  });

  it('is switched off by 0', async () => {
    await owe(ADA, TALE);
    ports = { ...ports, every: 0 };
    await tend();
    expect(await states()).toEqual([]);
  });
});

import { Wallet } from 'ethers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, type OpenDatabase, openDatabase } from '../store/database.ts';
import { accounts } from '../store/schema.ts';
import { reconcile } from './reconcile.ts';
import { signVoucher } from './sign-voucher.ts';
import { type TestChain, testChain } from './test-chain.ts';

const TALE = 10n ** 18n;
const ADA = Wallet.createRandom().address;

let opened: OpenDatabase;
let db: Database;
let chain: TestChain;

beforeAll(async () => {
  opened = await openDatabase('memory://');
  ({ db } = opened);
});
afterAll(() => opened.close());
beforeEach(async () => {
  await db.delete(accounts);
  chain = testChain();
});

const holds = (account: string, owed: bigint, signed: bigint) =>
  db.insert(accounts).values({ account, owed: owed.toString(), signed: signed.toString(), epoch: 0 });
const problems = async () => {
  const { overpaid, totals } = await reconcile(db, chain, 0);
  return [...overpaid, ...totals];
};

describe('ledger and chain', () => {
  it('agree when nobody was paid more than was signed, in whatever letters the address is written', async () => {
    await holds(ADA.toLowerCase(), 9n * TALE, 5n * TALE);
    chain.paid.set(ADA, 5n * TALE);
    expect(await problems()).toEqual([]);
  });

  it('do not agree when somebody was paid what nobody here has signed', async () => {
    await holds(ADA, 9n * TALE, 5n * TALE);
    chain.paid.set(ADA, 5n * TALE);
    const thief = Wallet.createRandom().address;
    chain.paid.set(thief, 1n);
    expect(await problems()).toEqual([
      `${thief.toLowerCase()} was paid 1 wei in all, and 0 were signed for it`,
      `the contract has paid ${5n * TALE + 1n} wei in all, and ${5n * TALE} were ever signed`,
    ]);
  });

  it('do not agree when more is owed than was emitted, or than the contract holds', async () => {
    await holds(ADA, 9n * TALE, 5n * TALE);
    chain.emitted = 8n * TALE;
    expect(await problems()).toEqual([expect.stringContaining('finished epochs have emitted')]);
    chain.emitted = 10n * TALE;
    chain.held = 3n * TALE;
    chain.paid.set(ADA, 5n * TALE);
    expect(await problems()).toEqual([
      `the contract holds ${3n * TALE} wei, less than the ${4n * TALE} that are still owed`,
    ]);
  });

  it('of a database from before a claim: told, and no voucher is signed for less than was paid', async () => {
    await holds(ADA, 4n * TALE, 4n * TALE);
    chain.paid.set(ADA, 6n * TALE);
    expect(await problems()).toContainEqual(expect.stringContaining('was paid'));
    await expect(signVoucher(db, chain, ADA)).rejects.toMatchObject({ refusal: { code: 'INTERNAL' } });
  });
});

import { Wallet } from 'ethers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Refused } from '../../shared/protocol/errors.ts';
import { type Database, type OpenDatabase, openDatabase } from '../store/database.ts';
import { accounts, contributors, earnings } from '../store/schema.ts';
import { bindAccount, boundElsewhere, earnedBy, recordEarning } from './ledger.ts';
import { signVoucher } from './sign-voucher.ts';
import { testChain } from './test-chain.ts';

const GRAIN = 10n ** 16n;
const PEOPLE = ['ada', 'bea', 'cyd'];
const ACCOUNTS = PEOPLE.map(() => Wallet.createRandom().address);

let opened: OpenDatabase;
let db: Database;

beforeAll(async () => {
  opened = await openDatabase('memory://');
  ({ db } = opened);
});
afterAll(() => opened.close());

async function emptied(): Promise<void> {
  await db.delete(earnings);
  await db.delete(accounts);
  await db.delete(contributors);
  await db
    .insert(contributors)
    .values(PEOPLE.map((id) => ({ id, publicKey: `key of ${id}`, enrolledAt: 1 })));
}

const earn = (contributor: string, epoch: number, amount: bigint) =>
  recordEarning(db, { contributor, epoch, amount, outcome: amount > 0n ? 'paid' : 'unpaid', why: null });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'signed',
    (error: unknown) => (error instanceof Refused ? error.refusal.code : String(error)),
  );
const account = async (address: string) =>
  (await db.select().from(accounts)).find((row) => row.account === address);

describe('the ledger', () => {
  it('whatever happens in whatever order: no signed total falls, none exceeds what was owed or emitted', async () => {
    const who = fc.constantFrom(0, 1, 2);
    const event = fc.oneof(
      fc.record({
        is: fc.constant('earn' as const),
        who,
        amount: fc.bigInt({ min: 0n, max: 5n * 10n ** 18n }),
      }),
      fc.record({ is: fc.constant('bind' as const), who, to: who }),
      fc.record({ is: fc.constant('sign' as const), who }),
      fc.record({ is: fc.constant('emit' as const), amount: fc.bigInt({ min: 0n, max: 4n * 10n ** 18n }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 25 }), async (events) => {
        await emptied();
        const chain = testChain();
        chain.emitted = 0n;
        const signed = new Map<string, bigint>();
        const earned = new Map<string, bigint>();
        let epoch = 0;
        for (const happens of events) {
          if (happens.is === 'emit') chain.emitted += happens.amount;
          if (happens.is === 'earn') {
            const person = PEOPLE[happens.who]!;
            await earn(person, epoch++, happens.amount);
            earned.set(person, (earned.get(person) ?? 0n) + happens.amount);
          }
          if (happens.is === 'bind') {
            await db.transaction((tx) => bindAccount(tx, PEOPLE[happens.who]!, ACCOUNTS[happens.to]!, 0));
          }
          if (happens.is !== 'sign') continue;
          const address = ACCOUNTS[happens.who]!;
          try {
            const voucher = await signVoucher(db, chain, address);
            const total = BigInt(voucher.cumulative);
            expect(total).toBeGreaterThanOrEqual(signed.get(address) ?? 0n);
            expect(total % GRAIN).toBe(0n);
            expect(total).toBeLessThanOrEqual(BigInt((await account(address))!.owed));
            signed.set(address, total);
          } catch (error) {
            expect(['NOTHING_OWED', 'INTERNAL']).toContain(error instanceof Refused && error.refusal.code);
          }
          const all = [...signed.values()].reduce((sum, total) => sum + total, 0n);
          expect(all).toBeLessThanOrEqual(chain.emitted);
        }
        for (const person of PEOPLE) expect(await earnedBy(db, person)).toBe(earned.get(person) ?? 0n);
        // Every wei earned is in exactly one place: an account, or waiting for one.
        const owed = (await db.select().from(accounts)).reduce((sum, row) => sum + BigInt(row.owed), 0n);
        const waiting = (await db.select().from(earnings))
          .filter((row) => row.account === null)
          .reduce((sum, row) => sum + BigInt(row.amount), 0n);
        expect(owed + waiting).toBe([...earned.values()].reduce((sum, amount) => sum + amount, 0n));
      }),
      { numRuns: 25 },
    );
  });

  it('credits what was earned before an address was bound, once, and what comes later as well', async () => {
    await emptied();
    await earn('ada', 0, 7n);
    await earn('ada', 1, 0n);
    await bindAccount(db, 'ada', ACCOUNTS[0]!, 0);
    await bindAccount(db, 'ada', ACCOUNTS[0]!, 0);
    await earn('ada', 2, 5n);
    expect((await account(ACCOUNTS[0]!))?.owed).toBe('12');
  });

  it('leaves what an address was credited with there when its owner binds another', async () => {
    await emptied();
    await bindAccount(db, 'ada', ACCOUNTS[0]!, 0);
    await earn('ada', 0, 7n);
    await bindAccount(db, 'ada', ACCOUNTS[1]!, 0);
    await earn('ada', 1, 5n);
    expect([(await account(ACCOUNTS[0]!))?.owed, (await account(ACCOUNTS[1]!))?.owed]).toEqual(['7', '5']);
    expect(await earnedBy(db, 'ada')).toBe(12n);
  });

  it('is exact far beyond what a double can count', async () => {
    await emptied();
    await bindAccount(db, 'ada', ACCOUNTS[0]!, 0);
    const amount = 2n ** 200n + 1n;
    await earn('ada', 0, amount);
    await earn('ada', 1, 1n);
    expect((await account(ACCOUNTS[0]!))?.owed).toBe((amount + 1n).toString());
  });

  it('pays nobody twice for an epoch', async () => {
    await emptied();
    await earn('ada', 0, 7n);
    await expect(earn('ada', 0, 7n)).rejects.toThrow();
    expect(await earnedBy(db, 'ada')).toBe(7n);
  });

  it('knows who else is paid at an address', async () => {
    await emptied();
    await bindAccount(db, 'ada', ACCOUNTS[0]!, 0);
    const elsewhere = async (account: string, except: string) =>
      (await boundElsewhere(db, account, except)).map(({ id }) => id);
    expect(await elsewhere(ACCOUNTS[0]!, 'ada')).toEqual([]);
    expect(await elsewhere(ACCOUNTS[0]!, 'bea')).toEqual(['ada']);
    expect(await elsewhere(ACCOUNTS[1]!, 'bea')).toEqual([]);
  });
});

describe('a voucher', () => {
  it('is for the last finished epoch, long valid, and signs whole hundredths', async () => {
    await emptied();
    const chain = testChain();
    await bindAccount(db, 'ada', ACCOUNTS[0]!, 0);
    await earn('ada', 0, 5n * GRAIN + 3n);
    const voucher = await signVoucher(db, chain, ACCOUNTS[0]!);
    expect(voucher).toMatchObject({
      cumulative: (5n * GRAIN).toString(),
      epoch: chain.epoch - 1,
      deadline: (await chain.chainTime()) + 365 * 86_400,
    });
    expect(await account(ACCOUNTS[0]!)).toMatchObject({
      signed: (5n * GRAIN).toString(),
      owed: `${5n * GRAIN + 3n}`,
    });
  });

  it('is refused while nothing can be signed, and says which of the reasons it is', async () => {
    await emptied();
    const chain = testChain();
    expect(await codeOf(signVoucher(db, chain, ACCOUNTS[0]!))).toBe('NOTHING_OWED');
    await bindAccount(db, 'ada', ACCOUNTS[0]!, 0);
    await earn('ada', 0, GRAIN - 1n);
    expect(await codeOf(signVoucher(db, chain, ACCOUNTS[0]!))).toBe('NOTHING_OWED');
    await earn('ada', 1, 1n);
    expect(await codeOf(signVoucher(db, { ...chain, currentEpoch: async () => 0 }, ACCOUNTS[0]!))).toBe(
      'NOTHING_OWED',
    );
    expect(await codeOf(signVoucher(db, chain, ACCOUNTS[0]!))).toBe('signed');
  });

  it('is not signed lower after a database came back from an older backup', async () => {
    await emptied();
    await db.insert(accounts).values({
      account: ACCOUNTS[0]!,
      owed: GRAIN.toString(),
      signed: (2n * GRAIN).toString(),
      epoch: 1,
    });
    expect(await codeOf(signVoucher(db, testChain(), ACCOUNTS[0]!))).toBe('INTERNAL');
    expect((await account(ACCOUNTS[0]!))?.signed).toBe((2n * GRAIN).toString());
  });

  it('that would exceed the emission leaves no trace, and is signed once there is more', async () => {
    await emptied();
    const chain = testChain();
    await bindAccount(db, 'ada', ACCOUNTS[0]!, 0);
    await bindAccount(db, 'bea', ACCOUNTS[1]!, 0);
    await earn('ada', 0, 3n * GRAIN);
    await earn('bea', 0, 3n * GRAIN);
    chain.emitted = 5n * GRAIN;
    expect(await codeOf(signVoucher(db, chain, ACCOUNTS[0]!))).toBe('signed');
    expect(await codeOf(signVoucher(db, chain, ACCOUNTS[1]!))).toBe('INTERNAL');
    expect((await account(ACCOUNTS[1]!))?.signed).toBe('0');
    chain.emitted = 6n * GRAIN;
    expect(await codeOf(signVoucher(db, chain, ACCOUNTS[1]!))).toBe('signed');
  });
});

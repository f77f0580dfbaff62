import { Wallet } from 'ethers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../crypto/sha256.ts';
import { canonicalBytes } from '../protocol/canonical.ts';
import {
  type CountedWish,
  countedWishSchema,
  type WishesLeaf,
  wishDomain,
  wishesLeafSchema,
  wishSchema,
  wishTypes,
} from '../protocol/wish.ts';
import { wishProblems } from '../replay/verify-wishes.ts';
import { FULL_VOICE, tallyWishes } from './tally-wishes.ts';
import { verifyWish } from './verify-wish.ts';

const CHAIN = 31337;
const TOKEN = `0x${'55'.repeat(20)}`;
const TALE = 10n ** 18n;
const holder = (index: number) => new Wallet(`0x${(index + 1).toString(16).padStart(64, '0')}`);

async function signed(wallet: Wallet, wish: string, more: Partial<CountedWish> = {}): Promise<CountedWish> {
  const said = { account: wallet.address, parameter: 'norm', wish, at: 1_000, ...more };
  const signature = await wallet.signTypedData(wishDomain(CHAIN, TOKEN), wishTypes, {
    account: said.account,
    parameter: said.parameter,
    wish: said.wish,
    at: said.at,
  });
  return countedWishSchema.parse({ votes: String(TALE), party: 1, ...said, signature });
}

/** A counted wish that nobody signed: what tallying looks at. */
const counted = (party: number, wish: string, votes: bigint): CountedWish =>
  countedWishSchema.parse({
    account: `0x${(party + 1).toString(16).padStart(40, '0')}`,
    parameter: 'norm',
    wish,
    at: 1,
    signature: `0x${'00'.repeat(65)}`,
    votes: String(votes),
    party,
  });
const shareOf = (wishes: readonly CountedWish[], wish: string): number =>
  tallyWishes(wishes)[0]?.shares.find((each) => each.wish === wish)?.share ?? 0;

describe('a wish', () => {
  it('is its account’s alone, word for word, for one token on one chain', async () => {
    const wish = wishSchema.parse((({ votes, party, ...said }) => said)(await signed(holder(1), 'lower')));
    expect(verifyWish(wish, CHAIN, TOKEN)).toBe(true);
    expect(verifyWish(wish, 1, TOKEN)).toBe(false);
    expect(verifyWish(wish, CHAIN, `0x${'56'.repeat(20)}`)).toBe(false);
    for (const change of [
      { account: holder(2).address },
      { wish: 'higher' },
      { parameter: 'noise' },
      { at: 1_001 },
      { signature: `0x${'00'.repeat(65)}` },
    ])
      expect(verifyWish(wishSchema.parse({ ...wish, ...change }), CHAIN, TOKEN), JSON.stringify(change)).toBe(
        false,
      );
  });

  it('is one of those that a parameter knows', async () => {
    const wish = await signed(holder(1), 'lower');
    for (const change of [
      { wish: 'krum' },
      { parameter: 'rule' },
      { parameter: 'constructor' },
      { wish: '' },
    ])
      expect(countedWishSchema.safeParse({ ...wish, ...change }).success).toBe(false);
    expect(countedWishSchema.safeParse({ ...wish, parameter: 'rule', wish: 'krum' }).success).toBe(true);
  });
});

describe('the tally', () => {
  it('gives a party no more voice for more than ten TALE', () => {
    const others = Array.from({ length: 29 }, (_, i) => counted(i + 1, 'keep', FULL_VOICE));
    const withRich = (votes: bigint) => shareOf([...others, counted(99, 'higher', votes)], 'higher');
    expect(withRich(FULL_VOICE)).toBeCloseTo(1 / 30, 9);
    expect(withRich(10n ** 26n)).toBe(withRich(FULL_VOICE));
    expect(withRich(FULL_VOICE / 10n)).toBeLessThan(withRich(FULL_VOICE) / 9);
  });

  it('gives nothing for many accounts of one party', () => {
    const others = Array.from({ length: 29 }, (_, i) => counted(i + 1, 'keep', FULL_VOICE));
    const spread = Array.from({ length: 1000 }, () => counted(0, 'higher', FULL_VOICE));
    expect(shareOf([...others, ...spread], 'higher')).toBeCloseTo(1 / 30, 9);
  });

  it('divides a party’s voice between what its accounts wish', () => {
    const wishes = [
      counted(1, 'lower', 3n * TALE),
      counted(1, 'higher', TALE),
      counted(2, 'keep', 4n * TALE),
    ];
    expect(tallyWishes(wishes)).toEqual([
      {
        parameter: 'norm',
        parties: 2,
        largestShare: 0.5,
        shares: [
          { wish: 'keep', share: 0.5 },
          { wish: 'lower', share: 0.375 },
          { wish: 'higher', share: 0.125 },
        ],
      },
    ]);
  });

  it('counts no empty account, and nothing that was withdrawn', () => {
    expect(tallyWishes([counted(1, 'lower', 0n), counted(2, 'none', TALE)])).toEqual([]);
  });

  it('is a division of one, and never lets a party above its cap, whoever wishes what', () => {
    const wishes = fc.array(
      fc.record({
        party: fc.integer({ min: 0, max: 40 }),
        wish: fc.constantFrom('lower', 'keep', 'higher'),
        votes: fc.bigInt({ min: 0n, max: 10n ** 27n }),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(wishes, (said) => {
        const [tally] = tallyWishes(said.map(({ party, wish, votes }) => counted(party, wish, votes)));
        if (tally === undefined) return;
        expect(tally.shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
        const cap = tally.parties <= 2 ? 1 / tally.parties : Math.max(0.05, 2 / tally.parties);
        expect(tally.largestShare).toBeLessThanOrEqual(cap + 1e-9);
      }),
    );
  });
});

describe('an audit of wishes', () => {
  const leafOf = (wishes: readonly CountedWish[], change: Partial<WishesLeaf> = {}) => {
    const bytes = canonicalBytes(wishes);
    const leaf = wishesLeafSchema.parse({
      type: 'wishes',
      epoch: 4,
      chainId: CHAIN,
      token: TOKEN,
      block: 7,
      wishes: sha256Hex(bytes),
      tally: tallyWishes(wishes),
      at: 1,
      ...change,
    });
    return { leaf, bytes };
  };
  const audit = (...made: readonly ReturnType<typeof leafOf>[]) =>
    wishProblems(
      made.map(({ leaf }) => leaf),
      async (hash) => made.find(({ leaf }) => leaf.wishes === hash)?.bytes ?? null,
    );

  it('finds nothing wrong with what is right', async () => {
    const wishes = [await signed(holder(1), 'lower'), await signed(holder(2), 'keep', { party: 2 })];
    expect(await audit(leafOf(wishes))).toEqual([]);
    const later = await signed(holder(1), 'higher', { at: 2_000 });
    expect(await audit(leafOf(wishes), leafOf([later], { epoch: 5 }))).toEqual([]);
  });

  it('finds a tally that does not follow, a wish nobody signed, one counted twice, and one that is older', async () => {
    const [one, two] = [await signed(holder(1), 'lower'), await signed(holder(2), 'keep', { party: 2 })];
    const found = async (...made: readonly ReturnType<typeof leafOf>[]) => (await audit(...made)).join('; ');
    expect(await found(leafOf([one, two], { tally: tallyWishes([one]) }))).toContain('does not follow');
    const forged = countedWishSchema.parse({ ...one, wish: 'higher' });
    expect(await found(leafOf([forged]))).toContain('not signed');
    expect(await found(leafOf([one, one]))).toContain('counted twice');
    const older = await signed(holder(1), 'higher', { at: 500 });
    expect(await found(leafOf([one]), leafOf([older], { epoch: 5 }))).toContain('older one');
    const other = await signed(holder(1), 'lower', { parameter: 'noise', party: 2 });
    expect(await found(leafOf([one, other]))).toContain('two parties');
    const { leaf } = leafOf([one]);
    expect(await wishProblems([leaf], async () => null)).toHaveLength(1);
  });
});

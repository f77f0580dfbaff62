import { z } from 'zod';
import { readCanonical } from '../protocol/canonical.ts';
import type { Leaf } from '../protocol/log.ts';
import {
  type CountedWish,
  countedWishSchema,
  type ParameterTally,
  type WishesLeaf,
} from '../protocol/wish.ts';
import { tallyWishes } from '../wishes/tally-wishes.ts';
import { verifyWish } from '../wishes/verify-wish.ts';
import type { FetchBlob } from './open-rows.ts';

/**
 * Checks what was published of holders' wishes: each is signed by its account and counted once, none gave way to an
 * older one, and the tally follows from them. The votes are the token's, which can be asked for them at the leaf's block.
 * @returns what is wrong, in words
 */
export async function wishProblems(leaves: readonly Leaf[], fetchBlob: FetchBlob): Promise<string[]> {
  const problems: string[] = [];
  const newest = new Map<string, number>();
  for (const leaf of leaves.filter((each): each is WishesLeaf => each.type === 'wishes')) {
    const told = (what: string): number => problems.push(`wishes of epoch ${leaf.epoch}: ${what}`);
    const bytes = await fetchBlob(leaf.wishes);
    const wishes = bytes === null ? null : listSchema.safeParse(readCanonical(bytes)?.value);
    if (wishes === null || !wishes.success) {
      told('those that were counted are not there');
      continue;
    }
    const counted = new Set<string>();
    const partyOf = new Map<string, number>();
    for (const wish of wishes.data) {
      const key = keyOf(wish);
      if (counted.has(key)) told('one account’s wish was counted twice');
      counted.add(key);
      if ((newest.get(key) ?? 0) > wish.at) told('a newer wish gave way to an older one');
      newest.set(key, wish.at);
      if (!verifyWish(wish, leaf.chainId, leaf.token)) told('one is not signed by its account');
      const party = partyOf.get(accountOf(wish)) ?? wish.party;
      if (party !== wish.party) told('one account belongs to two parties');
      partyOf.set(accountOf(wish), party);
    }
    if (!isSame(tallyWishes(wishes.data), leaf.tally)) told('the tally does not follow from them');
  }
  return problems;
}

const listSchema = z.array(countedWishSchema);

function accountOf({ account }: CountedWish): string {
  return account.toLowerCase();
}

function keyOf(wish: CountedWish): string {
  return `${accountOf(wish)} ${wish.parameter}`;
}

function isSame(one: readonly ParameterTally[], other: readonly ParameterTally[]): boolean {
  return JSON.stringify(one.map(rounded)) === JSON.stringify(other.map(rounded));
}

/** Sums of shares that were read from JSON are the same numbers; only what is shown of them is compared. */
function rounded({ parameter, parties, largestShare, shares }: ParameterTally) {
  const near = (share: number): string => share.toFixed(9);
  return [parameter, parties, near(largestShare), shares.map(({ wish, share }) => [wish, near(share)])];
}

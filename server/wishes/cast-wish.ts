import { eq, lt } from 'drizzle-orm';
import { getAddress } from 'ethers';
import { Refused } from '../../shared/protocol/errors.ts';
import { LEAST_VOTES, type Wish } from '../../shared/protocol/wish.ts';
import { verifyWish } from '../../shared/wishes/verify-wish.ts';
import type { RewardsChain } from '../rewards/chain.ts';
import type { Database } from '../store/database.ts';
import { wishes } from '../store/schema.ts';

/** How far a wish's time may lie ahead, s, where a device's clock is wrong. */
const AHEAD_S = 600;
/** How old a wish may be when it comes, s: what was signed long ago may not be meant any more. */
const BEHIND_S = 24 * 3600;

/**
 * Takes an account's wish, in place of its earlier one of the same parameter. The same wish again changes nothing.
 * @param now ms since 1970
 * @throws Refused WISH_UNSIGNED, WISH_VOICELESS, WISH_OUTDATED, CLOCK_SKEW, CHAIN_UNAVAILABLE
 */
export async function castWish(db: Database, chain: RewardsChain, wish: Wish, now: number): Promise<void> {
  if (!verifyWish(wish, chain.chainId, chain.token)) {
    throw new Refused('WISH_UNSIGNED', 'The signature is not of the account, for this token and chain.');
  }
  const seconds = Math.floor(now / 1000);
  if (wish.at > seconds + AHEAD_S || wish.at < seconds - BEHIND_S) {
    throw new Refused('CLOCK_SKEW', 'The wish was not signed within the last day.');
  }
  const account = getAddress(wish.account);
  if ((await chain.votesOf(account, null)) < LEAST_VOTES) {
    throw new Refused('WISH_VOICELESS', 'Less than one TALE is delegated to this account.');
  }
  const row = { ...wish, account, signature: wish.signature.toLowerCase() };
  await db
    .insert(wishes)
    .values(row)
    .onConflictDoUpdate({
      target: [wishes.account, wishes.parameter],
      set: { wish: row.wish, at: row.at, signature: row.signature },
      setWhere: lt(wishes.at, row.at),
    });
  const stored = await db.select().from(wishes).where(eq(wishes.account, account));
  if (stored.find(({ parameter }) => parameter === row.parameter)?.signature !== row.signature) {
    throw new Refused('WISH_OUTDATED', 'This account signed a newer wish of the same parameter.');
  }
}

import type { CreditRecord } from '../../storage/records.ts';

/** What is in credits, wei. */
export interface CreditSums {
  /** Drawn, and not redeemed yet. */
  readonly held: bigint;
  /** Redeemed to the address that was asked for, and added to what it is owed. */
  readonly added: bigint;
  /** Redeemed to it, and added with those of everybody when the epoch ends. */
  readonly waiting: bigint;
  /** When the next is redeemed, ms since 1970; null for none. */
  readonly nextAt: number | null;
  /** When what waits is added, ms since 1970; null for nothing. */
  readonly addsAt: number | null;
}

export const noCredits: CreditSums = {
  held: 0n,
  added: 0n,
  waiting: 0n,
  nextAt: null,
  addsAt: null,
};

/** The server adds shortly after an epoch has ended, ms. */
const ADDING_MS = 5_000;

/**
 * Adds up a device's credits.
 * @param address where redeemed ones went
 * @param now ms since 1970
 */
export function creditSums(credits: readonly CreditRecord[], address: string, now: number): CreditSums {
  const worth = (some: readonly CreditRecord[]): bigint =>
    some.reduce((sum, { denomination }) => sum + BigInt(denomination), 0n);
  const held = credits.filter(({ state }) => state.is !== 'redeemed');
  const redeemed = credits.flatMap((credit) =>
    credit.state.is === 'redeemed' && credit.state.account.toLowerCase() === address.toLowerCase()
      ? [{ credit, addedAt: credit.state.addsAt + ADDING_MS }]
      : [],
  );
  const waiting = redeemed.filter(({ addedAt }) => addedAt > now);
  const times = held.map(({ redeemAt }) => redeemAt);
  const earliest = (all: readonly number[]): number | null => (all.length === 0 ? null : Math.min(...all));
  return {
    held: worth(held),
    added: worth(redeemed.filter(({ addedAt }) => addedAt <= now).map(({ credit }) => credit)),
    waiting: worth(waiting.map(({ credit }) => credit)),
    nextAt: earliest(times),
    addsAt: earliest(waiting.map(({ addedAt }) => addedAt)),
  };
}

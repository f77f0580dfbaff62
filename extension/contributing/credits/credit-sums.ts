import type { CreditRecord } from '../../storage/records.ts';

/** What is in credits, wei. */
export interface CreditSums {
  /** Drawn, and not redeemed yet. */
  readonly held: bigint;
  /** Redeemed to the address that was asked for. */
  readonly redeemed: bigint;
  /** When the next is redeemed, ms since 1970; null for none. */
  readonly nextAt: number | null;
}

export const noCredits: CreditSums = { held: 0n, redeemed: 0n, nextAt: null };

/** Adds up a device's credits. @param address where redeemed ones went */
export function creditSums(credits: readonly CreditRecord[], address: string): CreditSums {
  const worth = (some: readonly CreditRecord[]): bigint =>
    some.reduce((sum, { denomination }) => sum + BigInt(denomination), 0n);
  const held = credits.filter(({ state }) => state.is !== 'redeemed');
  const redeemed = credits.filter(
    ({ state }) => state.is === 'redeemed' && state.account.toLowerCase() === address.toLowerCase(),
  );
  const times = held.map(({ redeemAt }) => redeemAt);
  return {
    held: worth(held),
    redeemed: worth(redeemed),
    nextAt: times.length === 0 ? null : Math.min(...times),
  };
}

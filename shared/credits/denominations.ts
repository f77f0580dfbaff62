import { CREDITS_AT_ONCE } from '../protocol/credits.ts';

/** What credits are worth, wei, largest first: few and the same for everybody, since an odd amount is a name. */
export const denominations: readonly bigint[] = [100n, 10n, 1n].map((tale) => tale * 10n ** 18n);

/**
 * Splits an amount into credits, largest first; what is less than the smallest stays.
 * @param amount wei, ≥ 0
 * @param most how many credits at most
 * @returns the worth of each, wei
 */
export function splitIntoCredits(amount: bigint, most = CREDITS_AT_ONCE): bigint[] {
  const credits: bigint[] = [];
  let left = amount;
  for (const worth of denominations) {
    while (left >= worth && credits.length < most) {
      credits.push(worth);
      left -= worth;
    }
  }
  return credits;
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CREDITS_AT_ONCE } from '../protocol/credits.ts';
import { denominations, splitIntoCredits } from './denominations.ts';

describe('splitting into credits', () => {
  it('takes known worths only, never more than there is, and leaves less than the smallest', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 21n }), (amount) => {
        const credits = splitIntoCredits(amount, 1000);
        const sum = credits.reduce((total, worth) => total + worth, 0n);
        expect(credits.every((worth) => denominations.includes(worth))).toBe(true);
        expect(sum).toBeLessThanOrEqual(amount);
        expect(amount - sum).toBeLessThan(10n ** 18n);
      }),
    );
  });

  it('asks for no more at once than is allowed, the largest first', () => {
    const credits = splitIntoCredits(5_000n * 10n ** 18n);
    expect(credits).toEqual(Array.from({ length: CREDITS_AT_ONCE }, () => 100n * 10n ** 18n));
  });
});

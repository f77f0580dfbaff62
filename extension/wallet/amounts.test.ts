import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseWei, taleText, unclaimed } from './amounts.ts';

const TALE = 10n ** 18n;

describe('an amount of TALE in words', () => {
  it('shows two decimals and groups thousands as the language does', () => {
    expect(taleText(1_234n * TALE + TALE / 2n)).toBe('1,234.50');
    expect(taleText(1_234n * TALE + TALE / 2n, 'de')).toBe('1.234,50');
  });

  it('rounds down, because a popup must not promise what is not owed', () => {
    expect(taleText('1999999999999999999')).toBe('1.99');
  });

  it('says that dust is less than a hundredth instead of calling it nothing', () => {
    expect(taleText(1n)).toBe('< 0.01');
    expect(taleText(0n)).toBe('0.00');
  });

  it('keeps every digit above the safe integers of a number', () => {
    expect(taleText(9_007_199_254_740_993n * TALE)).toBe('9,007,199,254,740,993.00');
  });

  it('never shows more than the amount', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 10n ** 16n, max: 10n ** 30n }), (wei) => {
        const [whole = '', fraction = ''] = taleText(wei).replaceAll(',', '').split('.');
        const shown = BigInt(whole) * TALE + BigInt(fraction) * 10n ** 16n;
        expect(shown <= wei).toBe(true);
        expect(wei - shown < 10n ** 16n).toBe(true);
      }),
    );
  });
});

describe('parsing wei', () => {
  it.each(['', '-1', '1.5', '0x10', '1e18', ' 1', '9'.repeat(79)])('refuses %j', (text) => {
    expect(() => parseWei(text)).toThrow(RangeError);
  });
});

describe('what a voucher still pays', () => {
  it('is the running total less what was paid', () => {
    expect(unclaimed('30', '10')).toBe(20n);
  });

  it('is nothing, not a negative amount, once a newer voucher was paid', () => {
    expect(unclaimed('30', '45')).toBe(0n);
  });
});

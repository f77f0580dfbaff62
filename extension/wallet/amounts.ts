/**
 * Words for an amount of TALE, rounded down to two decimals: a popup must never promise more than is owed.
 *
 * @param wei 10⁻¹⁸ TALE, as bigint or as the decimal string that crosses the wire.
 * @param locale BCP 47 tag for separators and grouping.
 * @returns e.g. `1,234.56`; dust that rounds to nothing is `< 0.01`, not a zero that would be untrue.
 * @throws RangeError for a string that is not a plain non-negative integer.
 */
export function taleText(wei: bigint | string, locale = 'en'): string {
  const amount = parseWei(wei);
  const hundredths = amount / WEI_PER_HUNDREDTH;
  if (amount > 0n && hundredths === 0n) return `< ${decimal(0n, 1n, locale)}`;
  return decimal(hundredths / 100n, hundredths % 100n, locale);
}

/** The amount as an integer of wei. @throws RangeError for anything but a non-negative decimal integer. */
export function parseWei(wei: bigint | string): bigint {
  if (typeof wei === 'string' && !/^[0-9]{1,78}$/.test(wei)) {
    throw new RangeError(
      `An amount of wei is a decimal integer; received ${JSON.stringify(wei.slice(0, 40))}.`,
    );
  }
  const amount = BigInt(wei);
  if (amount < 0n) throw new RangeError('An amount of wei is not negative.');
  return amount;
}

/** What a voucher's running total still pays, given what the contract has paid; never negative. */
export function unclaimed(cumulative: bigint | string, claimedOnChain: bigint | string): bigint {
  const rest = parseWei(cumulative) - parseWei(claimedOnChain);
  return rest > 0n ? rest : 0n;
}

const WEI_PER_HUNDREDTH = 10n ** 16n;

/** Whole part by bigint formatting, so that no digit is lost above 2⁵³. */
function decimal(whole: bigint, hundredths: bigint, locale: string): string {
  const digits = new Intl.NumberFormat(locale, { minimumIntegerDigits: 2, useGrouping: false });
  const separator =
    new Intl.NumberFormat(locale).formatToParts(0.1).find((part) => part.type === 'decimal')?.value ?? '.';
  return `${new Intl.NumberFormat(locale).format(whole)}${separator}${digits.format(hundredths)}`;
}

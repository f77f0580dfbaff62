/** The address in groups of four, so that two can be compared by eye: `0x f39F d6e5 …`. */
export function groupedAddress(address: string): string {
  return ['0x', ...(address.slice(2).match(/.{1,4}/g) ?? [])].join(' ');
}

/** First and last four digits, where there is no room for the whole: `0xf39F…2266`. */
export function shortAddress(address: string): string {
  return `${address.slice(0, 6)}…${address.slice(-4)}`;
}

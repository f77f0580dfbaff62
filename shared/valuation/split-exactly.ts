/**
 * Splits an amount into whole parts in proportion to weights `[n]`, by largest remainders: Σ parts is the amount exactly.
 * Of equal remainders the first is served first; with no weight at all everything goes to the first.
 * @param weights whole numbers, not negative
 */
export function splitExactly(amount: bigint, weights: readonly number[]): bigint[] {
  const total = BigInt(weights.reduce((sum, weight) => sum + weight, 0));
  if (total === 0n) return weights.map((_, i) => (i === 0 ? amount : 0n));
  const parts = weights.map((weight) => {
    const product = amount * BigInt(weight);
    return { part: product / total, remainder: product % total };
  });
  let left = amount - parts.reduce((sum, { part }) => sum + part, 0n);
  const byRemainder = parts
    .map(({ remainder }, i) => ({ remainder, i }))
    .sort((a, b) => (a.remainder === b.remainder ? a.i - b.i : a.remainder > b.remainder ? -1 : 1));
  const result = parts.map(({ part }) => part);
  for (const { i } of byRemainder) {
    if (left === 0n) break;
    result[i] = (result[i] ?? 0n) + 1n;
    left -= 1n;
  }
  return result;
}

/**
 * Shares `[n]` of a round after no entity may hold more than κ: the entities above κ get κ each and the rest share what
 * is left in proportion, until nobody is above (`integrity.md` §4). Σ shares = 1.
 *
 * With Σκ < 1 the caps cannot be met: all are raised by one factor until they can, which is equal shares for equal caps.
 * @param kappa one cap for all, or each row's own
 * @throws RangeError for negative or non-finite weights, or when all are zero
 */
export function cappedShares(weights: readonly number[], kappa: number | readonly number[]): number[] {
  const total = weights.reduce((sum, w) => sum + w, 0);
  if (weights.some((w) => !Number.isFinite(w) || w < 0) || !(total > 0)) {
    throw new RangeError('weights must be finite, not negative, and not all zero');
  }
  const caps = weights.map((_, i) => (typeof kappa === 'number' ? kappa : (kappa[i] ?? 0)));
  const room = caps.reduce((sum, cap, i) => sum + (weights[i]! > 0 ? cap : 0), 0);
  const capOf = (i: number): number => (room < 1 ? caps[i]! / room : caps[i]!);
  const capped = new Set<number>();
  for (;;) {
    let rest = 0;
    for (const [i, w] of weights.entries()) if (!capped.has(i)) rest += w;
    let left = 1;
    for (const i of capped) left -= capOf(i);
    const shareOf = (i: number, w: number): number =>
      capped.has(i) ? capOf(i) : rest > 0 ? (w / rest) * left : 0;
    const over = weights.flatMap((w, i) =>
      !capped.has(i) && shareOf(i, w) > capOf(i) * (1 + 1e-12) ? [i] : [],
    );
    if (over.length === 0) return weights.map((w, i) => shareOf(i, w));
    for (const i of over) capped.add(i);
  }
}

/** κ whatever the number of entities, and the most that one which had too much for long may hold. */
export const LEAST_CAP = 0.05;

/** κ of a round with `entities` entities of positive weight: max(5 %, 2/n); shares are equal for n ≤ 2. */
export function capFor(entities: number): number {
  return entities <= 2 ? 1 / Math.max(1, entities) : Math.max(LEAST_CAP, 2 / entities);
}

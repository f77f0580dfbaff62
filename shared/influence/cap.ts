/**
 * Shares `[n]` of a round after no entity may hold more than κ: the entities above κ get κ each and the rest share what
 * is left in proportion, until nobody is above (`integrity.md` §4). Σ shares = 1.
 *
 * With κ·n < 1 the cap cannot be met; κ = max(κ, 1/n) then, which is equal shares.
 * @throws RangeError for negative or non-finite weights, or when all are zero
 */
export function cappedShares(weights: readonly number[], kappa: number): number[] {
  const total = weights.reduce((sum, w) => sum + w, 0);
  if (weights.some((w) => !Number.isFinite(w) || w < 0) || !(total > 0)) {
    throw new RangeError('weights must be finite, not negative, and not all zero');
  }
  const positive = weights.filter((w) => w > 0).length;
  const cap = Math.max(kappa, 1 / positive);
  const capped = new Set<number>();
  for (;;) {
    let rest = 0;
    for (const [i, w] of weights.entries()) if (!capped.has(i)) rest += w;
    const left = 1 - cap * capped.size;
    const shareOf = (i: number, w: number): number =>
      capped.has(i) ? cap : rest > 0 ? (w / rest) * left : 0;
    const over = weights.flatMap((w, i) => (!capped.has(i) && shareOf(i, w) > cap * (1 + 1e-12) ? [i] : []));
    if (over.length === 0) return weights.map((w, i) => shareOf(i, w));
    for (const i of over) capped.add(i);
  }
}

/** κ of a round with `entities` entities of positive weight: max(5 %, 2/n); shares are equal for n ≤ 2. */
export function capFor(entities: number, floor = 0.05): number {
  return entities <= 2 ? 1 / Math.max(1, entities) : Math.max(floor, 2 / entities);
}

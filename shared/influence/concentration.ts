/** How concentrated influence is; published each round (`integrity.md` §4). */
export interface Concentration {
  readonly gini: number;
  readonly hhi: number;
  /** 1/HHI: as many equal parties would be this concentrated. */
  readonly effectiveParties: number;
  /** Fewest parties that together hold more than a third. */
  readonly nakamotoThird: number;
  /** Fewest parties that together hold more than a half. */
  readonly nakamotoHalf: number;
  readonly largestShare: number;
  /** Share of the largest hundredth of the parties, one at least. */
  readonly topPercentShare: number;
}

/** Concentration of non-negative amounts `[n]`; all zeros for nothing at all. */
export function concentration(amounts: readonly number[]): Concentration {
  const total = amounts.reduce((sum, x) => sum + x, 0);
  if (!(total > 0)) {
    return {
      gini: 0,
      hhi: 0,
      effectiveParties: 0,
      nakamotoThird: 0,
      nakamotoHalf: 0,
      largestShare: 0,
      topPercentShare: 0,
    };
  }
  const ascending = amounts.map((x) => x / total).sort((a, b) => a - b);
  const n = ascending.length;
  const weighted = ascending.reduce((sum, share, i) => sum + (i + 1) * share, 0);
  const hhi = ascending.reduce((sum, share) => sum + share * share, 0);
  const descending = [...ascending].reverse();
  return {
    gini: (2 * weighted) / n - (n + 1) / n,
    hhi,
    effectiveParties: 1 / hhi,
    nakamotoThird: nakamoto(descending, 1 / 3),
    nakamotoHalf: nakamoto(descending, 0.5),
    largestShare: descending[0] ?? 0,
    topPercentShare: descending.slice(0, Math.ceil(n / 100)).reduce((sum, share) => sum + share, 0),
  };
}

function nakamoto(descending: readonly number[], threshold: number): number {
  let held = 0;
  for (const [i, share] of descending.entries()) {
    held += share;
    if (held > threshold + 1e-12) return i + 1;
  }
  return descending.length;
}

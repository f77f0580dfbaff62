/** An update like no earlier one counts in full up to this cosine: honest ones resemble their own past about so much. */
const FAMILIAR = 0.5;
/** From this cosine on it is taken for the earlier one with noise on it, and worth nothing. */
const REPEATED = 0.7;

/**
 * How much of an update's worth counts, in [0, 1], by its largest cosine with what was sent before, by its contributor
 * in any recent round or by anybody in a recent cohort: full up to .5, nothing from .7 on, a straight line between.
 *
 * An old update teaches nearly as much again as a new one would (measured: `docs/VALUATION.md`), so that sending it
 * again must be worth nothing by itself.
 */
export function novelty(largestCosine: number): number {
  return Math.min(1, Math.max(0, (REPEATED - largestCosine) / (REPEATED - FAMILIAR)));
}

import { type Rule, RuleRefusal, shapeOf, toleratedAttackers } from '../rule.ts';
import { adaptiveClipping, clipRows } from './adaptive-clipping.ts';
import { nearestNeighbourMixing } from './nearest-neighbour-mixing.ts';
import { trimmedMean } from './trimmed-mean.ts';
import { winsorise } from './winsorise.ts';

/** Fewest rows on which the robust pipeline promises anything. */
const FEWEST_ROWS = 5;

/**
 * The default pipeline (`integrity.md` §3): clip to B → ARC(f) → winsorise(f) → NNM(f) → trimmed mean(f). Weights enter
 * once, at the last step. Refuses fewer than five rows: with so few nobody can be outvoted.
 */
export const defaultRule: Rule = (updates, options = {}) => {
  const { n } = shapeOf(updates);
  if (n < FEWEST_ROWS) {
    throw new RuleRefusal(`the robust rule needs at least ${FEWEST_ROWS} updates, there are ${n}`);
  }
  const f = toleratedAttackers(n, options.f ?? defaultAttackers(n));
  const clipped = options.norm === undefined ? updates : clipRows(updates, options.norm);
  const mixed = nearestNeighbourMixing(winsorise(adaptiveClipping(clipped, f), f), f);
  return trimmedMean(mixed, options.weights === undefined ? { f } : { f, weights: options.weights });
};

/** f = ⌊0.2 n⌋: set from the cohort after the checks of single updates, and never lowered by a later filter. */
export function defaultAttackers(n: number): number {
  return Math.floor(n / 5);
}

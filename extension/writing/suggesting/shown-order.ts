import type { Ranked } from './rank-candidates.ts';

/** One list in so many is shown in random order: what stands first is taken more often whatever it is. */
const RANDOM_SHARE = 0.1;

/**
 * The order in which texts are shown: as ranked, or, for a small share of lists, at random, which is said. Only what was
 * taken from such lists tells the ranking's merit from that of the first place.
 *
 * @param random 0 … 1, anew at each call.
 */
export function shownOrder(
  ranked: readonly Ranked[],
  random: () => number,
): { texts: Ranked[]; isRandom: boolean } {
  const texts = [...ranked];
  const isRandom = texts.length > 1 && random() < RANDOM_SHARE;
  if (isRandom) {
    for (let last = texts.length - 1; last > 0; last--) {
      const other = Math.floor(random() * (last + 1));
      const [a, b] = [texts[last], texts[other]];
      if (a !== undefined && b !== undefined) [texts[last], texts[other]] = [b, a];
    }
  }
  return { texts, isRandom };
}

import { FIRST_WORD, UNKNOWN } from '../../text/vocabulary.ts';

/** Words asked for, and how often the right one stood first, and among the first three. */
export interface Tally {
  words: number;
  top1: number;
  top3: number;
}

/** Place of the right word among the words, 0 for the first; far behind for a word that is not in the vocabulary. */
export function placeOf(distribution: Float32Array | Float64Array, target: number): number {
  if (target === UNKNOWN) return Number.POSITIVE_INFINITY;
  const chance = distribution[target] ?? 0;
  let before = 0;
  for (let id = FIRST_WORD; id < distribution.length; id++) {
    const other = distribution[id] ?? 0;
    // Of equals the commoner stands first.
    if (other > chance || (other === chance && id < target)) before++;
  }
  return before;
}

/** Counts one word with its place. */
export function tallied(tally: Tally, place: number): void {
  tally.words++;
  if (place < 1) tally.top1++;
  if (place < 3) tally.top3++;
}

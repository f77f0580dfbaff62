/** How sure the first guess at a place was, and whether it was right. */
export interface Guess {
  readonly chance: number;
  readonly right: boolean;
}

/** At most one in ten words may meet a wrong suggestion. */
const MOST_WRONG = 0.1;

/**
 * The lowest chance from which on suggestions may be shown, so that over all `guesses`, shown or not, at most a tenth
 * is shown and wrong.
 *
 * @returns a threshold in (0, 1]; 1 when nothing may be shown.
 */
export function confidenceThreshold(guesses: readonly Guess[], mostWrong = MOST_WRONG): number {
  const sorted = [...guesses].sort((a, b) => b.chance - a.chance);
  let wrong = 0;
  let threshold = 1;
  sorted.forEach(({ chance, right }, at) => {
    if (!right) wrong++;
    // Equal chances are shown together or not at all.
    if (sorted[at + 1]?.chance === chance) return;
    if (wrong <= mostWrong * guesses.length) threshold = Math.min(threshold, chance);
  });
  return threshold;
}

import { debiasedShare } from './randomised-response.ts';

/** Votes without which nothing is decided against a candidate. */
export const FEWEST_VOTES = 30;

export interface Decision {
  readonly outcome: 'ratified' | 'refused' | 'skipped-small';
  /** Debiased share of ‘worse’, and its standard error; null with fewer than `FEWEST_VOTES` votes. */
  readonly worse: { readonly share: number; readonly se: number } | null;
}

/**
 * What randomised votes decide (`integrity.md` §2): a candidate is refused when the debiased share of ‘worse’ exceeds one
 * half by two standard errors among at least thirty votes; with fewer it is promoted, and the log says that nobody was
 * asked who counts.
 */
export function decide(votes: number, worse: number): Decision {
  if (votes < FEWEST_VOTES) return { outcome: 'skipped-small', worse: null };
  const found = debiasedShare(worse / votes, votes);
  return { outcome: found.share - 0.5 > 2 * found.se ? 'refused' : 'ratified', worse: found };
}

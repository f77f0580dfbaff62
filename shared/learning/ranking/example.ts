import { MOST_OPTIONS, OPTION_FEATURE_COUNT } from '../../models/ranking.ts';

/** Suggestions as they were shown, first one first. */
export interface SuggestionList {
  /** The text before the caret, or its end. */
  readonly context: string;
  readonly options: readonly SuggestedOption[];
}

export interface SuggestedOption {
  readonly text: string;
  /** ln of the probability the engine gave the whole text, ≤ 0; null where it is not known. */
  readonly logProbability: number | null;
}

/** A list of which a writer took one. Lives on the device only; holds numbers, not the texts. */
export interface RankingExample {
  /** `[n, OPTION_FEATURE_COUNT]`, row-major, in the order shown; 2 ≤ n ≤ MOST_OPTIONS. */
  readonly rows: Float32Array;
  /** Place of the one that was taken, 0 … n − 1. */
  readonly chosen: number;
}

/** n: how many options a list has. */
export function optionCount({ rows }: Pick<RankingExample, 'rows'>): number {
  return rows.length / OPTION_FEATURE_COUNT;
}

/** Only lists from which something can be learnt: nothing was preferred to anything in a list of one. */
export function usableExamples(examples: readonly RankingExample[]): RankingExample[] {
  return examples.filter((example) => {
    const count = optionCount(example);
    return (
      Number.isInteger(count) &&
      count >= 2 &&
      count <= MOST_OPTIONS &&
      Number.isInteger(example.chosen) &&
      example.chosen >= 0 &&
      example.chosen < count &&
      example.rows.every(Number.isFinite)
    );
  });
}

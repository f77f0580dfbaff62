import { namedTensors } from '../../models/parameters.ts';
import { OPTION_FEATURE_COUNT, PLACE_UNIT, RANKING_HIDDEN_COUNT, rankingSpec } from '../../models/ranking.ts';
import { optionCount, type RankingExample } from './example.ts';

/** The ranking model on plain typed arrays, for ordering suggestions while somebody writes: no tensor is made. */
export interface RankingJudge {
  /** What each option is worth wherever it stands, `[n]`: higher is better, differences are log-odds. */
  worths(list: Pick<RankingExample, 'rows'>): Float64Array;
  /** What a place adds for writers in general, `[MOST_OPTIONS]`. */
  readonly places: Float32Array;
}

/**
 * @param parameters the shared model, flat `[d]`.
 * @throws {RangeError} when they are not the ranking model's.
 */
export function openRankingJudge(parameters: Float32Array): RankingJudge {
  const tensors = namedTensors(rankingSpec, parameters);
  const tensor = (name: string): Float32Array => tensors.get(name) ?? new Float32Array(0);
  const skip = tensor('worth.skip');
  const kernel = tensor('hidden.kernel');
  const bias = tensor('hidden.bias');
  const worthKernel = tensor('worth.kernel');

  const worth = (row: Float32Array): number => {
    const hidden = Float64Array.from(bias);
    let sum = 0;
    row.forEach((value, feature) => {
      sum += value * (skip[feature] ?? 0);
      const offset = feature * RANKING_HIDDEN_COUNT;
      for (let unit = 0; unit < RANKING_HIDDEN_COUNT; unit++) {
        hidden[unit] = (hidden[unit] ?? 0) + value * (kernel[offset + unit] ?? 0);
      }
    });
    return hidden.reduce((total, value, unit) => total + Math.max(0, value) * (worthKernel[unit] ?? 0), sum);
  };

  return {
    worths: ({ rows }) =>
      Float64Array.from({ length: optionCount({ rows }) }, (_, at) =>
        worth(rows.subarray(at * OPTION_FEATURE_COUNT, (at + 1) * OPTION_FEATURE_COUNT)),
      ),
    places: tensor('place.offset').map((offset) => offset * PLACE_UNIT),
  };
}

/** Worths as a writer meets them: each with what its place adds. */
export function withPlaces(worths: Float64Array, places: ArrayLike<number>): Float64Array {
  return worths.map((worth, place) => worth + (places[place] ?? 0));
}

/**
 * Whether the best option is the one that was taken: 1, 0, or its share where several are best, so that somebody who
 * has no opinion is right by chance and not by the order of the list.
 */
export function topShare(scores: ArrayLike<number>, chosen: number): number {
  let [best, ties, hit] = [Number.NEGATIVE_INFINITY, 0, false];
  for (let at = 0; at < scores.length; at++) {
    const score = scores[at] ?? Number.NEGATIVE_INFINITY;
    if (score > best) [best, ties, hit] = [score, 0, false];
    if (score === best) {
      ties++;
      hit ||= at === chosen;
    }
  }
  return hit ? 1 / ties : 0;
}

/** −ln of the probability that scores give to what was taken. */
export function choiceLoss(scores: Float64Array, chosen: number): number {
  const highest = Math.max(...scores);
  const total = scores.reduce((sum, score) => sum + Math.exp(score - highest), 0);
  return highest + Math.log(total) - (scores[chosen] ?? Number.NEGATIVE_INFINITY);
}

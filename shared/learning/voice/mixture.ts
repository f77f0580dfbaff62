import type { OwnNgrams } from './own-ngrams.ts';
import type { PlaceCache } from './place-cache.ts';
import type { PublicNgrams } from './public-ngrams.ts';

/**
 * What comes next, from several who each have an opinion: the net, public n-grams, the writer's own n-grams, and a
 * cache of the writer's own places (Jelinek and Mercer 1980). How much each is trusted depends on how well the writer's
 * own text knows the context.
 */
export const components = ['net', 'public', 'own0', 'own1', 'own2', 'cache'] as const;

/** Weights of the components that sum to 1, for each bucket of contexts `[bucket][component]`. */
export type MixtureWeights = readonly (readonly number[])[];

/** Where a word is to be found. */
export interface Place {
  /** The net's chances `[V]`. */
  readonly net: Float32Array;
  /** What the net looks for `[EMBEDDING_LENGTH]`. */
  readonly query: Float32Array;
  /** The two tokens before. */
  readonly before: readonly [number, number];
}

/** The writer's own part, or that of the text just before the caret. */
export interface OwnText {
  readonly ngrams: OwnNgrams;
  readonly cache: PlaceCache;
}

/**
 * Weights before anything is known of a writer; the shipped model brings fitted ones, which these are a start for.
 */
export const usualWeights: MixtureWeights = [
  [0.86, 0.1, 0.02, 0, 0, 0.02],
  [0.78, 0.08, 0.02, 0.07, 0, 0.05],
  [0.66, 0.07, 0.02, 0.08, 0.11, 0.06],
  [0.52, 0.06, 0.02, 0.1, 0.22, 0.08],
];

/** Which bucket a place is in: nothing known, the last word known, the last two, the last two several times. */
function bucketOf(own: OwnText | null, [u, v]: Place['before']): number {
  if (own === null) return 0;
  const [, one, two] = own.ngrams.after(u, v);
  if (two !== null) return two.total >= 3 ? 3 : 2;
  return one === null ? 0 : 1;
}

/**
 * The mixture's chances of all tokens `[V]`.
 * @param mixed takes the result, whatever it held
 */
export function mixedDistribution(
  place: Place,
  publicNgrams: PublicNgrams,
  own: OwnText | null,
  weights: MixtureWeights,
  mixed = new Float64Array(place.net.length),
): Float64Array {
  const opinions = opinionsAt(place, own, weights);
  const net = opinions.weights[0] ?? 1;
  for (let id = 0; id < mixed.length; id++) mixed[id] = net * (place.net[id] ?? 0);
  publicNgrams.addDistribution(...place.before, opinions.weights[1] ?? 0, mixed);
  opinions.sparse.forEach((shares, index) => {
    const weight = opinions.weights[index + 2] ?? 0;
    if (shares === null || weight === 0) return;
    for (const [word, share] of shares.counts) {
      mixed[word] = (mixed[word] ?? 0) + (weight * share) / shares.total;
    }
  });
  return mixed;
}

/** What each component gives to one word, with the bucket: what weights are fitted on. */
export interface Judgement {
  readonly bucket: number;
  /** By component; null where it has no opinion. */
  readonly chances: readonly (number | null)[];
}

export function judge(
  place: Place,
  word: number,
  publicNgrams: PublicNgrams,
  own: OwnText | null,
): Judgement {
  const { sparse } = opinionsAt(place, own, usualWeights);
  return {
    bucket: bucketOf(own, place.before),
    chances: [
      place.net[word] ?? 0,
      publicNgrams.chance(...place.before, word),
      ...sparse.map((shares) => (shares === null ? null : (shares.counts.get(word) ?? 0) / shares.total)),
    ],
  };
}

/** Weights fit by expectation maximisation, started from and held near a prior worth so many words a bucket. */
export function fitWeights(
  judgements: readonly Judgement[],
  prior: MixtureWeights,
  priorWords = 60,
): MixtureWeights {
  const ROUNDS = 25;
  return prior.map((start, bucket) => {
    const own = judgements.filter((judgement) => judgement.bucket === bucket);
    let weights = [...start];
    for (let round = 0; round < ROUNDS; round++) {
      const credit = start.map((weight) => priorWords * weight);
      for (const { chances } of own) {
        const parts = chances.map((chance, index) => (chance ?? 0) * (weights[index] ?? 0));
        const total = parts.reduce((sum, part) => sum + part, 0);
        if (total <= 0) continue;
        parts.forEach((part, index) => {
          credit[index] = (credit[index] ?? 0) + part / total;
        });
      }
      const total = credit.reduce((sum, value) => sum + value, 0);
      weights = credit.map((value) => value / total);
    }
    return weights;
  });
}

interface Opinions {
  /** By component, summing to 1 over those that have an opinion. */
  readonly weights: readonly number[];
  /** own0, own1, own2, cache */
  readonly sparse: readonly (SparseShares | null)[];
}

interface SparseShares {
  readonly total: number;
  readonly counts: ReadonlyMap<number, number>;
}

function opinionsAt(place: Place, own: OwnText | null, weights: MixtureWeights): Opinions {
  const sparse: (SparseShares | null)[] = [null, null, null, null];
  if (own !== null) {
    own.ngrams.after(...place.before).forEach((followers, order) => {
      if (followers !== null && followers.total > 0) sparse[order] = followers;
    });
    const recalled = own.cache.recall(place.query);
    if (recalled.size > 0) sparse[3] = { total: 1, counts: recalled };
  }
  const given = weights[bucketOf(own, place.before)] ?? [1];
  const heard = given.map((weight, index) => (index < 2 || sparse[index - 2] !== null ? weight : 0));
  const total = heard.reduce((sum, weight) => sum + weight, 0);
  return { weights: heard.map((weight) => weight / total), sparse };
}

import { seededRandom } from '../text/hashing.ts';
import { defineModel } from './model-spec.ts';
import { namedTensors } from './parameters.ts';

/**
 * The ranking model: which of the suggestions shown a writer takes. From the features x of an option (of itself, and
 * within its list) the net makes its worth, and what is taken is a choice by worth and place:
 *
 *     s(x) = x·w + relu(x·W + b)·v      P(option i is taken) = softmax over the list of s(xᵢ) + placeᵢ
 *
 * (conditional logit, McFadden 1974; top-one ListNet, Cao 2007). The place in the list is a covariate: it explains what
 * is taken for standing first, and is left out when options are judged for themselves. All inputs are dense: no number
 * stands for a word. How one writer looks at places is personal and never leaves the device.
 */

/** What is told of an option itself; `features.ts` computes each. */
export const optionTraits = [
  'logProbability',
  'logProbabilityPerWord',
  'words',
  'characters',
  'wordLength',
  'endsSentence',
  'question',
  'exclamation',
  'startsLower',
  'startsWithMark',
  'quotes',
  'lineBreak',
  'digits',
  'link',
  'commas',
  'pauses',
  'contextOverlap',
  'lastSentenceOverlap',
  'newWords',
  'repeatedPairs',
  'repeatedTriples',
  'repeatedPhrase',
  'repeatsItself',
  'startsAsLastSentence',
  'contextMeaning',
  'lastSentenceMeaning',
  'listMeaning',
  'listOverlap',
  'meaningStrength',
  'newNames',
  'knownNames',
  'rarity',
  'unknownWords',
  'firstPersonDistance',
  'secondPersonDistance',
  'thirdPersonDistance',
  'tenseDistance',
  'styleDistance',
  'negations',
] as const;
export type OptionTrait = (typeof optionTraits)[number];

/** What is told of the text before the caret: alike for all options of a list, it says which traits count there. */
export const contextTraits = ['sentenceIsOpen', 'contextLength', 'contextDialogue'] as const;
export type ContextTrait = (typeof contextTraits)[number];

/** Length of x: each trait by itself and within the list, then the context's. */
export const OPTION_FEATURE_COUNT = 2 * optionTraits.length + contextTraits.length;

/** The longest list that is ranked. */
export const MOST_OPTIONS = 10;

export const RANKING_HIDDEN_COUNT = 16;

export const rankingSpec = defineModel('ranking', 1, [
  { name: 'worth.skip', shape: [OPTION_FEATURE_COUNT, 1], loudness: 3 },
  { name: 'hidden.kernel', shape: [OPTION_FEATURE_COUNT, RANKING_HIDDEN_COUNT], loudness: 0.3 },
  { name: 'hidden.bias', shape: [RANKING_HIDDEN_COUNT], loudness: 0.3 },
  { name: 'worth.kernel', shape: [RANKING_HIDDEN_COUNT, 1], loudness: 2 },
  /** What standing at a place adds, for writers in general, in units of `PLACE_UNIT`. */
  { name: 'place.offset', shape: [MOST_OPTIONS], loudness: 5 },
]);

/**
 * What one of `place.offset` adds to a score. Places differ by more than any feature says, and few short rounds are to
 * take both as far as they go.
 */
export const PLACE_UNIT = 3;

/** Features have a squared length near 60: this keeps what reaches a hidden unit near unit size. */
const HIDDEN_LIMIT = 0.2;

/** Lists are read from the top (Craswell 2008): how much less a place is taken than the one above it, to begin with. */
const INITIAL_PLACE_STEP = 0.25;

/**
 * The model before anybody taught it: the same bits everywhere for one seed. All options are worth the same, and only
 * their places differ.
 */
export function initialRankingParameters(seed: number | string = 'ranking 1'): Float32Array {
  const parameters = new Float32Array(rankingSpec.parameterCount);
  const random = seededRandom(seed);
  const tensors = namedTensors(rankingSpec, parameters);
  const kernel = tensors.get('hidden.kernel');
  kernel?.forEach((_, at) => {
    kernel[at] = (2 * random.uniform() - 1) * HIDDEN_LIMIT;
  });
  tensors
    .get('place.offset')
    ?.set(Array.from({ length: MOST_OPTIONS }, (_, place) => (-INITIAL_PLACE_STEP * place) / PLACE_UNIT));
  return parameters;
}

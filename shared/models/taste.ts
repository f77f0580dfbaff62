import { seededRandom } from '../text/hashing.ts';
import { FEATURE_COUNT, featureBlocks, SHARED_FEATURE_COUNT } from '../text/story-features.ts';
import { defineModel } from './model-spec.ts';
import { namedTensors } from './parameters.ts';

/**
 * The taste model. From a story's features x (the first E of them) the shared net makes a taste vector z and the
 * population's judgement p:
 *
 *     h = relu(x·W + b)      z = h·U + u      p = h·v + x·s + c
 *
 * A reader's own head is a ridge in closed form over φ = [z, 1, all blocks of x], each block times its learnt scale,
 * around a prior mean that the shared matrix M reads off the mean z of what was read. Scales, penalty λ and M are
 * shared; the head itself never leaves the device (Singhal 2021, Federated Reconstruction).
 */
export const HIDDEN_COUNT = 64;
export const TASTE_COUNT = 16;

/** Length of φ: taste vector, one constant, every feature. */
export const HEAD_LENGTH = TASTE_COUNT + 1 + FEATURE_COUNT;

/** Blocks of features that the shared net reads: a page shows all of a block or nothing of it. */
const sharedBlocks = featureBlocks
  .filter(({ offset }) => offset < SHARED_FEATURE_COUNT)
  .map(({ length }) => length);

export const tasteSpec = defineModel('taste', 2, [
  { name: 'hidden.kernel', shape: [SHARED_FEATURE_COUNT, HIDDEN_COUNT], rowGroups: sharedBlocks },
  { name: 'hidden.bias', shape: [HIDDEN_COUNT], loudness: 3 },
  { name: 'taste.kernel', shape: [HIDDEN_COUNT, TASTE_COUNT], loudness: 2 },
  { name: 'taste.bias', shape: [TASTE_COUNT], loudness: 2 },
  { name: 'prior.kernel', shape: [HIDDEN_COUNT, 1], equalRows: true, loudness: 10 },
  {
    name: 'prior.skip',
    shape: [SHARED_FEATURE_COUNT, 1],
    equalRows: true,
    rowGroups: sharedBlocks,
    loudness: 12,
  },
  { name: 'prior.bias', shape: [1], loudness: 15 },
  /** Logarithms of the scales of the constant and of each feature block in the personal head. */
  { name: 'head.logScales', shape: [1 + featureBlocks.length], loudness: 6 },
  /** ln λ. */
  { name: 'head.logPenalty', shape: [1], loudness: 10 },
  /** M: mean z of what was read → prior mean of the head's weights on z. */
  { name: 'head.priorMean', shape: [TASTE_COUNT, TASTE_COUNT], loudness: 3 },
]);

/**
 * The model before anybody taught it: the same bits everywhere for one seed (integer generator; products and square
 * roots of IEEE 754 only). The population's judgement and M start at 0: an untrained engine has no opinion.
 */
export function initialTasteParameters(seed: number | string = 'taste 1'): Float32Array {
  const parameters = new Float32Array(tasteSpec.parameterCount);
  const random = seededRandom(seed);
  const fill = (values: Float32Array | undefined, limit: number): void => {
    values?.forEach((_, index) => {
      values[index] = (2 * random.uniform() - 1) * limit;
    });
  };
  const tensors = namedTensors(tasteSpec, parameters);
  fill(tensors.get('hidden.kernel'), HIDDEN_LIMIT);
  fill(tensors.get('taste.kernel'), Math.sqrt(3 / HIDDEN_COUNT));
  tensors.get('head.logScales')?.set(INITIAL_LOG_SCALES);
  tensors.get('head.logPenalty')?.fill(INITIAL_LOG_PENALTY);
  return parameters;
}

/** Features have a squared length near 12: this keeps what reaches a hidden unit near unit size. */
const HIDDEN_LIMIT = 0.35;
const INITIAL_LOG_PENALTY = 2.5;
/** The constant, then the blocks in order. A title says less of a story than its tags: it starts at half. */
const INITIAL_LOG_SCALES = [0, ...featureBlocks.map(({ name }) => (/title/i.test(name) ? -0.7 : 0))];

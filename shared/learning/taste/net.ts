import { namedTensors } from '../../models/parameters.ts';
import { HEAD_LENGTH, HIDDEN_COUNT, TASTE_COUNT, tasteSpec } from '../../models/taste.ts';
import { FEATURE_COUNT, featureBlocks, SHARED_FEATURE_COUNT } from '../../text/story-features.ts';
import { penaltyOf } from './ridge.ts';

/**
 * The taste model on plain typed arrays, for judging stories: forty stories in a few milliseconds, without a tensor.
 * `task.ts` has the same formulas in tfjs, for training; a test holds the two together.
 */
export interface TasteNet {
  /** What the shared net makes of a story. */
  encode(features: Float32Array): EncodedStory;
  /** λ of the personal head. */
  readonly penalty: number;
  /** The head's prior mean `[HEAD_LENGTH]` for a reader whose stories have this mean taste vector. */
  priorMean(meanTaste: Float64Array): Float64Array;
}

export interface EncodedStory {
  /** φ `[HEAD_LENGTH]`: taste vector, constant, scaled features. */
  readonly headRow: Float64Array;
  /** p: the population's judgement, in deviations from a reader's own mean. */
  readonly prior: number;
}

/** Bounds of the logarithm of a block's scale, here and in training. */
export const LOG_SCALE_LIMIT = 4;

/** For each number of φ after the taste vector, which of `head.logScales` scales it. */
export const scaleIndices: readonly number[] = [
  0,
  ...featureBlocks.flatMap(({ length }, index) => Array.from({ length }, () => index + 1)),
];

/**
 * @param parameters the shared model, flat `[d]`.
 * @throws {RangeError} when they are not the taste model's.
 */
export function openTasteNet(parameters: Float32Array): TasteNet {
  const tensors = namedTensors(tasteSpec, parameters);
  const tensor = (name: string): Float32Array => tensors.get(name) ?? new Float32Array(0);
  const kernel = tensor('hidden.kernel');
  const bias = tensor('hidden.bias');
  const tasteKernel = tensor('taste.kernel');
  const tasteBias = tensor('taste.bias');
  const priorKernel = tensor('prior.kernel');
  const priorSkip = tensor('prior.skip');
  const priorBias = tensor('prior.bias')[0] ?? 0;
  const mixing = tensor('head.priorMean');
  const blockScales = Float64Array.from(tensor('head.logScales'), (value) =>
    Math.exp(Math.min(LOG_SCALE_LIMIT, Math.max(-LOG_SCALE_LIMIT, value))),
  );
  const scales = Float64Array.from(scaleIndices, (index) => blockScales[index] ?? 1);

  const hiddenOf = (features: Float32Array): Float64Array => {
    const hidden = Float64Array.from(bias);
    for (let row = 0; row < SHARED_FEATURE_COUNT; row++) {
      const value = features[row]!;
      if (value === 0) continue;
      const offset = row * HIDDEN_COUNT;
      for (let unit = 0; unit < HIDDEN_COUNT; unit++) {
        hidden[unit]! += value * kernel[offset + unit]!;
      }
    }
    for (let unit = 0; unit < HIDDEN_COUNT; unit++) hidden[unit] = Math.max(0, hidden[unit]!);
    return hidden;
  };

  return {
    penalty: penaltyOf(tensor('head.logPenalty')[0] ?? 0),
    encode: (features) => {
      const hidden = hiddenOf(features);
      const headRow = new Float64Array(HEAD_LENGTH);
      headRow.set(tasteBias);
      let prior = priorBias;
      for (let unit = 0; unit < HIDDEN_COUNT; unit++) {
        const value = hidden[unit] ?? 0;
        if (value === 0) continue;
        prior += value * (priorKernel[unit] ?? 0);
        for (let k = 0; k < TASTE_COUNT; k++) {
          headRow[k]! += value * tasteKernel[unit * TASTE_COUNT + k]!;
        }
      }
      for (let at = 0; at < SHARED_FEATURE_COUNT; at++) prior += features[at]! * priorSkip[at]!;
      headRow[TASTE_COUNT] = scales[0] ?? 1;
      for (let at = 0; at < FEATURE_COUNT; at++) {
        headRow[TASTE_COUNT + 1 + at] = features[at]! * scales[at + 1]!;
      }
      return { headRow, prior };
    },
    priorMean: (meanTaste) => {
      const mean = new Float64Array(HEAD_LENGTH);
      for (let from = 0; from < TASTE_COUNT; from++) {
        const value = meanTaste[from] ?? 0;
        for (let to = 0; to < TASTE_COUNT; to++) {
          mean[to] = (mean[to] ?? 0) + value * (mixing[from * TASTE_COUNT + to] ?? 0);
        }
      }
      return mean;
    },
  };
}

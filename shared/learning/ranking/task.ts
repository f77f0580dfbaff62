import * as tf from '@tensorflow/tfjs-core';
import { MOST_OPTIONS, OPTION_FEATURE_COUNT, PLACE_UNIT, rankingSpec } from '../../models/ranking.ts';
import { shuffledIndices } from '../../text/hashing.ts';
import type { LossFunction, NamedTensors, PreparedExamples, TrainingTask } from '../task.ts';
import { optionCount, type RankingExample, usableExamples } from './example.ts';
import { choiceLoss, openRankingJudge, topShare, withPlaces } from './judge.ts';
import { fitPlaces } from './places.ts';

/** A step looks at no more lists than this, so that its time does not grow with a life of writing. */
const LISTS_A_STEP = 256;
/** With so many lists a device counts half as much as one with very many: few choices say little. */
const LISTS_AT_HALF_WEIGHT = 300;

/** Learning which suggestions writers take: each list is one choice among its options. */
export const rankingTask: TrainingTask<RankingExample> = {
  spec: rankingSpec,
  learningRate: 0.2,
  prepare: (examples) => {
    const usable = usableExamples(examples);
    if (usable.length === 0) {
      return { usable: false, reason: 'No suggestion was taken yet from a list of two or more.' };
    }
    return prepareRanking(usable);
  },
  metrics: (parameters, examples): Readonly<Record<string, number>> => {
    const usable = usableExamples(examples);
    if (usable.length === 0) return {};
    const judge = openRankingJudge(parameters);
    let [loss, top1] = [0, 0];
    for (const example of usable) {
      const worths = judge.worths(example);
      loss += choiceLoss(withPlaces(worths, judge.places), example.chosen);
      top1 += topShare(worths, example.chosen);
    }
    return { loss: loss / usable.length, top1: top1 / usable.length };
  },
};

function prepareRanking(examples: readonly RankingExample[]): PreparedExamples {
  const ownPlaces = fitPlaces(examples, new Float64Array(MOST_OPTIONS));
  const weight = examples.length / (examples.length + LISTS_AT_HALF_WEIGHT);
  return {
    usable: true,
    sampleLoss: (random) => {
      const chosen = shuffledIndices(examples.length, random).slice(0, LISTS_A_STEP);
      return rankingLoss(
        chosen.flatMap((index) => examples[index] ?? []),
        ownPlaces,
        weight,
      );
    },
    dispose: () => {},
  };
}

/** Beyond this a score is certain, and its exponential would leave the range of float32. */
const SCORE_LIMIT = 30;

/**
 * `weight` times the mean −ln probability of what was taken, twice: by worth beside the writer's *own* places, from
 * which the net learns options, and by the places of writers in general alone. So no place is ever explained by what
 * stands there, and no option by where somebody likes to look.
 *
 * @param ownPlaces offsets `[MOST_OPTIONS]`; personal, a constant of the loss.
 * @param weight how much a device's choices say, 0 … 1.
 */
export function rankingLoss(
  lists: readonly RankingExample[],
  ownPlaces: Float64Array,
  weight: number,
): LossFunction {
  const batch = stack(lists);
  const offsets = Float32Array.from(ownPlaces);
  return (parameters) => {
    const worths = tf.reshape(
      optionWorths(parameters, tf.tensor2d(batch.rows, [batch.slots, OPTION_FEATURE_COUNT])),
      [lists.length, MOST_OPTIONS],
    );
    const shown = tf.tensor2d(batch.shown, [lists.length, MOST_OPTIONS]);
    const taken = tf.tensor2d(batch.taken, [lists.length, MOST_OPTIONS]);
    const loss = (scores: tf.Tensor): tf.Tensor => {
      const limited = tf.clipByValue(scores, -SCORE_LIMIT, SCORE_LIMIT);
      const total = tf.sum(tf.mul(tf.exp(limited), shown), 1);
      return tf.mul(
        tf.sum(tf.sub(tf.log(total), tf.sum(tf.mul(limited, taken), 1))),
        weight / Math.max(1, lists.length),
      );
    };
    const places = tf.mul(tf.reshape(named(parameters, 'place.offset'), [1, MOST_OPTIONS]), PLACE_UNIT);
    return tf.add<tf.Scalar>(
      loss(tf.add(worths, tf.tensor2d(offsets, [1, MOST_OPTIONS]))),
      // Divided by the unit, so that the larger unit does not push what options say out of the clipped update.
      tf.mul(loss(tf.add(places, tf.zeros([lists.length, MOST_OPTIONS]))), 1 / PLACE_UNIT),
    );
  };
}

/**
 * The shared net in tfjs; `judge.ts` has the same formula on typed arrays.
 *
 * @param x `[n, OPTION_FEATURE_COUNT]`
 * @returns `[n, 1]`
 */
export function optionWorths(parameters: NamedTensors, x: tf.Tensor2D): tf.Tensor2D {
  const hidden = tf.relu(
    tf.add(tf.matMul(x, named(parameters, 'hidden.kernel')), named(parameters, 'hidden.bias')),
  );
  return tf.add(
    tf.matMul(x, named(parameters, 'worth.skip')),
    tf.matMul(hidden, named(parameters, 'worth.kernel')),
  );
}

/** Lists of any length, each with room for the longest: `shown` and `taken` are 0/1, `[n, MOST_OPTIONS]`. */
function stack(lists: readonly RankingExample[]) {
  const slots = lists.length * MOST_OPTIONS;
  const rows = new Float32Array(slots * OPTION_FEATURE_COUNT);
  const shown = new Float32Array(slots);
  const taken = new Float32Array(slots);
  lists.forEach((list, index) => {
    const start = index * MOST_OPTIONS;
    rows.set(list.rows, start * OPTION_FEATURE_COUNT);
    shown.fill(1, start, start + optionCount(list));
    taken[start + list.chosen] = 1;
  });
  return { slots, rows, shown, taken };
}

function named(parameters: NamedTensors, name: string): tf.Tensor {
  const tensor = parameters.get(name);
  if (tensor === undefined) throw new RangeError(`The ranking model has no tensor called ${name}.`);
  return tensor;
}

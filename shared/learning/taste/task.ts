import * as tf from '@tensorflow/tfjs-core';
import { HEAD_LENGTH, TASTE_COUNT, tasteSpec } from '../../models/taste.ts';
import { shuffledIndices } from '../../text/hashing.ts';
import { FEATURE_COUNT, featureBlocks, SHARED_FEATURE_COUNT } from '../../text/story-features.ts';
import { auc } from '../metrics.ts';
import type { LossFunction, NamedTensors, PreparedExamples, TrainingTask } from '../task.ts';
import { ownJudgement, ownScale, type TasteExample, usableExamples } from './example.ts';
import { judgeHeldOut } from './head.ts';
import { LOG_SCALE_LIMIT, scaleIndices } from './net.ts';
import { ridgeHead } from './ridge.ts';

/** Share of a device's examples that a step is judged on; the rest fit the personal head. */
const QUERY_SHARE = 0.25;
/** A step looks at no more examples than this, so that its time does not grow with a life of reading. */
const EXAMPLES_A_STEP = 128;
/** How much the population's judgement alone is asked to be right, beside its part in the personal one. */
const PRIOR_LOSS_WEIGHT = 0.2;

/** Learning what readers enjoy: the shared net is trained *through* the personal ridge (meta-training). */
export const tasteTask: TrainingTask<TasteExample> = {
  spec: tasteSpec,
  learningRate: 0.1,
  prepare: (examples) => {
    const usable = usableExamples(examples);
    if (usable.length < 2) {
      return { usable: false, reason: 'At least two stories with an opinion are needed to learn from.' };
    }
    return prepareTaste(usable);
  },
  metrics: (parameters, examples): Readonly<Record<string, number>> => {
    const judged = judgeHeldOut(parameters, usableExamples(examples));
    if (judged === null) return {};
    const ranked = auc(judged.judgements, judged.liked);
    return { loss: judged.loss, ...(ranked === null ? {} : { auc: ranked }) };
  },
};

/** One person's stories, part to fit the head on (support) and part to be judged on (query). */
export interface SupportQuery {
  /** `[n, FEATURE_COUNT]`, row-major: support rows first. */
  readonly rows: Float32Array;
  /** `[n]`: (rating − own mean)/own deviation. */
  readonly targets: Float32Array;
  /** `[n]`, each ≥ 0. */
  readonly weights: Float32Array;
  readonly supportCount: number;
}

/**
 * The loss of the shared parameters on one person: fit the head on the support, judge the query. Mean squared error
 * in own deviations, plus a part for the population's judgement alone.
 */
export function tasteLoss({ rows, targets, weights, supportCount }: SupportQuery): LossFunction {
  const n = targets.length;
  const queryCount = n - supportCount;
  const supportWeights = weights.slice(0, supportCount);
  const queryWeights = normalised(weights.subarray(supportCount));
  return (parameters) => {
    const { headRows, prior, taste } = tasteForward(parameters, tf.tensor2d(rows, [n, FEATURE_COUNT]));
    const y = tf.tensor1d(targets);
    const priorQuery = tf.slice(prior, [supportCount], [queryCount]);
    const yQuery = tf.slice(y, [supportCount], [queryCount]);
    const meanTaste =
      supportCount === 0
        ? tf.zeros([1, TASTE_COUNT])
        : tf.matMul(
            tf.tensor2d(normalised(supportWeights), [1, supportCount]),
            tf.slice(taste, [0, 0], [supportCount, TASTE_COUNT]),
          );
    const priorMean: tf.Tensor1D = tf.concat([
      tf.reshape(tf.matMul(meanTaste, named(parameters, 'head.priorMean')), [TASTE_COUNT]),
      tf.zeros([HEAD_LENGTH - TASTE_COUNT]),
    ]);
    const head =
      supportCount === 0
        ? priorMean
        : ridgeHead(
            tf.slice(headRows, [0, 0], [supportCount, HEAD_LENGTH]),
            tf.sub(tf.slice(y, [0], [supportCount]), tf.slice(prior, [0], [supportCount])),
            priorMean,
            tf.reshape(named(parameters, 'head.logPenalty'), [1]),
            supportWeights,
          );
    const personal = tf.reshape(
      tf.matMul(
        tf.slice(headRows, [supportCount, 0], [queryCount, HEAD_LENGTH]),
        tf.reshape(head, [HEAD_LENGTH, 1]),
      ),
      [queryCount],
    );
    const share = tf.tensor1d(queryWeights);
    const error = (judgement: tf.Tensor): tf.Tensor =>
      tf.sum(tf.mul(share, tf.square(tf.sub(yQuery, judgement))));
    return tf.add<tf.Scalar>(
      error(tf.add(priorQuery, personal)),
      tf.mul(error(priorQuery), PRIOR_LOSS_WEIGHT),
    );
  };
}

/**
 * The shared net in tfjs.
 *
 * @param x `[n, FEATURE_COUNT]`
 * @returns φ `[n, HEAD_LENGTH]`, p `[n]`, z `[n, TASTE_COUNT]`
 */
export function tasteForward(
  parameters: NamedTensors,
  x: tf.Tensor2D,
): { headRows: tf.Tensor2D; prior: tf.Tensor1D; taste: tf.Tensor2D } {
  const n = x.shape[0];
  const seen = tf.slice(x, [0, 0], [n, SHARED_FEATURE_COUNT]);
  const hidden = tf.relu(
    tf.add(tf.matMul(seen, named(parameters, 'hidden.kernel')), named(parameters, 'hidden.bias')),
  );
  const taste: tf.Tensor2D = tf.add(
    tf.matMul(hidden, named(parameters, 'taste.kernel')),
    named(parameters, 'taste.bias'),
  );
  const prior: tf.Tensor1D = tf.reshape(
    tf.add(
      tf.add(
        tf.matMul(hidden, named(parameters, 'prior.kernel')),
        tf.matMul(seen, named(parameters, 'prior.skip')),
      ),
      named(parameters, 'prior.bias'),
    ),
    [n],
  );
  const logScales = tf.clipByValue(named(parameters, 'head.logScales'), -LOG_SCALE_LIMIT, LOG_SCALE_LIMIT);
  // A product with a 0/1 matrix instead of a gather: the gradient of a gather is missing on some backends.
  const scales = tf.matMul(
    tf.reshape(tf.exp(logScales), [1, 1 + featureBlocks.length]),
    tf.tensor2d(scaleMembership, [1 + featureBlocks.length, 1 + FEATURE_COUNT]),
  );
  const facts = tf.mul(tf.concat([tf.ones([n, 1]), x], 1), scales);
  return { headRows: tf.concat2d([taste, tf.reshape(facts, [n, 1 + FEATURE_COUNT])], 1), prior, taste };
}

const scaleMembership = Float32Array.from(
  { length: (1 + featureBlocks.length) * (1 + FEATURE_COUNT) },
  (_, at) => (scaleIndices[at % (1 + FEATURE_COUNT)] === Math.floor(at / (1 + FEATURE_COUNT)) ? 1 : 0),
);

function prepareTaste(examples: readonly TasteExample[]): PreparedExamples {
  const scale = ownScale(examples);
  return {
    usable: true,
    sampleLoss: (random) => {
      const chosen = shuffledIndices(examples.length, random).slice(0, EXAMPLES_A_STEP);
      const queryCount = Math.max(1, Math.round(chosen.length * QUERY_SHARE));
      const rows = new Float32Array(chosen.length * FEATURE_COUNT);
      const targets = new Float32Array(chosen.length);
      const weights = new Float32Array(chosen.length);
      chosen.forEach((index, row) => {
        const example = examples[index];
        if (example === undefined) return;
        rows.set(example.features, row * FEATURE_COUNT);
        targets[row] = ownJudgement(example.preference, scale);
        weights[row] = example.weight;
      });
      return tasteLoss({ rows, targets, weights, supportCount: chosen.length - queryCount });
    },
    dispose: () => {},
  };
}

/** Weights that sum to 1; equal ones where all are 0. */
function normalised(weights: Float32Array): Float32Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => (total > 0 ? weight / total : 1 / Math.max(1, weights.length)));
}

function named(parameters: NamedTensors, name: string): tf.Tensor {
  const tensor = parameters.get(name);
  if (tensor === undefined) throw new RangeError(`The taste model has no tensor called ${name}.`);
  return tensor;
}

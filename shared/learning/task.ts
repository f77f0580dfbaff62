import type * as tf from '@tensorflow/tfjs-core';
import type { ModelSpec } from '../models/model-spec.ts';
import type { RandomBits } from '../text/hashing.ts';

/**
 * What a task brings to the one training engine (`train.ts`): its tensors, how examples become losses, and how a
 * model is judged on them. Taste and voice differ in this and in nothing else.
 */
export interface TrainingTask<Example> {
  readonly spec: ModelSpec;
  /** Local learning rate of plain gradient steps. */
  readonly learningRate: number;
  /** Makes a device's examples ready, or says why nothing can be learnt from them. */
  prepare(examples: readonly Example[]): PreparedExamples | NothingToLearn;
  /** How good parameters are on a person's examples, by names such as `loss` and `auc`; empty when that cannot be told. */
  metrics(parameters: Float32Array, examples: readonly Example[]): Readonly<Record<string, number>>;
}

export interface PreparedExamples {
  readonly usable: true;
  /** A loss over a fresh random part of the examples: a batch, or a support/query split. */
  sampleLoss(random: RandomBits): LossFunction;
  /** Frees what was held. */
  dispose(): void;
}

export interface NothingToLearn {
  readonly usable: false;
  /** For a person: what is missing. */
  readonly reason: string;
}

/** Tensors of the spec by name. */
export type NamedTensors = ReadonlyMap<string, tf.Tensor>;

/** The loss of parameters, built of differentiable operations; called inside `tf.tidy`. */
export type LossFunction = (parameters: NamedTensors) => tf.Scalar;

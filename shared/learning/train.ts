import * as tf from '@tensorflow/tfjs-core';
import { type ModelSpec, tensorLength } from '../models/model-spec.ts';
import { fitsSpec } from '../models/parameters.ts';
import { type RandomBits, seededRandom } from '../text/hashing.ts';
import { registerGradients } from './gradients.ts';
import type { LossFunction, NamedTensors, PreparedExamples, TrainingTask } from './task.ts';

export interface TrainingOptions<Example> {
  readonly task: TrainingTask<Example>;
  /** The model everyone holds, flat `[d]`; not changed. */
  readonly parameters: Float32Array;
  readonly examples: readonly Example[];
  readonly budget: TrainingBudget;
  /** Decides the splits: one seed, one outcome on one backend. */
  readonly seed: number | string;
  /** Stops before the next step once `aborted` is true; an `AbortSignal` is one. */
  readonly signal?: { readonly aborted: boolean };
  readonly onProgress?: (progress: TrainingProgress) => void;
  /** Whether to measure the loss before and after, beside the steps; `true` when absent. */
  readonly measureLoss?: boolean;
  /** Awaited between steps, so that the host can do other work; a worker passes a zero time-out. */
  readonly yieldToHost?: () => Promise<void>;
  /** A clock in milliseconds, for the budget. */
  readonly now?: () => number;
}

export interface TrainingBudget {
  readonly steps: number;
  readonly milliseconds: number;
}

export interface TrainingProgress {
  readonly step: number;
  readonly steps: number;
  /** Loss of the step just made, on its own random part of the examples. */
  readonly loss: number;
}

export interface TrainingResult {
  /** What was learnt: new less old parameters `[d]`, every value finite; zeros when nothing was. */
  readonly delta: Float32Array;
  readonly steps: number;
  /** Loss on one fixed random part of the examples before and after; null when it was not measured. */
  readonly lossBefore: number | null;
  readonly lossAfter: number | null;
  readonly stopped: 'finished' | 'out-of-time' | 'aborted' | 'nothing-to-learn' | 'diverged';
  /** For a person: why the delta is zero or short; null when all steps were made. */
  readonly reason: string | null;
}

/** One gradient step never moves parameters further than this times the learning rate. */
const LARGEST_GRADIENT_NORM = 5;

/**
 * Trains on one device's examples by plain gradient steps, each on a fresh random part of them.
 *
 * Holds no tensor between steps. Never rejects for what examples contain and never returns a number that is not
 * finite: a run that diverges comes back as a zero delta with its reason.
 *
 * @throws {RangeError} when `parameters` are not of the task's model: a mistake of the caller.
 */
export async function trainLocally<Example>(options: TrainingOptions<Example>): Promise<TrainingResult> {
  const { task, budget, signal, onProgress } = options;
  const now = options.now ?? Date.now;
  if (!fitsSpec(task.spec, options.parameters)) {
    throw new RangeError(`Training needs ${task.spec.parameterCount} finite parameters of ${task.spec.id}.`);
  }
  const prepared = task.prepare(options.examples);
  if (!prepared.usable) return nothing(task.spec, 'nothing-to-learn', prepared.reason);
  try {
    const parameters = options.parameters.slice();
    const deadline = now() + budget.milliseconds;
    const measured = (): number | null =>
      options.measureLoss === false ? null : heldLoss(task.spec, parameters, prepared, options.seed);
    const lossBefore = measured();
    const random = seededRandom(`train ${options.seed}`);
    let steps = 0;
    let stopped: TrainingResult['stopped'] = 'finished';
    while (steps < budget.steps) {
      if (signal?.aborted) stopped = 'aborted';
      else if (now() >= deadline) stopped = 'out-of-time';
      if (stopped !== 'finished') break;
      const { loss, gradient } = lossAndGradient(task.spec, parameters, prepared.sampleLoss(random));
      if (!descend(parameters, gradient, task.learningRate) || !Number.isFinite(loss)) {
        return nothing(
          task.spec,
          'diverged',
          'Training left the range of numbers, so nothing was learnt this time.',
        );
      }
      steps++;
      onProgress?.({ step: steps, steps: budget.steps, loss });
      await options.yieldToHost?.();
    }
    const lossAfter = steps === 0 ? lossBefore : measured();
    const delta = difference(parameters, options.parameters);
    if ((lossAfter !== null && !Number.isFinite(lossAfter)) || delta === null) {
      return nothing(
        task.spec,
        'diverged',
        'Training left the range of numbers, so nothing was learnt this time.',
      );
    }
    return {
      delta,
      steps,
      lossBefore,
      lossAfter,
      stopped,
      reason: reasonFor(stopped, steps),
    };
  } finally {
    prepared.dispose();
  }
}

/**
 * Loss and its gradient with respect to the flat parameters.
 *
 * @returns the gradient `[d]` in the spec's order.
 */
export function lossAndGradient(
  spec: ModelSpec,
  parameters: Float32Array,
  loss: LossFunction,
): { loss: number; gradient: Float32Array } {
  registerGradients();
  const gradient = new Float32Array(spec.parameterCount);
  // Nothing but a number leaves the scope: tfjs would look for tensors in every element of an array.
  const value = tf.tidy(() => {
    const tensors = openTensors(spec, parameters);
    // A tensor that has no part in this loss has no gradient here, and keeps zeros.
    const { value, grads } = tf
      .engine()
      .gradients(() => loss(namedBy(spec, tensors)), tensors, undefined, true);
    let offset = 0;
    spec.tensors.forEach((tensor, index) => {
      const grad = grads[index];
      if (grad !== undefined && grad !== null) gradient.set(grad.dataSync(), offset);
      offset += tensorLength(tensor);
    });
    return value.dataSync()[0] ?? Number.NaN;
  });
  return { loss: value, gradient };
}

/** The loss alone. */
export function lossOf(spec: ModelSpec, parameters: Float32Array, loss: LossFunction): number {
  return tf.tidy(() => {
    return loss(namedBy(spec, openTensors(spec, parameters))).dataSync()[0] ?? Number.NaN;
  });
}

function namedBy(spec: ModelSpec, tensors: readonly tf.Tensor[]): NamedTensors {
  return new Map(
    spec.tensors.flatMap(({ name }, index): [string, tf.Tensor][] => {
      const tensor = tensors[index];
      return tensor === undefined ? [] : [[name, tensor]];
    }),
  );
}

function openTensors(spec: ModelSpec, parameters: Float32Array): tf.Tensor[] {
  let offset = 0;
  return spec.tensors.map((tensor) => {
    const length = tensorLength(tensor);
    // A copy: a backend may keep the memory it is given.
    const values = parameters.slice(offset, offset + length);
    offset += length;
    return tf.tensor(values, [...tensor.shape], 'float32');
  });
}

/** The mean loss over the same few random parts each time it is asked. */
function heldLoss(
  spec: ModelSpec,
  parameters: Float32Array,
  prepared: PreparedExamples,
  seed: number | string,
): number {
  const random: RandomBits = seededRandom(`held ${seed}`);
  const parts = 2;
  let sum = 0;
  for (let part = 0; part < parts; part++) sum += lossOf(spec, parameters, prepared.sampleLoss(random));
  return sum / parts;
}

/** Moves parameters against the gradient; false when that gives no finite numbers (parameters are then spoilt). */
function descend(parameters: Float32Array, gradient: Float32Array, learningRate: number): boolean {
  let squares = 0;
  for (let at = 0; at < gradient.length; at++) squares += gradient[at]! * gradient[at]!;
  const norm = Math.sqrt(squares);
  if (!Number.isFinite(norm)) return false;
  const rate = norm > LARGEST_GRADIENT_NORM ? (learningRate * LARGEST_GRADIENT_NORM) / norm : learningRate;
  for (let at = 0; at < parameters.length; at++) {
    parameters[at]! -= rate * gradient[at]!;
  }
  return true;
}

/** after − before `[d]`; null when a value of it is not finite. Plain loops: a model is long, and a round is few steps. */
function difference(after: Float32Array, before: Float32Array): Float32Array | null {
  const delta = new Float32Array(after.length);
  for (let at = 0; at < delta.length; at++) {
    const value = after[at]! - before[at]!;
    if (!Number.isFinite(value)) return null;
    delta[at] = value;
  }
  return delta;
}

function reasonFor(stopped: TrainingResult['stopped'], steps: number): string | null {
  if (stopped === 'aborted') return `Training was stopped after ${steps} steps.`;
  if (stopped === 'out-of-time') return `Training used up its time after ${steps} steps.`;
  return null;
}

function nothing(spec: ModelSpec, stopped: TrainingResult['stopped'], reason: string): TrainingResult {
  return {
    delta: new Float32Array(spec.parameterCount),
    steps: 0,
    lossBefore: null,
    lossAfter: null,
    stopped,
    reason,
  };
}

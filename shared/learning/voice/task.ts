import * as tf from '@tensorflow/tfjs-core';
import type { Kernels } from '../../kernels/open-kernels.ts';
import { gatherRows } from '../../kernels/segments.ts';
import { EMBEDDING_LENGTH, UNIT_COUNT, voiceSpec } from '../../models/voice.ts';
import type { RandomBits } from '../../text/hashing.ts';
import { TEXT_START, UNKNOWN } from '../../text/vocabulary.ts';
import type { LossFunction, NamedTensors, PreparedExamples, TrainingTask } from '../task.ts';
import { type CandidateSampler, candidateSampler } from './candidates.ts';
import { coldAccuracy } from './cold-accuracy.ts';
import { voiceCore } from './core.ts';
import { joined, type VoiceExample } from './example.ts';
import { voiceLoss } from './loss.ts';
import { adaptedRows, type VoiceTables } from './tables.ts';

/** Stretches in a step, and tokens in a stretch. */
const STRETCHES = 8;
const STRETCH_LENGTH = 40;
/** Tokens at the start of a stretch that are read only: a net that has read nothing guesses as it never does in use. */
const ONLY_READ = 8;
/** Random wrong answers of a step, beside the words that come next in it. */
const NEGATIVES = 300;
/** Less than this says nothing about how somebody writes. */
const FEWEST_TOKENS = 100;

/**
 * Learning how writers go on: the dense core is trained over frozen public tables, by truncated backpropagation over
 * random stretches, each from a fresh state.
 *
 * @param kernels our own arithmetic (`openKernels`): the loss is one tfjs operation built on it.
 * @param tables of the shipped checkpoint.
 */
export function voiceTask(kernels: Kernels, tables: VoiceTables): TrainingTask<VoiceExample> {
  const sampler = candidateSampler(tables.frequencies);
  return {
    spec: voiceSpec,
    learningRate: 0.5,
    prepare: (examples) => {
      const { ids } = joined(examples);
      if (ids.length < FEWEST_TOKENS) {
        return {
          usable: false,
          reason: `At least ${FEWEST_TOKENS} words and marks are needed to learn from.`,
        };
      }
      return prepareVoice(kernels, tables, sampler, ids);
    },
    metrics: (parameters, examples) => coldAccuracy(kernels, parameters, tables, joined(examples)),
  };
}

function prepareVoice(
  kernels: Kernels,
  tables: VoiceTables,
  sampler: CandidateSampler,
  ids: Uint16Array,
): PreparedExamples {
  return {
    usable: true,
    sampleLoss: (random) => {
      const { inputs, targets } = randomStretches(ids, random);
      const candidates = sampler.draw(targets, NEGATIVES, random);
      const dropout = {
        inputs: dropoutMask(inputs.length * EMBEDDING_LENGTH, random),
        states: dropoutMask(inputs.length * UNIT_COUNT, random),
      };
      return stretchLoss(kernels, tables, { inputs, candidates, dropout });
    },
    dispose: () => {},
  };
}

/** Stretches from random places `[STRETCH_LENGTH, STRETCHES]`: what is read, and what comes next. */
function randomStretches(ids: Uint16Array, random: RandomBits): { inputs: Int32Array; targets: Int32Array } {
  const inputs = new Int32Array(STRETCHES * STRETCH_LENGTH);
  const targets = new Int32Array(STRETCHES * STRETCH_LENGTH);
  const places = Math.max(1, ids.length - STRETCH_LENGTH);
  for (let stretch = 0; stretch < STRETCHES; stretch++) {
    const start = random.below(places);
    for (let step = 0; step < STRETCH_LENGTH; step++) {
      inputs[step * STRETCHES + stretch] = ids[start + step] ?? TEXT_START;
      targets[step * STRETCHES + stretch] = step < ONLY_READ ? UNKNOWN : (ids[start + step + 1] ?? UNKNOWN);
    }
  }
  return { inputs, targets };
}

/** Share of what is read, and of states, that a step does without: what is learnt together is to hold for others too. */
const DROPOUT = 0.15;

/** What each number is multiplied by: 0 with the chance of `DROPOUT`, else what keeps the mean (Srivastava 2014). */
function dropoutMask(length: number, random: RandomBits): Float32Array {
  return Float32Array.from({ length }, () => (random.uniform() < DROPOUT ? 0 : 1 / (1 - DROPOUT)));
}

interface StretchBatch {
  /** What is read `[STRETCH_LENGTH, STRETCHES]`. */
  readonly inputs: Int32Array;
  readonly candidates: ReturnType<CandidateSampler['draw']>;
  readonly dropout: { readonly inputs: Float32Array; readonly states: Float32Array };
}

/**
 * The loss of the shared parameters on stretches, as one differentiable operation: the kernels compute value and
 * gradients on plain memory, tfjs carries them. The gradients of the adapters come from those of the rows they shift,
 * dA = Gᵀ·dE', da = Gᵀ·db': whatever rows a batch touches, what is trained stays dense.
 */
function stretchLoss(kernels: Kernels, tables: VoiceTables, batch: StretchBatch): LossFunction {
  const { inputs, candidates, dropout } = batch;
  const touched = Int32Array.from([...inputs, ...candidates.ids]);
  const rows = {
    embedding: gatherRows(tables.embedding, EMBEDDING_LENGTH, touched),
    bias: gatherRows(tables.bias, 1, touched),
    wordVectors: gatherRows(tables.wordVectors, EMBEDDING_LENGTH, touched),
  };
  const split = inputs.length * EMBEDDING_LENGTH;
  const operation = tf.customGrad((...given) => {
    const tensors = given.filter((part): part is tf.Tensor => part instanceof tf.Tensor);
    const core = voiceCore(new Map(voiceSpec.tensors.map(({ name }, at) => [name, float32Of(tensors[at])])));
    const adapted = adaptedRows(kernels, core, rows);
    const result = voiceLoss(kernels, core, {
      steps: STRETCH_LENGTH,
      batch: STRETCHES,
      inputRows: adapted.embedding.subarray(0, split),
      initial: new Float32Array(STRETCHES * UNIT_COUNT),
      candidateRows: adapted.embedding.subarray(split),
      candidateBias: candidates.logChances.map(
        (chance, at) => (adapted.bias[inputs.length + at] ?? 0) - chance,
      ),
      targets: candidates.targets,
      weights: candidates.weights,
      dropout,
    });
    const gradFunc = (dy: tf.Tensor): tf.Tensor[] => {
      const made = result.gradients();
      const dRows = new Float32Array(touched.length * EMBEDDING_LENGTH);
      dRows.set(made.inputRows);
      dRows.set(made.candidateRows, split);
      const dBias = new Float32Array(touched.length);
      dBias.set(made.candidateBias, inputs.length);
      const towards = (n: number, b: Float32Array): Float32Array =>
        kernels.multiply({
          m: EMBEDDING_LENGTH,
          n,
          k: touched.length,
          a: rows.wordVectors,
          b,
          transposeA: true,
        });
      const gradients = new Map(made.core)
        .set('adapter.embedding', towards(EMBEDDING_LENGTH, dRows))
        .set('adapter.bias', towards(1, dBias));
      return voiceSpec.tensors.map(({ name, shape }) =>
        tf.mul(dy, tf.tensor(gradients.get(name) ?? new Float32Array(0), [...shape])),
      );
    };
    return { value: tf.scalar(result.loss), gradFunc };
  });
  return (parameters) => operation(...inOrder(parameters));
}

function inOrder(parameters: NamedTensors): tf.Tensor[] {
  return voiceSpec.tensors.map(({ name }) => {
    const tensor = parameters.get(name);
    if (tensor === undefined) throw new RangeError(`The voice model has no tensor called ${name}.`);
    return tensor;
  });
}

function float32Of(tensor: tf.Tensor | undefined): Float32Array {
  const values = tensor?.dataSync();
  if (!(values instanceof Float32Array)) throw new TypeError('The voice model is of float32.');
  return values;
}

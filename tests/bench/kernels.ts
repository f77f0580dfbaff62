import { join } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { projectRoot } from '../../server/demo/build-extension.ts';
import { loadKernels } from '../../server/voice-model.ts';
import type { Kernels } from '../../shared/kernels/open-kernels.ts';
import { registerSegmentSum } from '../../shared/kernels/segment-sum.ts';
import { addSegments, gatherRows } from '../../shared/kernels/segments.ts';
import type { NamedTensors } from '../../shared/learning/task.ts';
import { lossAndGradient } from '../../shared/learning/train.ts';
import { type Candidates, candidateSampler } from '../../shared/learning/voice/candidates.ts';
import { voiceCore } from '../../shared/learning/voice/core.ts';
import { voiceLoss } from '../../shared/learning/voice/loss.ts';
import { defineModel } from '../../shared/models/model-spec.ts';
import { namedTensors } from '../../shared/models/parameters.ts';
import {
  EMBEDDING_LENGTH,
  INPUT_SCALE,
  initialVoiceParameters,
  UNIT_COUNT,
  voiceSpec,
} from '../../shared/models/voice.ts';
import { seededRandom } from '../../shared/text/hashing.ts';
import { FIRST_WORD } from '../../shared/text/vocabulary.ts';
import { type Benchmark, figure, interleaved, median, timed } from './benchmark.ts';

const ROUNDS = 7;
const BATCH = 16;
const STEPS = 20;
const WORDS = 10_000;
const NEGATIVES = 256;
const PLACES = BATCH * STEPS;

/** The voice model with its word table trained too, which the kernels are measured on. */
const wholeSpec = defineModel('voice-with-table', 1, [
  ...voiceSpec.tensors.filter(({ name }) => !name.startsWith('adapter.')),
  { name: 'table', shape: [WORDS, EMBEDDING_LENGTH] },
]);

/** One training step of a recurrent language model by our kernels, against the same graph in bare tfjs-wasm. */
export const kernels: Benchmark = {
  name: 'kernels',
  about: `loss and gradient of a GRU step (${wholeSpec.parameterCount} parameters, ${BATCH} × ${STEPS} tokens, sampled softmax ${NEGATIVES}), in Node, one thread`,
  async run(tell) {
    tf.enableProdMode();
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    setWasmPaths(join(projectRoot, 'node_modules/@tensorflow/tfjs-backend-wasm/dist/'));
    if (!(await tf.setBackend('wasm'))) throw new Error('tfjs refused the wasm backend');
    registerSegmentSum('wasm');
    const own = await loadKernels();
    const step = inventedStep();
    tell(`${ROUNDS + 1} steps each`);
    const losses = { own: ownStep(own, step).loss, bare: bareStep(step).loss };
    const taken = await interleaved(ROUNDS, {
      own: () => timed(() => ownStep(own, step)),
      bare: () => timed(() => bareStep(step)),
    });
    const [ours, bare] = [median(taken.own), median(taken.bare)];
    return [
      figure('our kernels', ours, 'ms', '≤ 100'),
      figure('bare tfjs-wasm, with our UnsortedSegmentSum', bare, 'ms'),
      figure('our kernels ÷ bare tfjs-wasm', ours / bare, '×'),
      figure('arithmetic', arithmetic(step) / ours / 1e6, 'GFLOP/s'),
      figure('difference of the two losses', Math.abs(losses.own - losses.bare), 'nats', '≤ 0.001'),
    ];
  },
};

interface Step {
  readonly parameters: Float32Array;
  /** `[STEPS, BATCH]` */
  readonly inputs: Int32Array;
  readonly candidates: Candidates;
}

function inventedStep(): Step {
  const random = seededRandom('kernels');
  const parameters = new Float32Array(wholeSpec.parameterCount);
  const start = namedTensors(voiceSpec, initialVoiceParameters());
  for (const [name, view] of namedTensors(wholeSpec, parameters)) {
    const values = start.get(name);
    if (values !== undefined) view.set(values);
    else
      view.forEach((_, at) => {
        view[at] = 0.3 * random.uniform() - 0.15;
      });
  }
  // As frequent as words are: the n-th once in n.
  const word = (): number => FIRST_WORD + Math.floor((WORDS - FIRST_WORD) ** random.uniform());
  const targets = Int32Array.from({ length: PLACES }, word);
  const frequencies = Float32Array.from({ length: WORDS }, (_, id) => 1 / (id + 1));
  return {
    parameters,
    inputs: Int32Array.from({ length: PLACES }, word),
    candidates: candidateSampler(frequencies).draw(targets, NEGATIVES, random),
  };
}

/** Multiplications and additions of the step's matrix products, forward and twice backward. */
function arithmetic({ candidates }: Step): number {
  const perPlace =
    (EMBEDDING_LENGTH + UNIT_COUNT) * 3 * UNIT_COUNT +
    UNIT_COUNT * EMBEDDING_LENGTH +
    EMBEDDING_LENGTH * candidates.ids.length;
  return 6 * PLACES * perPlace;
}

function ownStep(
  own: Kernels,
  { parameters, inputs, candidates }: Step,
): { loss: number; gradient: Float32Array } {
  const tensors = namedTensors(wholeSpec, parameters);
  const table = tensors.get('table') ?? new Float32Array(0);
  const nothing = new Float32Array(EMBEDDING_LENGTH);
  const result = voiceLoss(
    own,
    voiceCore(new Map([...tensors, ['adapter.embedding', nothing], ['adapter.bias', nothing]])),
    {
      steps: STEPS,
      batch: BATCH,
      inputRows: gatherRows(table, EMBEDDING_LENGTH, inputs),
      initial: new Float32Array(BATCH * UNIT_COUNT),
      candidateRows: gatherRows(table, EMBEDDING_LENGTH, candidates.ids),
      candidateBias: candidates.logChances.map((chance) => -chance),
      targets: candidates.targets,
      weights: candidates.weights,
    },
  );
  const made = result.gradients();
  const gradient = new Float32Array(wholeSpec.parameterCount);
  const views = namedTensors(wholeSpec, gradient);
  for (const [name, values] of made.core) views.get(name)?.set(values);
  const dTable = views.get('table') ?? nothing;
  addSegments(made.inputRows, EMBEDDING_LENGTH, inputs, dTable);
  addSegments(made.candidateRows, EMBEDDING_LENGTH, candidates.ids, dTable);
  return { loss: result.loss, gradient };
}

function bareStep(step: Step): { loss: number } {
  return lossAndGradient(wholeSpec, step.parameters, (parameters) => bareLoss(parameters, step));
}

/** The same loss of tfjs operations. */
function bareLoss(parameters: NamedTensors, { inputs, candidates }: Step): tf.Scalar {
  const named = (name: string): tf.Tensor => {
    const tensor = parameters.get(name);
    if (tensor === undefined) throw new RangeError(name);
    return tensor;
  };
  const H = UNIT_COUNT;
  const x = tf.mul(tf.gather(named('table'), tf.tensor1d(inputs, 'int32')), INPUT_SCALE);
  const fromInput = tf.add(tf.matMul(x, named('gru.inputKernel')), named('gru.bias'));
  const states: tf.Tensor2D[] = [];
  let state: tf.Tensor2D = tf.zeros([BATCH, H]);
  for (let t = 0; t < STEPS; t++) {
    const input = tf.slice(fromInput, [t * BATCH, 0], [BATCH, 3 * H]);
    const recurrent = tf.matMul(state, named('gru.recurrentKernel'));
    const part = (of: tf.Tensor, gate: number): tf.Tensor => tf.slice(of, [0, gate * H], [BATCH, H]);
    const r = tf.sigmoid(tf.add(part(input, 0), part(recurrent, 0)));
    const z = tf.sigmoid(tf.add(part(input, 1), part(recurrent, 1)));
    const n = tf.tanh(
      tf.add(part(input, 2), tf.mul(r, tf.add(part(recurrent, 2), named('gru.recurrentBias')))),
    );
    state = tf.add(n, tf.mul(z, tf.sub(state, n)));
    states.push(state);
  }
  const queries = tf.add(tf.matMul(tf.concat(states, 0), named('output.kernel')), named('output.bias'));
  const rows = tf.gather(named('table'), tf.tensor1d(candidates.ids, 'int32'));
  const logits = tf.sub(
    tf.matMul(tf.mul(queries, named('output.scale')), rows, false, true),
    tf.tensor1d(candidates.logChances),
  );
  const right = tf.oneHot(tf.tensor1d(candidates.targets, 'int32'), candidates.ids.length);
  // The largest logit is no more than a few: its exponential stays in range without a shift.
  const normalisers = tf.log(tf.sum(tf.exp(logits), 1));
  const chosen = tf.sum(tf.mul(logits, tf.cast(right, 'float32')), 1);
  return tf.sum(tf.mul(tf.sub(normalisers, chosen), tf.tensor1d(candidates.weights)));
}

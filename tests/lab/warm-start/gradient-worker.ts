/**
 * A worker of the warm start: gradients of its half of the streams, then its half of the optimiser's work. Numbers are
 * shared with the others; who works when is decided by `train-warm-start.ts`, so that every sum has one order.
 */
import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { openKernels } from '../../../shared/kernels/open-kernels.ts';
import { addSegments, gatherRows } from '../../../shared/kernels/segments.ts';
import { candidateSampler } from '../../../shared/learning/voice/candidates.ts';
import { voiceCore } from '../../../shared/learning/voice/core.ts';
import { voiceLoss } from '../../../shared/learning/voice/loss.ts';
import { namedTensors } from '../../../shared/models/parameters.ts';
import { EMBEDDING_LENGTH, UNIT_COUNT, voiceSpec } from '../../../shared/models/voice.ts';
import { type RandomBits, seededRandom } from '../../../shared/text/hashing.ts';
import { kernelsFile } from '../compile-kernels.ts';
import { warmParts } from './layout.ts';
import { batchesOf, epochTokens, streamBatch } from './token-streams.ts';
import type { WorkerOrder, WorkerReport, WorkerSetup } from './worker-messages.ts';

const setup: WorkerSetup = workerData;
const { layout, shape, from, to, recipe } = setup;
const kernels = await openKernels(new Uint8Array(await readFile(kernelsFile)));
const parameters = new Float32Array(setup.parameters);
const gradients = setup.gradients.map((buffer) => new Float32Array(buffer));
const own = gradients[setup.worker] ?? new Float32Array(0);
const firstMoments = new Float32Array(setup.firstMoments);
const secondMoments = new Float32Array(setup.secondMoments);
const states = new Float32Array(setup.states).subarray(from * UNIT_COUNT, to * UNIT_COUNT);
const sampler = candidateSampler(setup.frequencies);
let epoch = -1;
let tokens: Uint16Array = new Uint16Array(0);

const port = parentPort;
if (port === null) throw new Error('This file is a worker of the warm start.');
port.on('message', (order: WorkerOrder) => {
  const report = (value: number): void => {
    const message: WorkerReport = { value };
    port.postMessage(message);
  };
  if (order.kind === 'gradient') report(gradient(order.step));
  if (order.kind === 'sum') report(sumGradients(order.from, order.to));
  if (order.kind === 'apply') {
    adam(order);
    report(0);
  }
});

/** The loss of this worker's streams; its gradient is left in `own`. */
function gradient(step: number): number {
  const { inputs, targets } = batchAt(step);
  const random = seededRandom(`${recipe.seed} step ${step} worker ${setup.worker}`);
  const { core: coreValues, embedding, bias } = warmParts(parameters, layout);
  const candidates = sampler.draw(targets, recipe.negatives, random);
  const candidateBias = candidates.logChances.map(
    (chance, at) => (bias[candidates.ids[at] ?? 0] ?? 0) - chance,
  );
  const result = voiceLoss(kernels, voiceCore(namedTensors(voiceSpec, coreValues)), {
    steps: shape.steps,
    batch: to - from,
    inputRows: gatherRows(embedding, EMBEDDING_LENGTH, inputs),
    initial: states,
    candidateRows: gatherRows(embedding, EMBEDDING_LENGTH, candidates.ids),
    candidateBias,
    targets: candidates.targets,
    weights: candidates.weights,
    dropout: {
      inputs: dropoutFactors(inputs.length * EMBEDDING_LENGTH, recipe.dropout, random),
      states: dropoutFactors(inputs.length * UNIT_COUNT, recipe.dropout, random),
    },
  });
  const made = result.gradients();
  own.fill(0);
  const parts = warmParts(own, layout);
  for (const [name, view] of namedTensors(voiceSpec, parts.core)) {
    const values = made.core.get(name);
    if (values !== undefined) view.set(values);
  }
  addSegments(made.inputRows, EMBEDDING_LENGTH, inputs, parts.embedding);
  addSegments(made.candidateRows, EMBEDDING_LENGTH, candidates.ids, parts.embedding);
  addSegments(made.candidateBias, 1, candidates.ids, parts.bias);
  states.set(result.lastState);
  return result.loss;
}

function batchAt(step: number): { inputs: Int32Array; targets: Int32Array } {
  let first = 0;
  for (let number = 0; ; number++) {
    // Epochs are equally long: the same texts in another order.
    if (number !== epoch) tokens = epochTokens(setup.registers, number, recipe.seed);
    epoch = number;
    const batches = batchesOf(tokens, shape);
    if (step < first + batches) {
      if (step === first) states.fill(0);
      return streamBatch(tokens, shape, step - first, from, to);
    }
    first += batches;
  }
}

/** 0 with the chance `share`, else 1/(1 − share): 8 bits of chance a number. */
function dropoutFactors(length: number, share: number, random: RandomBits): Float32Array {
  const factors = new Float32Array(length);
  const limit = Math.round(share * 256);
  const kept = 256 / (256 - limit);
  let bits = 0;
  for (let at = 0; at < length; at++) {
    if (at % 4 === 0) bits = random.uint32();
    factors[at] = (bits & 0xff) < limit ? 0 : kept;
    bits >>>= 8;
  }
  return factors;
}

/** Sums the workers' gradients in [from, to) into the first, in their order; returns the sum of squares. */
function sumGradients(start: number, end: number): number {
  const [total = own, ...others] = gradients;
  for (const other of others)
    for (let at = start; at < end; at++) total[at] = (total[at] ?? 0) + (other[at] ?? 0);
  const share = 1 / gradients.length;
  let squares = 0;
  for (let at = start; at < end; at++) {
    const mean = (total[at] ?? 0) * share;
    total[at] = mean;
    squares += mean * mean;
  }
  return squares;
}

/** One step of Adam (Kingma and Ba 2015) on [from, to). */
function adam(order: Extract<WorkerOrder, { kind: 'apply' }>): void {
  const [total = own] = gradients;
  const { rate, factor, step } = order;
  const keepFirst = 0.9;
  const keepSecond = 0.99;
  const firstScale = 1 / (1 - keepFirst ** (step + 1));
  const secondScale = 1 / (1 - keepSecond ** (step + 1));
  for (let at = order.from; at < order.to; at++) {
    const slope = (total[at] ?? 0) * factor;
    const first = keepFirst * (firstMoments[at] ?? 0) + (1 - keepFirst) * slope;
    const second = keepSecond * (secondMoments[at] ?? 0) + (1 - keepSecond) * slope * slope;
    firstMoments[at] = first;
    secondMoments[at] = second;
    parameters[at] =
      (parameters[at] ?? 0) - (rate * first * firstScale) / (Math.sqrt(second * secondScale) + 1e-8);
  }
}

import type { Kernels } from '../../kernels/open-kernels.ts';
import { EMBEDDING_LENGTH, INPUT_SCALE, UNIT_COUNT } from '../../models/voice.ts';
import type { VoiceCore } from './core.ts';

/** Stretches of text side by side, and the words among which the model is to find the next one. */
export interface VoiceBatch {
  /** T: tokens of each stretch. */
  readonly steps: number;
  /** B: how many stretches. */
  readonly batch: number;
  /** E' of each token that is read `[T, B, EMBEDDING_LENGTH]`. */
  readonly inputRows: Float32Array;
  /** GRU state before the first token `[B, UNIT_COUNT]`. */
  readonly initial: Float32Array;
  /** E' of the candidates `[C, EMBEDDING_LENGTH]`. */
  readonly candidateRows: Float32Array;
  /** b' of the candidates less ln of how likely each was to become one (Bengio and Senécal 2003) `[C]`. */
  readonly candidateBias: Float32Array;
  /** Which candidate comes next `[T, B]`. */
  readonly targets: Int32Array;
  /** How much each place counts `[T, B]`; they sum to 1. */
  readonly weights: Float32Array;
  /** Factors for inputs `[T, B, EMBEDDING_LENGTH]` and states `[T, B, UNIT_COUNT]` (Srivastava 2014). */
  readonly dropout?: { readonly inputs: Float32Array; readonly states: Float32Array };
}

export interface VoiceLoss {
  /** Mean −ln p of the right candidate. */
  readonly loss: number;
  /** GRU state after the last token `[B, UNIT_COUNT]`. */
  readonly lastState: Float32Array;
  gradients(): VoiceGradients;
}

export interface VoiceGradients {
  /** By tensor name of the spec; the adapters are not among them: they act through the rows. */
  readonly core: ReadonlyMap<string, Float32Array>;
  readonly inputRows: Float32Array;
  readonly candidateRows: Float32Array;
  readonly candidateBias: Float32Array;
}

/** The sampled-softmax loss of a batch, and its gradients on demand. */
export function voiceLoss(kernels: Kernels, core: VoiceCore, batch: VoiceBatch): VoiceLoss {
  const { steps, batch: width, dropout, candidateRows, candidateBias } = batch;
  const places = steps * width;
  const candidates = candidateBias.length;
  const x = scaled(batch.inputRows, INPUT_SCALE, dropout?.inputs);
  const sequence = { steps, batch: width, x, initial: batch.initial };
  const states = kernels.gruForward(core.cell, sequence);
  const seen = dropout === undefined ? states.h : scaled(states.h, 1, dropout.states);
  const queries = kernels.multiply({
    m: places,
    n: EMBEDDING_LENGTH,
    k: UNIT_COUNT,
    a: seen,
    b: core.outputKernel,
    addTo: repeated(core.outputBias, places),
  });
  const looking = scaled(queries, core.scale);
  const logits = kernels.multiply({
    m: places,
    n: candidates,
    k: EMBEDDING_LENGTH,
    a: looking,
    b: candidateRows,
    transposeB: true,
    addTo: repeated(candidateBias, places),
  });
  const judged = kernels.crossEntropy(logits, candidates, batch.targets, batch.weights);

  const gradients = (): VoiceGradients => {
    const dLogits = judged.gradient;
    const dLooking = kernels.multiply({
      m: places,
      n: EMBEDDING_LENGTH,
      k: candidates,
      a: dLogits,
      b: candidateRows,
    });
    const dCandidateRows = kernels.multiply({
      m: candidates,
      n: EMBEDDING_LENGTH,
      k: places,
      a: dLogits,
      b: looking,
      transposeA: true,
    });
    const dQueries = scaled(dLooking, core.scale);
    const dSeen = kernels.multiply({
      m: places,
      n: UNIT_COUNT,
      k: EMBEDDING_LENGTH,
      a: dQueries,
      b: core.outputKernel,
      transposeB: true,
    });
    const dh = dropout === undefined ? dSeen : scaled(dSeen, 1, dropout.states);
    const gru = kernels.gruBackward(core.cell, sequence, states, dh);
    const dInputs = scaled(gru.x, INPUT_SCALE, dropout?.inputs);
    return {
      core: new Map([
        ['gru.inputKernel', gru.inputKernel],
        ['gru.bias', gru.bias],
        ['gru.recurrentKernel', gru.recurrentKernel],
        ['gru.recurrentBias', gru.recurrentBias],
        [
          'output.kernel',
          kernels.multiply({
            m: UNIT_COUNT,
            n: EMBEDDING_LENGTH,
            k: places,
            a: seen,
            b: dQueries,
            transposeA: true,
          }),
        ],
        ['output.bias', columnSums(dQueries, EMBEDDING_LENGTH)],
        ['output.scale', Float32Array.of(dot(dLooking, queries))],
      ]),
      inputRows: dInputs,
      candidateRows: dCandidateRows,
      candidateBias: columnSums(dLogits, candidates),
    };
  };
  return { loss: judged.loss, lastState: states.h.slice((steps - 1) * width * UNIT_COUNT), gradients };
}

function repeated(row: Float32Array, times: number): Float32Array {
  const rows = new Float32Array(row.length * times);
  for (let at = 0; at < times; at++) rows.set(row, at * row.length);
  return rows;
}

function columnSums(matrix: Float32Array, columns: number): Float32Array {
  const sums = new Float32Array(columns);
  for (let start = 0; start < matrix.length; start += columns) {
    for (let column = 0; column < columns; column++) {
      sums[column] = (sums[column] ?? 0) + (matrix[start + column] ?? 0);
    }
  }
  return sums;
}

/** values · factor, each also by its own factor where these are given. */
function scaled(values: Float32Array, factor: number, own?: Float32Array): Float32Array {
  const out = new Float32Array(values.length);
  if (own === undefined) for (let at = 0; at < out.length; at++) out[at] = (values[at] ?? 0) * factor;
  else for (let at = 0; at < out.length; at++) out[at] = (values[at] ?? 0) * factor * (own[at] ?? 1);
  return out;
}

function dot(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < left.length; at++) sum += (left[at] ?? 0) * (right[at] ?? 0);
  return sum;
}

import { seededRandom } from '../text/hashing.ts';
import { defineModel } from './model-spec.ts';
import { namedTensors } from './parameters.ts';

/**
 * The voice model: which word comes next. Public word tables, frozen after the warm start, hold a row E[w] and a bias
 * b[w] for each word of the vocabulary; G[w] is its frozen public word vector (0 where there is none). Over words w:
 *
 *     E'[w] = E[w] + G[w]·A      b'[w] = b[w] + G[w]·a
 *     hₜ = GRU(INPUT_SCALE · E'[wₜ], hₜ₋₁)      q = hₜ·P + p      logit(w) = s · q·E'[w] + b'[w]
 *
 * Only what this spec names is trained together: the GRU, the projection P and p, the scale s, and the adapters A and
 * a, by which a register's shift of meaning reaches the tables as one linear map. No number of it stands for a word.
 */
export const EMBEDDING_LENGTH = 100;
export const UNIT_COUNT = 256;

/** Embeddings have a deviation of 0.1; a GRU learns faster from inputs of half unit size. */
export const INPUT_SCALE = 5;

export const voiceSpec = defineModel('voice', 1, [
  /** Columns: reset gate, update gate, new state. */
  { name: 'gru.inputKernel', shape: [EMBEDDING_LENGTH, 3 * UNIT_COUNT] },
  { name: 'gru.bias', shape: [3 * UNIT_COUNT], loudness: 1.6 },
  { name: 'gru.recurrentKernel', shape: [UNIT_COUNT, 3 * UNIT_COUNT], loudness: 0.28 },
  { name: 'gru.recurrentBias', shape: [UNIT_COUNT] },
  { name: 'output.kernel', shape: [UNIT_COUNT, EMBEDDING_LENGTH], loudness: 1.6 },
  { name: 'output.bias', shape: [EMBEDDING_LENGTH], loudness: 4 },
  { name: 'output.scale', shape: [1], loudness: 8 },
  { name: 'adapter.embedding', shape: [EMBEDDING_LENGTH, EMBEDDING_LENGTH], loudness: 3.8 },
  { name: 'adapter.bias', shape: [EMBEDDING_LENGTH], loudness: 4.5 },
]);

/** The model before the warm start: small random kernels, adapters that change nothing. */
export function initialVoiceParameters(seed: number | string = 'voice 1'): Float32Array {
  const parameters = new Float32Array(voiceSpec.parameterCount);
  const random = seededRandom(seed);
  const tensors = namedTensors(voiceSpec, parameters);
  const limit = 1 / Math.sqrt(UNIT_COUNT);
  for (const name of ['gru.inputKernel', 'gru.recurrentKernel', 'output.kernel']) {
    const values = tensors.get(name);
    values?.forEach((_, index) => {
      values[index] = (2 * random.uniform() - 1) * limit;
    });
  }
  tensors.get('output.scale')?.fill(INITIAL_SCALE);
  return parameters;
}

const INITIAL_SCALE = 3;

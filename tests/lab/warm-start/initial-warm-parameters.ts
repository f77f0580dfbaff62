import { EMBEDDING_LENGTH, initialVoiceParameters } from '../../../shared/models/voice.ts';
import { seededRandom } from '../../../shared/text/hashing.ts';
import { type WarmLayout, warmParts } from './layout.ts';

/** Deviation of the numbers of an embedding at the start. */
const DEVIATION = 0.1;

/** What public word vectors are multiplied by, so that those of this vocabulary have the deviation wanted. */
export function wordVectorScale(vectors: Float32Array): number {
  let squares = 0;
  let numbers = 0;
  for (const value of vectors) {
    squares += value * value;
    if (value !== 0) numbers++;
  }
  return DEVIATION / Math.sqrt(squares / Math.max(1, numbers));
}

/**
 * Where the warm start begins: a random core, embeddings that are the public word vectors (random where there are
 * none), biases that are the logarithms of public frequencies.
 */
export function initialWarmParameters(
  layout: WarmLayout,
  vectors: Float32Array,
  frequencies: Float32Array,
  seed: string,
): Float32Array {
  const values = new Float32Array(layout.length);
  const { core, embedding, bias } = warmParts(values, layout);
  core.set(initialVoiceParameters(seed));
  const random = seededRandom(`${seed} embedding`);
  const limit = DEVIATION * Math.sqrt(3);
  for (let start = 0; start < embedding.length; start += EMBEDDING_LENGTH) {
    const row = vectors.subarray(start, start + EMBEDDING_LENGTH);
    if (row.some((value) => value !== 0)) embedding.set(row, start);
    else
      for (let at = 0; at < EMBEDDING_LENGTH; at++)
        embedding[start + at] = (2 * random.uniform() - 1) * limit;
  }
  frequencies.forEach((share, id) => {
    bias[id] = Math.log(Math.max(1e-7, share));
  });
  return values;
}

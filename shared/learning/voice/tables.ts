import type { Kernels } from '../../kernels/open-kernels.ts';
import { EMBEDDING_LENGTH } from '../../models/voice.ts';
import type { VoiceCore } from './core.ts';

/** The frozen public part of the voice model: one row a word, made by the warm start, trained by nobody after it. */
export interface VoiceTables {
  /** E `[V, EMBEDDING_LENGTH]` */
  readonly embedding: Float32Array;
  /** b `[V]` */
  readonly bias: Float32Array;
  /** G `[V, EMBEDDING_LENGTH]`: public word vectors, zeros for words that have none. */
  readonly wordVectors: Float32Array;
  /** How often each token stands in public text, as shares that sum to 1 `[V]`. */
  readonly frequencies: Float32Array;
}

/** Rows of the tables as a core's adapters change them: E' = E + G·A `[n, EMBEDDING_LENGTH]`, b' = b + G·a `[n]`. */
export function adaptedRows(
  kernels: Kernels,
  core: VoiceCore,
  rows: Pick<VoiceTables, 'embedding' | 'bias' | 'wordVectors'>,
): { embedding: Float32Array; bias: Float32Array } {
  const count = rows.bias.length;
  return {
    embedding: kernels.multiply({
      m: count,
      n: EMBEDDING_LENGTH,
      k: EMBEDDING_LENGTH,
      a: rows.wordVectors,
      b: core.adapterEmbedding,
      addTo: rows.embedding,
    }),
    bias: kernels.multiply({
      m: count,
      n: 1,
      k: EMBEDDING_LENGTH,
      a: rows.wordVectors,
      b: core.adapterBias,
      addTo: rows.bias,
    }),
  };
}

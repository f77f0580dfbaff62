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
  const embedding = new Float32Array(rows.embedding.length);
  const bias = new Float32Array(count);
  // By tiles: memory of kernels never shrinks, and whole tables would be in it three times.
  for (let from = 0; from < count; from += TILE_ROWS) {
    const to = Math.min(count, from + TILE_ROWS);
    const part = { start: from * EMBEDDING_LENGTH, end: to * EMBEDDING_LENGTH };
    const tile = { m: to - from, k: EMBEDDING_LENGTH, a: rows.wordVectors.subarray(part.start, part.end) };
    embedding.set(
      kernels.multiply({
        ...tile,
        n: EMBEDDING_LENGTH,
        b: core.adapterEmbedding,
        addTo: rows.embedding.subarray(part.start, part.end),
      }),
      part.start,
    );
    bias.set(
      kernels.multiply({ ...tile, n: 1, b: core.adapterBias, addTo: rows.bias.subarray(from, to) }),
      from,
    );
  }
  return { embedding, bias };
}

const TILE_ROWS = 1024;

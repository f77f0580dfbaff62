import { type ModelSpec, tensorLength } from '../../../shared/models/model-spec.ts';
import { EMBEDDING_LENGTH, voiceSpec } from '../../../shared/models/voice.ts';

/**
 * One flat vector of all that the warm start trains: the shared model `[d]`, then the word table E `[V, 100]`, then
 * the biases b `[V]`.
 */
export interface WarmLayout {
  readonly length: number;
  readonly embedding: number;
  readonly bias: number;
}

export function warmLayout(vocabularySize: number, spec: ModelSpec = voiceSpec): WarmLayout {
  const embedding = spec.tensors.reduce((sum, tensor) => sum + tensorLength(tensor), 0);
  const bias = embedding + vocabularySize * EMBEDDING_LENGTH;
  return { length: bias + vocabularySize, embedding, bias };
}

/** The parts of such a vector, as views. */
export function warmParts(
  values: Float32Array,
  layout: WarmLayout,
): { core: Float32Array; embedding: Float32Array; bias: Float32Array } {
  return {
    core: values.subarray(0, layout.embedding),
    embedding: values.subarray(layout.embedding, layout.bias),
    bias: values.subarray(layout.bias, layout.length),
  };
}

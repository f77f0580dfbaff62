import type { GruCell } from '../../kernels/open-kernels.ts';
import { EMBEDDING_LENGTH, UNIT_COUNT, voiceSpec } from '../../models/voice.ts';

/** The trained tensors of the voice model, by the parts they play. */
export interface VoiceCore {
  readonly cell: GruCell;
  /** P `[UNIT_COUNT, EMBEDDING_LENGTH]` */
  readonly outputKernel: Float32Array;
  /** p `[EMBEDDING_LENGTH]` */
  readonly outputBias: Float32Array;
  /** s */
  readonly scale: number;
  /** A `[EMBEDDING_LENGTH, EMBEDDING_LENGTH]` */
  readonly adapterEmbedding: Float32Array;
  /** a `[EMBEDDING_LENGTH]` */
  readonly adapterBias: Float32Array;
}

/** @throws {RangeError} when a tensor of the voice model is missing. */
export function voiceCore(tensors: ReadonlyMap<string, Float32Array>): VoiceCore {
  const tensor = (name: string): Float32Array => {
    const values = tensors.get(name);
    if (values === undefined) throw new RangeError(`The ${voiceSpec.id} model has no tensor called ${name}.`);
    return values;
  };
  return {
    cell: {
      inputs: EMBEDDING_LENGTH,
      units: UNIT_COUNT,
      inputKernel: tensor('gru.inputKernel'),
      bias: tensor('gru.bias'),
      recurrentKernel: tensor('gru.recurrentKernel'),
      recurrentBias: tensor('gru.recurrentBias'),
    },
    outputKernel: tensor('output.kernel'),
    outputBias: tensor('output.bias'),
    scale: tensor('output.scale')[0] ?? 0,
    adapterEmbedding: tensor('adapter.embedding'),
    adapterBias: tensor('adapter.bias'),
  };
}

import type { Kernels } from '../../kernels/open-kernels.ts';
import { gatherRows } from '../../kernels/segments.ts';
import { namedTensors } from '../../models/parameters.ts';
import { EMBEDDING_LENGTH, INPUT_SCALE, UNIT_COUNT, voiceSpec } from '../../models/voice.ts';
import { voiceCore } from './core.ts';
import { adaptedRows, type VoiceTables } from './tables.ts';

/** The voice model for reading along and suggesting, without tensors. */
export interface VoiceNet {
  /** V */
  readonly vocabularySize: number;
  /** The state before a text `[UNIT_COUNT]`. */
  start(): Float32Array;
  /**
   * Reads on.
   *
   * @param ids what is read.
   * @param state the state before it; not changed.
   * @returns the state after each token `[ids.length, UNIT_COUNT]`.
   */
  read(ids: ArrayLike<number>, state: Float32Array): Float32Array;
  /** One token onto each of several states `[n, UNIT_COUNT]`. */
  step(ids: ArrayLike<number>, states: Float32Array): Float32Array;
  /** What each of n states is looking for, in the space of words: q `[n, EMBEDDING_LENGTH]`. */
  queries(states: Float32Array): Float32Array;
  /** How likely each token comes next, for each of n queries: `[n, V]`. */
  next(queries: Float32Array): Float32Array;
}

/**
 * Puts a model together for use.
 *
 * @param parameters the shared model, flat `[d]`.
 * @throws {RangeError} when parameters or tables are not the voice model's.
 */
export function openVoiceNet(kernels: Kernels, parameters: Float32Array, tables: VoiceTables): VoiceNet {
  const core = voiceCore(namedTensors(voiceSpec, parameters));
  const { embedding, bias } = adaptedRows(kernels, core, tables);
  const output = kernels.pack({
    n: bias.length,
    k: EMBEDDING_LENGTH,
    b: embedding,
    transposeB: true,
  });
  const inputs = (ids: ArrayLike<number>): Float32Array =>
    gatherRows(embedding, EMBEDDING_LENGTH, ids).map((value) => value * INPUT_SCALE);
  return {
    vocabularySize: bias.length,
    start: () => new Float32Array(UNIT_COUNT),
    read: (ids, state) =>
      kernels.gruForward(core.cell, { steps: ids.length, batch: 1, x: inputs(ids), initial: state }).h,
    step: (ids, states) =>
      kernels.gruForward(core.cell, { steps: 1, batch: ids.length, x: inputs(ids), initial: states }).h,
    queries: (states) => {
      const n = states.length / UNIT_COUNT;
      return kernels.multiply({
        m: n,
        n: EMBEDDING_LENGTH,
        k: UNIT_COUNT,
        a: states,
        b: core.outputKernel,
        addTo: rowsOf(core.outputBias, n),
      });
    },
    // The queries are scaled, not the table: that would be there twice for it.
    next: (queries) =>
      kernels.softmax(
        output.multiply(
          queries.map((value) => value * core.scale),
          rowsOf(bias, queries.length / EMBEDDING_LENGTH),
        ),
        bias.length,
      ),
  };
}

function rowsOf(row: Float32Array, count: number): Float32Array {
  const rows = new Float32Array(row.length * count);
  for (let at = 0; at < count; at++) rows.set(row, at * row.length);
  return rows;
}

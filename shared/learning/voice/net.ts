import type { Kernels } from '../../kernels/open-kernels.ts';
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
  /** How likely each token comes next, for each of n queries: `[n, V]`, until it is asked again. */
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
  const { length } = tables.bias;
  const bias = new Float32Array(length);
  const embedding = kernels.table(length, EMBEDDING_LENGTH);
  // By parts: there is one table then, and not another beside it.
  for (let from = 0; from < length; from += PART_ROWS) {
    const part = adaptedRows(kernels, core, rowsFrom(tables, from, Math.min(length, from + PART_ROWS)));
    embedding.set(from, part.embedding);
    bias.set(part.bias, from);
  }
  /** Of the last question: a suggestion asks dozens of times, and garbage of this size would pile up. */
  let chances = new Float32Array(0);
  const inputs = (ids: ArrayLike<number>): Float32Array => {
    const rows = embedding.rows(ids);
    for (let at = 0; at < rows.length; at++) rows[at] = (rows[at] ?? 0) * INPUT_SCALE;
    return rows;
  };
  return {
    vocabularySize: bias.length,
    start: () => new Float32Array(UNIT_COUNT),
    read: (ids, state) =>
      kernels.gruStates(core.cell, { steps: ids.length, batch: 1, x: inputs(ids), initial: state }),
    step: (ids, states) =>
      kernels.gruStates(core.cell, { steps: 1, batch: ids.length, x: inputs(ids), initial: states }),
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
    next: (queries) => {
      const length = (queries.length / EMBEDDING_LENGTH) * bias.length;
      if (chances.length < length) chances = new Float32Array(length);
      const asked = chances.subarray(0, length);
      // The queries are scaled, not the table: that would be there twice for it.
      embedding.softmax(
        queries.map((value) => value * core.scale),
        bias,
        asked,
      );
      return asked;
    },
  };
}

const PART_ROWS = 1024;

function rowsFrom({ embedding, bias, wordVectors }: VoiceTables, from: number, to: number) {
  const [start, end] = [from * EMBEDDING_LENGTH, to * EMBEDDING_LENGTH];
  return {
    embedding: embedding.subarray(start, end),
    bias: bias.subarray(from, to),
    wordVectors: wordVectors.subarray(start, end),
  };
}

function rowsOf(row: Float32Array, count: number): Float32Array {
  const rows = new Float32Array(row.length * count);
  for (let at = 0; at < count; at++) rows.set(row, at * row.length);
  return rows;
}

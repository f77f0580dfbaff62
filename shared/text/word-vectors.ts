import { foldWord } from './tokenise.ts';

/**
 * Frozen public word vectors: what a word means, without a table that is trained and could say who used it.
 *
 * Stored as `size` float32 scales (little-endian), then `size` × `dimension` int8; value = int8 × scale of its row.
 * Words stand from the most to the least frequent.
 */
export interface WordVectors {
  readonly size: number;
  readonly dimension: number;
  /** The row of a word, or −1. Knows `It’s` by `it` and `don't` by `do`. */
  indexOf(word: string): number;
  /**
   * The mean of the words' vectors less the mean of the whole vocabulary, rare words weighing more (a/(a + frequency),
   * Arora 2017, frequency by Zipf's law from the row). Zeros when no word is known. Length: `dimension`.
   */
  meanVector(words: readonly string[]): Float32Array;
  /** Adds one row's vector, uncentred, to `out`. Rows outside 0 … size − 1 add nothing. */
  addVector(index: number, out: Float32Array): void;
}

/**
 * Reads word vectors from their file and their list of words.
 *
 * @param bytes the file; copied, not kept.
 * @param words the parsed list of words, one a row.
 * @throws {RangeError} when list and file do not fit each other, or a scale is no finite number: the asset is damaged
 *   and must be fetched anew.
 */
export function decodeWordVectors(bytes: Uint8Array, words: readonly string[]): WordVectors {
  const size = words.length;
  const dimension = size === 0 ? 0 : (bytes.length - 4 * size) / size;
  if (size === 0 || !Number.isInteger(dimension) || dimension < 1) {
    throw new RangeError(
      `Word vectors are damaged: ${bytes.length} bytes do not hold whole rows for ${size} words. Fetch them again.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const scales = new Float32Array(size);
  for (let row = 0; row < size; row++) {
    const scale = view.getFloat32(4 * row, true);
    if (!Number.isFinite(scale) || scale < 0 || scale > 1e3) {
      throw new RangeError(`Word vectors are damaged: row ${row} has the scale ${scale}. Fetch them again.`);
    }
    scales[row] = scale;
  }
  // The same bytes, read with a sign.
  const values = new Int8Array(bytes.buffer, bytes.byteOffset + 4 * size, size * dimension).slice();
  const rows = new Map<string, number>();
  words.forEach((word, row) => {
    if (!rows.has(word)) rows.set(word, row);
  });
  return wordVectors(values, scales, rows, dimension);
}

/** Word vectors that know no word: stories are then described without meaning of words, and nothing else changes. */
export function noWordVectors(dimension = 100): WordVectors {
  return wordVectors(new Int8Array(0), new Float32Array(0), new Map(), dimension);
}

/** The `a` of Arora's weighting: a word as frequent as this weighs half. */
const FREQUENCY_AT_HALF_WEIGHT = 1e-3;

function wordVectors(
  values: Int8Array,
  scales: Float32Array,
  rows: ReadonlyMap<string, number>,
  dimension: number,
): WordVectors {
  const size = scales.length;

  const addWeighted = (index: number, weight: number, out: Float32Array | Float64Array): void => {
    const scale = (scales[index] ?? 0) * weight;
    const offset = index * dimension;
    for (let at = 0; at < dimension; at++) out[at] = (out[at] ?? 0) + (values[offset + at] ?? 0) * scale;
  };
  let centre: Float64Array | null = null;
  /** The mean of all rows; only who asks for means pays for it. */
  const centreOf = (): Float64Array => {
    if (centre !== null) return centre;
    centre = new Float64Array(dimension);
    for (let row = 0; row < size; row++) addWeighted(row, 1 / size, centre);
    return centre;
  };

  const indexOf = (word: string): number => {
    const asGiven = rows.get(word);
    if (asGiven !== undefined) return asGiven;
    const folded = foldWord(word);
    const whole = rows.get(folded);
    if (whole !== undefined) return whole;
    const apostrophe = folded.indexOf("'");
    if (apostrophe < 1) return -1;
    const stem = folded.endsWith("n't") ? folded.slice(0, -3) : folded.slice(0, apostrophe);
    return rows.get(stem) ?? -1;
  };

  return {
    size,
    dimension,
    indexOf,
    addVector: (index, out) => {
      if (index >= 0 && index < size) addWeighted(index, 1, out);
    },
    meanVector: (words) => {
      const sum = new Float64Array(dimension);
      let total = 0;
      for (const word of words) {
        const index = indexOf(word);
        if (index < 0) continue;
        const frequency = 0.1 / (index + 2);
        const weight = FREQUENCY_AT_HALF_WEIGHT / (FREQUENCY_AT_HALF_WEIGHT + frequency);
        addWeighted(index, weight, sum);
        total += weight;
      }
      const mean = new Float32Array(dimension);
      if (total === 0) return mean;
      const middle = centreOf();
      for (let at = 0; at < dimension; at++) mean[at] = (sum[at] ?? 0) / total - (middle[at] ?? 0);
      return mean;
    },
  };
}

/**
 * A trigram model of public text by interpolated Kneser–Ney smoothing (Kneser and Ney 1995; Chen and Goodman 1998),
 * pruned and packed:
 *
 *     p(w | u v) = a(w | u v) + (1 − Σ a(· | u v)) · p(w | v),   p(w | v) likewise over p(w)
 *
 * Only the discounted parts a of frequent n-grams are kept, a byte each on a logarithmic scale; what pruning takes
 * away goes to the shorter context by itself, so that probabilities sum to 1 whatever is kept.
 */
export interface PublicNgrams {
  /** V */
  readonly vocabularySize: number;
  /** p(· | u v), added to `out` `[V]` with a weight. */
  addDistribution(u: number, v: number, weight: number, out: Float64Array): void;
  /** p(w | u v) */
  chance(u: number, v: number, w: number): number;
}

/** The parts of the packed file, in this order; all little-endian. */
export interface PackedNgrams {
  /** −ln p(w), in steps of 1/STEPS_OF_UNIGRAMS `[V]`. */
  readonly unigrams: Uint16Array;
  /** How many words are kept after each word `[V]`. */
  readonly followers: Uint16Array;
  /** Followers of each word in turn, rising `[bigrams]`. */
  readonly bigramWords: Uint16Array;
  /** −ln a, in steps of 1/STEPS `[bigrams]`. */
  readonly bigramCodes: Uint8Array;
  /** How many words are kept after each pair, at most 255 `[bigrams]`. */
  readonly pairFollowers: Uint8Array;
  /** Followers of each pair in turn, rising `[trigrams]`. */
  readonly trigramWords: Uint16Array;
  readonly trigramCodes: Uint8Array;
}

/** A byte spans e⁻¹⁰·⁶ … 1, in steps of four per cent. */
const STEPS = 24;
const STEPS_OF_UNIGRAMS = 2048;

/** The code whose value is not above `chance`: sums of decoded chances never exceed 1. */
export function chanceCode(chance: number): number {
  return Math.min(255, Math.max(0, Math.ceil(-Math.log(chance) * STEPS - 1e-9)));
}

export function unigramCode(chance: number): number {
  return Math.min(65_535, Math.max(0, Math.round(-Math.log(chance) * STEPS_OF_UNIGRAMS)));
}

/** The file: vocabulary size, number of bigrams and of trigrams as uint32, then the parts. */
export function encodeNgrams(packed: PackedNgrams): Uint8Array<ArrayBuffer> {
  const sizes = Uint32Array.of(packed.unigrams.length, packed.bigramWords.length, packed.trigramWords.length);
  const parts = [
    littleEndian(sizes, 4),
    littleEndian(packed.unigrams, 2),
    littleEndian(packed.followers, 2),
    littleEndian(packed.bigramWords, 2),
    packed.bigramCodes,
    packed.pairFollowers,
    littleEndian(packed.trigramWords, 2),
    packed.trigramCodes,
  ];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of parts) {
    bytes.set(part, end);
    end += part.length;
  }
  return bytes;
}

/** @throws {RangeError} when the file is cut short, or its counts do not agree: it must be fetched anew. */
export function openNgrams(bytes: Uint8Array): PublicNgrams {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const damaged = (): RangeError => new RangeError('The public n-grams are damaged. Fetch them again.');
  if (bytes.length < 12) throw damaged();
  const [size, bigrams, trigrams] = [
    view.getUint32(0, true),
    view.getUint32(4, true),
    view.getUint32(8, true),
  ];
  if (bytes.length !== 12 + 4 * size + 4 * bigrams + 3 * trigrams) throw damaged();
  let at = 12;
  const words = (length: number): Uint16Array => {
    const start = at;
    at += 2 * length;
    return Uint16Array.from({ length }, (_, index) => view.getUint16(start + 2 * index, true));
  };
  const codes = (length: number): Uint8Array => {
    const start = at;
    at += length;
    return bytes.slice(start, start + length);
  };
  const packed: PackedNgrams = {
    unigrams: words(size),
    followers: words(size),
    bigramWords: words(bigrams),
    bigramCodes: codes(bigrams),
    pairFollowers: codes(bigrams),
    trigramWords: words(trigrams),
    trigramCodes: codes(trigrams),
  };
  const bigramStarts = starts(packed.followers);
  const trigramStarts = starts(packed.pairFollowers);
  if (bigramStarts[size] !== bigrams || trigramStarts[bigrams] !== trigrams) throw damaged();
  return ngrams(packed, bigramStarts, trigramStarts);
}

function ngrams(packed: PackedNgrams, bigramStarts: Uint32Array, trigramStarts: Uint32Array): PublicNgrams {
  const size = packed.unigrams.length;
  const unigrams = Float64Array.from(packed.unigrams, (code) => Math.exp(-code / STEPS_OF_UNIGRAMS));
  const total = unigrams.reduce((sum, chance) => sum + chance, 0);
  unigrams.forEach((chance, id) => {
    unigrams[id] = chance / total;
  });
  const chanceOf = Float64Array.from({ length: 256 }, (_, code) => Math.exp(-code / STEPS));
  const rest = (codes: Uint8Array, from: number, to: number): number => {
    let left = 1;
    for (let at = from; at < to; at++) left -= chanceOf[codes[at] ?? 255] ?? 0;
    return Math.max(0, left);
  };
  /** Range of the bigrams after v, and of the trigrams after u v. */
  const rangesOf = (u: number, v: number): { pair: [number, number]; triple: [number, number] } => {
    const pair: [number, number] = [bigramStarts[v] ?? 0, bigramStarts[v + 1] ?? 0];
    const at = find(packed.bigramWords, bigramStarts[u] ?? 0, bigramStarts[u + 1] ?? 0, v);
    return { pair, triple: at < 0 ? [0, 0] : [trigramStarts[at] ?? 0, trigramStarts[at + 1] ?? 0] };
  };
  return {
    vocabularySize: size,
    addDistribution: (u, v, weight, out) => {
      const { pair, triple } = rangesOf(u, v);
      const afterTriple = weight * rest(packed.trigramCodes, ...triple);
      const afterPair = afterTriple * rest(packed.bigramCodes, ...pair);
      for (let id = 0; id < size; id++) out[id] = (out[id] ?? 0) + afterPair * (unigrams[id] ?? 0);
      addCoded(packed.bigramWords, packed.bigramCodes, pair, afterTriple, chanceOf, out);
      addCoded(packed.trigramWords, packed.trigramCodes, triple, weight, chanceOf, out);
    },
    chance: (u, v, w) => {
      const { pair, triple } = rangesOf(u, v);
      const own = (words: Uint16Array, codes: Uint8Array, [from, to]: [number, number]): number => {
        const at = find(words, from, to, w);
        return at < 0 ? 0 : (chanceOf[codes[at] ?? 255] ?? 0);
      };
      const shorter =
        own(packed.bigramWords, packed.bigramCodes, pair) +
        rest(packed.bigramCodes, ...pair) * (unigrams[w] ?? 0);
      return (
        own(packed.trigramWords, packed.trigramCodes, triple) + rest(packed.trigramCodes, ...triple) * shorter
      );
    },
  };
}

function addCoded(
  words: Uint16Array,
  codes: Uint8Array,
  [from, to]: readonly [number, number],
  weight: number,
  chanceOf: Float64Array,
  out: Float64Array,
): void {
  for (let at = from; at < to; at++) {
    const id = words[at] ?? 0;
    out[id] = (out[id] ?? 0) + weight * (chanceOf[codes[at] ?? 255] ?? 0);
  }
}

/** Where `word` stands in a rising stretch of `words`, or −1. */
function find(words: Uint16Array, from: number, to: number, word: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((words[middle] ?? 0) < word) low = middle + 1;
    else high = middle;
  }
  return low < to && words[low] === word ? low : -1;
}

function starts(lengths: ArrayLike<number>): Uint32Array {
  const sums = new Uint32Array(lengths.length + 1);
  for (let at = 0; at < lengths.length; at++) sums[at + 1] = (sums[at] ?? 0) + (lengths[at] ?? 0);
  return sums;
}

function littleEndian(values: Uint16Array | Uint32Array, width: 2 | 4): Uint8Array {
  const bytes = new Uint8Array(values.length * width);
  const view = new DataView(bytes.buffer);
  values.forEach((value, at) => {
    if (width === 2) view.setUint16(2 * at, value, true);
    else view.setUint32(4 * at, value, true);
  });
  return bytes;
}

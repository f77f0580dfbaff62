/**
 * Hashes and random bits for frozen projections and initial parameters, in 32-bit integer arithmetic only.
 *
 * Everybody who computes features or a model's first version must get the same bits, whatever the engine: so
 * no `Math.random`, no logarithms or cosines, only `Math.imul`, shifts and exact divisions by powers of two.
 */

/** A stream of reproducible random bits. Not for secrets: anyone who knows the seed knows the stream. */
export interface RandomBits {
  /** The next 32 bits, 0 … 2³² − 1. */
  uint32(): number;
  /** The next multiple of 2⁻²⁴ in [0, 1), exact in float32. */
  uniform(): number;
  /** −1 or +1, one bit of the stream each. */
  sign(): -1 | 1;
  /** An integer in 0 … `limit` − 1; `limit` is a whole number from 1 to 2³¹. The bias is below 2⁻³² · limit. */
  below(limit: number): number;
}

/**
 * Mixes the UTF-16 code units of `text` into 32 bits (MurmurHash3's x86_32 steps, one code unit a block).
 *
 * @param seed separates uses: the same text under another seed gives an unrelated hash.
 */
export function hashText(text: string, seed: number): number {
  let hash = seed | 0;
  for (let at = 0; at < text.length; at++) {
    let block = Math.imul(text.charCodeAt(at), 0xcc9e2d51);
    block = (block << 15) | (block >>> 17);
    hash ^= Math.imul(block, 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  return finalMix(hash ^ text.length);
}

/**
 * Random bits from a seed: sfc32 (Doty-Humphrey, PractRand), whose state is filled from the seed's hash.
 *
 * @param seed a number (its low 32 bits count) or a text.
 */
export function seededRandom(seed: number | string): RandomBits {
  const text = typeof seed === 'string';
  let a = text ? hashText(seed, 0x9e3779b9) : finalMix(seed ^ 0x9e3779b9);
  let b = text ? hashText(seed, 0x243f6a88) : finalMix(a ^ 0x243f6a88);
  let c = finalMix(b ^ 0xb7e15162);
  let counter = 1;
  let signs = 0;
  let signsLeft = 0;

  const uint32 = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  // The first outputs still resemble the seed.
  for (let warmUp = 0; warmUp < 12; warmUp++) uint32();

  return {
    uint32,
    uniform: () => (uint32() >>> 8) / 0x1000000,
    sign: () => {
      if (signsLeft === 0) {
        signs = uint32();
        signsLeft = 32;
      }
      const bit = signs & 1;
      signs >>>= 1;
      signsLeft--;
      return bit === 1 ? 1 : -1;
    },
    below: (limit) => Math.floor((uint32() / 0x100000000) * limit),
  };
}

/** A random order of 0 … `length` − 1 (Fisher–Yates). */
export function shuffledIndices(length: number, random: RandomBits): number[] {
  const order = Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const kept = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = kept;
  }
  return order;
}

/**
 * Adds `weight` × the frozen ±1 pattern of `label` to `out[offset … offset + length)`.
 *
 * Patterns of different labels are nearly orthogonal, so a sum of them is a dense sketch of a set of labels
 * (Johnson–Lindenstrauss; Achlioptas 2003) in which no coordinate stands for a label.
 */
export function addLabelPattern(
  out: Float32Array,
  offset: number,
  length: number,
  label: string,
  weight: number,
): void {
  const bits = seededRandom(label);
  for (let at = offset; at < offset + length; at++) out[at] = (out[at] ?? 0) + bits.sign() * weight;
}

/** A frozen ±1/√columns projection, row-major `[rows, columns]`: keeps lengths on average. */
export function signProjection(rows: number, columns: number, seed: string): Float32Array {
  const bits = seededRandom(seed);
  const scale = 1 / Math.sqrt(columns);
  return Float32Array.from({ length: rows * columns }, () => bits.sign() * scale);
}

function finalMix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

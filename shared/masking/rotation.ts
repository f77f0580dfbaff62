import { sha256 } from '../crypto/sha256.ts';

/**
 * A rotation of R^d that everybody can make again from `seed`: random signs and Hadamard transforms. Afterwards every
 * coordinate of a vector of norm C is about C/√n in size, n the largest power of two ≤ d, whatever it was before, so
 * that one scale serves them all. No padding: two transforms of n coordinates, of the first and of the last n.
 * (Suresh et al. 2017, §3, for padded vectors.)
 */
export function rotate(vector: Float32Array, seed: Uint8Array): Float64Array {
  const turned = Float64Array.from(vector);
  const n = rotatedTogether(turned.length);
  flip(turned, seed, 0);
  transform(turned.subarray(0, n));
  if (n < turned.length) {
    flip(turned, seed, 1);
    transform(turned.subarray(turned.length - n));
  }
  return turned;
}

/** Undoes `rotate`, to rounding. */
export function unrotate(vector: Float64Array, seed: Uint8Array): Float64Array {
  const turned = vector.slice();
  const n = rotatedTogether(turned.length);
  if (n < turned.length) {
    transform(turned.subarray(turned.length - n));
    flip(turned, seed, 1);
  }
  transform(turned.subarray(0, n));
  flip(turned, seed, 0);
  return turned;
}

/** n: how many coordinates are mixed with one another at once; the largest power of two ≤ d. */
export function rotatedTogether(dimension: number): number {
  return 2 ** Math.floor(Math.log2(Math.max(1, dimension)));
}

/** The Hadamard transform, orthonormal, in place; its own inverse. */
function transform(values: Float64Array): void {
  const n = values.length;
  for (let half = 1; half < n; half *= 2) {
    for (let start = 0; start < n; start += 2 * half) {
      for (let i = start; i < start + half; i++) {
        const a = values[i]!;
        const b = values[i + half]!;
        values[i] = a + b;
        values[i + half] = a - b;
      }
    }
  }
  const scale = 1 / Math.sqrt(n);
  for (let i = 0; i < n; i++) values[i]! *= scale;
}

/** Turns the signs that SHA-256(which ‖ block ‖ seed) says, 256 at a time. */
function flip(values: Float64Array, seed: Uint8Array, which: number): void {
  for (let block = 0; block * 256 < values.length; block++) {
    const signs = sha256(
      new Uint8Array([which, block & 0xff, (block >> 8) & 0xff, (block >> 16) & 0xff]),
      seed,
    );
    const end = Math.min(values.length, (block + 1) * 256);
    for (let i = block * 256; i < end; i++) {
      if (((signs[(i & 255) >> 3]! >> (i & 7)) & 1) === 1) values[i] = -values[i]!;
    }
  }
}

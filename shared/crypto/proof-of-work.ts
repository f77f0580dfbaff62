import { sha256 } from './sha256.ts';

/** SHA-256(challenge ‖ public key ‖ counter as u64, big-endian): what a proof of work must make low. */
export function admissionDigest(challenge: Uint8Array, publicKey: Uint8Array, counter: number): Uint8Array {
  const tail = new Uint8Array(8);
  new DataView(tail.buffer).setBigUint64(0, BigInt(counter), false);
  return sha256(challenge, publicKey, tail);
}

/** How many bits of `digest` are zero before the first that is not. */
export function leadingZeroBits(digest: Uint8Array): number {
  let bits = 0;
  for (const byte of digest) {
    if (byte === 0) {
      bits += 8;
      continue;
    }
    return bits + Math.clz32(byte) - 24;
  }
  return bits;
}

/** Searches counters from `from` for `tries` tries; the counter that proves the work, or null. Expected 2^bits tries. */
export function searchProof(
  challenge: Uint8Array,
  publicKey: Uint8Array,
  bits: number,
  from: number,
  tries: number,
): number | null {
  for (let counter = from; counter < from + tries; counter++) {
    if (leadingZeroBits(admissionDigest(challenge, publicKey, counter)) >= bits) return counter;
  }
  return null;
}

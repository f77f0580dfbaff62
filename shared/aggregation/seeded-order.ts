import { sha256 } from '../crypto/sha256.ts';

const TEXT = new TextEncoder();

/** The numbers 0 … n − 1 in an order that follows from the seed: Fisher and Yates's shuffle by `seededNumbers`. */
export function seededOrder(n: number, seed: string): number[] {
  const next = seededNumbers(seed);
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/**
 * Numbers in [0, 1) that follow from the seed: xorshift32 (Marsaglia 2003) started from SHA-256 of the seed. The same on
 * every machine; whoever knows the seed can compute them, so the seed is committed to before updates come in.
 */
export function seededNumbers(seed: string): () => number {
  const digest = sha256(TEXT.encode(seed));
  let state = new DataView(digest.buffer, digest.byteOffset).getUint32(0) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

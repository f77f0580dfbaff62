/** Uniform words of 32 bits that nobody can foresee: the platform's generator, or a seeded one in tests. */
export type RandomWords = () => number;

const WORD = 2 ** 32;
const POOL = 4096;

/** Words of the platform's cryptographic generator, drawn 4,096 at a time. */
export function cryptoWords(): RandomWords {
  const pool = new Uint32Array(POOL);
  let next = POOL;
  return () => {
    if (next === POOL) {
      crypto.getRandomValues(pool);
      next = 0;
    }
    const word = pool[next]!;
    // What was drawn is not left lying: noise that can be read again can be subtracted.
    pool[next++] = 0;
    return word;
  };
}

/** Uniform on the multiples of 2⁻⁵³ in [0, 1). */
export function uniform(words: RandomWords): number {
  return ((words() >>> 5) * 2 ** 26 + (words() >>> 6)) / 2 ** 53;
}

/** A whole number, uniform on [0, below), without the bias of a remainder. @throws RangeError unless 1 ≤ below ≤ 2⁵³ */
export function uniformBelow(words: RandomWords, below: number): number {
  if (!Number.isSafeInteger(below - 1) || below < 1)
    throw new RangeError(`cannot draw below ${below}: a whole number from 1 to 2⁵³ is needed`);
  if (below <= WORD) {
    const fair = WORD - (WORD % below);
    for (;;) {
      const word = words();
      if (word < fair) return word % below;
    }
  }
  const high = Math.ceil(below / WORD);
  for (;;) {
    const drawn = uniformBelow(words, high) * WORD + words();
    if (drawn < below) return drawn;
  }
}

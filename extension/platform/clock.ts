/** Time and chance, passed in so that what depends on them can be tested. */

export interface Clock {
  /** Wall-clock time in ms since 1970. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** Fair bytes from the browser. */
export function randomBytes(count: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(count));
}

/** A fair seed: 32 bits, not negative. */
export function randomSeed(): number {
  return new DataView(randomBytes(4).buffer).getUint32(0);
}

/**
 * Randomised response (Warner 1965): an answer that is true with a known chance only, so that nobody's answer says much
 * and everybody's together do.
 */

/** Chance that a vote says the opposite: ε = ln((1 − ¼)/¼) = ln 3 (`integrity.md` §2, ratification). */
export const FLIP_CHANCE = 0.25;
/** ε of one vote, nats. */
export const VOTE_EPSILON = Math.log((1 - FLIP_CHANCE) / FLIP_CHANCE);

/** @param uniform on [0, 1), unpredictable to others */
export function randomisedBit(bit: boolean, uniform: () => number): boolean {
  return uniform() < FLIP_CHANCE ? !bit : bit;
}

/** One of `values`: the true one with chance e^ε/(e^ε + k − 1), each other one with 1/(e^ε + k − 1) (Kairouz 2016). */
export function randomisedChoice<T>(
  truth: T,
  values: readonly T[],
  epsilon: number,
  uniform: () => number,
): T {
  const others = values.filter((value) => value !== truth);
  if (others.length === 0 || uniform() < truthChance(values.length, epsilon)) return truth;
  return others[Math.min(others.length - 1, Math.floor(uniform() * others.length))] ?? truth;
}

/** Chance of the true one among `k` values. */
export function truthChance(k: number, epsilon: number): number {
  return Math.exp(epsilon) / (Math.exp(epsilon) + k - 1);
}

/** A share of randomised bits → the share of true ones, and its standard error; unbiased, so it may leave [0, 1]. */
export function debiasedShare(share: number, count: number): { readonly share: number; readonly se: number } {
  const kept = 1 - 2 * FLIP_CHANCE;
  return {
    share: (share - FLIP_CHANCE) / kept,
    se: count === 0 ? Number.POSITIVE_INFINITY : Math.sqrt((share * (1 - share)) / count) / kept,
  };
}

/** How often each of k values was reported → how often it was true, `[k]`; unbiased, so it may be below 0. */
export function debiasedCounts(reported: readonly number[], epsilon: number): number[] {
  const k = reported.length;
  const total = reported.reduce((sum, count) => sum + count, 0);
  const truth = truthChance(k, epsilon);
  const other = k === 1 ? 0 : (1 - truth) / (k - 1);
  return reported.map((count) => (count - total * other) / (truth - other));
}

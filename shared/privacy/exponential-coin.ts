import type { RandomWords } from './random-words.ts';

/** A fraction of whole numbers, denominator above 0. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const WORD = 2 ** 32;

/** How far e^(−near) may be off the true chance, relatively, and some more: x is below 1,000 and right to 2⁻⁵⁰. */
const SLACK = 2 ** -38;

/**
 * True with chance e^(−x), exactly: the bits of a uniform number are compared with those of e^(−x) until they differ.
 * All but some four in 2³² coins are decided by the first word and a double; the rest by bounds on e^(−x) in whole
 * numbers, drawn as close as it takes.
 * @param near x ≥ 0 as a double, right to 2⁻⁵⁰ of itself @param exact x itself
 */
export function exponentialCoin(words: RandomWords, near: number, exact: () => Fraction): boolean {
  const chance = Math.exp(-near);
  const first = words();
  if ((first + 1) / WORD <= chance * (1 - SLACK)) return true;
  if (first / WORD >= chance * (1 + SLACK)) return false;
  const x = exact();
  let drawn = BigInt(first);
  for (let bits = 32n; ; bits += 32n) {
    const { lower, upper } = boundsOfExponential(x, bits);
    if (drawn + 1n <= lower) return true;
    if (drawn >= upper) return false;
    drawn = (drawn << 32n) | BigInt(words());
  }
}

/** Bits that are kept beyond those asked for: sums of some dozens of roundings stay within them. */
const GUARD = 32n;

/** Whole numbers with lower ≤ 2^bits · e^(−x) ≤ upper, a few apart. */
function boundsOfExponential(
  { numerator, denominator }: Fraction,
  bits: bigint,
): { lower: bigint; upper: bigint } {
  const scale = bits + GUARD;
  const wholes = numerator / denominator;
  let { lower, upper } = boundsBelowOne(numerator - wholes * denominator, denominator, scale);
  const inverse = boundsBelowOne(1n, 1n, scale);
  for (let i = 0n; i < wholes; i++) {
    lower = (lower * inverse.lower) >> scale;
    upper = ((upper * inverse.upper) >> scale) + 1n;
  }
  return { lower: lower >> GUARD, upper: (upper >> GUARD) + 1n };
}

/** The alternating series of e^(−x), 0 ≤ x ≤ 1: each partial sum is beyond the value, on the other side of the one before. */
function boundsBelowOne(
  numerator: bigint,
  denominator: bigint,
  scale: bigint,
): { lower: bigint; upper: bigint } {
  let lower = 1n << scale;
  let upper = lower;
  let smaller = lower;
  let larger = lower;
  for (let n = 1n; larger > 1n; n++) {
    smaller = (smaller * numerator) / (denominator * n);
    larger = (larger * numerator) / (denominator * n) + 1n;
    if (n % 2n === 1n) {
      lower -= larger;
      upper -= smaller;
    } else {
      lower += smaller;
      upper += larger;
    }
  }
  // What the series leaves out is less than its last term.
  return { lower: lower - larger, upper: upper + larger };
}

/** Cosines of what was sent over many rounds, from where two begin to count as one, and from where they are one. */
const ALIKE_FROM = 0.35;
const ALIKE_WHOLLY = 0.7;

/**
 * How many say the same, `[n]`, each ≥ 1: mᵢ = 1 + Σⱼ ramp(cos(Hᵢ, Hⱼ); .35, .70), with H an entity's running sum of
 * sketches of what it sent beyond the aggregate, in earlier rounds (`integrity.md` §4). Somebody new, whose H is all
 * zeros, is like nobody yet.
 */
export function multiplicities(histories: readonly Float64Array[]): number[] {
  return histories.map((own, i) =>
    histories.reduce((sum, other, j) => (i === j ? sum : sum + ramp(cosine(own, other))), 1),
  );
}

/** Cosine of two vectors; 0 where one of them is all zeros. @throws RangeError if their lengths differ */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new RangeError(`lengths differ: ${a.length} and ${b.length}`);
  let product = 0;
  let own = 0;
  let others = 0;
  for (let i = 0; i < a.length; i++) {
    product += a[i]! * b[i]!;
    own += a[i]! * a[i]!;
    others += b[i]! * b[i]!;
  }
  const lengths = Math.sqrt(own) * Math.sqrt(others);
  return lengths > 0 ? product / lengths : 0;
}

function ramp(cos: number): number {
  return Math.min(1, Math.max(0, (cos - ALIKE_FROM) / (ALIKE_WHOLLY - ALIKE_FROM)));
}

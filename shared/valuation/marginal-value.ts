import { dot } from '../numerics/tiled-reductions.ts';

/** An update whose worth is asked. */
export interface JudgedUpdate {
  /** `[d]`. */
  readonly delta: Float32Array;
  /** How many say the same in the long run, ≥ 1 (`../influence/multiplicity.ts`). */
  readonly multiplicity: number;
  /** How much of it was not sent before, in [0, 1] (`novelty.ts`). */
  readonly novelty: number;
}

/**
 * What updates were worth `[n]`, in units of probe loss: how far each points where the probe readers' loss falls, as far
 * as nobody could know it, vᵢ = noveltyᵢ · ⟨P xᵢ, P g⟩ / mᵢ with g = −∇L on a fresh random half of the probe data.
 *
 * P projects out everything in `published`: whoever sends back what can be downloaded, in any mixture, is paid nothing
 * for it. (With the last five aggregates only, as `integrity.md` §5.1 has it, the sum of the older ones earned eight
 * times what honesty did; `docs/VALUATION.md`.)
 */
export function marginalValues(
  updates: readonly JudgedUpdate[],
  improvement: Float32Array | Float64Array,
  published: readonly Float32Array[],
): number[] {
  const direction = novelDirection(improvement, published);
  return updates.map((update) => valueAlong(direction, update));
}

/** P g, `[d]`. P is an orthogonal projection, so ⟨Px, Pg⟩ = ⟨x, Pg⟩: one projection serves all updates. */
export function novelDirection(
  improvement: Float32Array | Float64Array,
  published: readonly Float32Array[],
): Float64Array {
  return projectOut(Float64Array.from(improvement), orthonormalBasis(published));
}

/** v of one update by P g. */
export function valueAlong(direction: Float64Array, { delta, multiplicity, novelty }: JudgedUpdate): number {
  return novelty === 0 ? 0 : (novelty * dot(delta, direction)) / Math.max(1, multiplicity);
}

/** Orthonormal basis of the span of `vectors` by modified Gram–Schmidt, done twice; dependent ones are left out. */
function orthonormalBasis(vectors: readonly Float32Array[]): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const vector of vectors) {
    const length = Math.sqrt(dot(vector, vector));
    if (!(length > 0)) continue;
    const rest = projectOut(
      Float64Array.from(vector, (x) => x / length),
      basis,
    );
    const left = Math.sqrt(dot(rest, rest));
    if (left <= 1e-4) continue;
    const clean = projectOut(
      rest.map((x) => x / left),
      basis,
    );
    const unit = Math.sqrt(dot(clean, clean));
    basis.push(clean.map((x) => x / unit));
  }
  return basis;
}

function projectOut(vector: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const out = vector.slice();
  for (const unit of basis) {
    const along = dot(out, unit);
    for (let j = 0; j < out.length; j++) out[j] = out[j]! - along * unit[j]!;
  }
  return out;
}

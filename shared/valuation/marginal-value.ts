import { dot } from '../numerics/tiled-reductions.ts';

/**
 * What an update was worth: how far it points where the probe readers' loss falls,
 * vᵢ = ⟨P xᵢ, P g⟩ / mᵢ with g = −∇L on a fresh random half of the probe data (`integrity.md` §5.1).
 *
 * P projects out the last public aggregates, so that repeating what everybody can download is worth nothing. An update
 * that the copy check found is worth 0.
 */
export interface ValuedUpdate {
  readonly delta: Float32Array;
  /** How many times the same thing was said in this round by similar updates, ≥ 1. */
  readonly multiplicity: number;
  readonly copy: boolean;
}

/** Values `[n]` of a round's updates, in units of probe loss. */
export function marginalValues(
  updates: readonly ValuedUpdate[],
  improvement: Float32Array | Float64Array,
  publicAggregates: readonly Float32Array[],
): number[] {
  const basis = orthonormalBasis(publicAggregates);
  const direction = projectOut(Float64Array.from(improvement), basis);
  // P is an orthogonal projection, so ⟨Px, Pg⟩ = ⟨x, Pg⟩: one projection serves all updates.
  return updates.map(({ delta, multiplicity, copy }) =>
    copy ? 0 : dot(delta, direction) / Math.max(1, multiplicity),
  );
}

/** Orthonormal basis of the span of `vectors` by modified Gram–Schmidt; dependent ones are left out. */
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
    if (left > 1e-6) basis.push(rest.map((x) => x / left));
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

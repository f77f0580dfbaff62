import { l2Norm } from '../numerics/tiled-reductions.ts';
import { type JudgedUpdate, marginalValues } from './marginal-value.ts';

/** Below this part of the norm C an update is as good as nothing, and earns it. */
export const LEAST_NORM = 0.02;
/** Published aggregates that a valuation projects out, newest first; what is older it projects out as one step. */
export const PROJECTED_AGGREGATES = 50;

/** What everybody could download when a round opened. */
export interface PublishedDirections {
  /** The last `PROJECTED_AGGREGATES` aggregates, newest first, `[d]` each. */
  readonly aggregates: readonly Float32Array[];
  /** How the model had moved before them, from its first version, `[d]`; null while they reach back to it. */
  readonly older: Float32Array | null;
}

export interface UpdateWorth {
  readonly value: number;
  /** Why it is worth nothing whatever it says; null otherwise. */
  readonly why: 'too-small' | 'repeats' | null;
}

/**
 * Values the updates of a round `[n]`; the server and its auditors run the same lines.
 * @param norm C of the round
 */
export function valueUpdates(
  updates: readonly JudgedUpdate[],
  improvement: Float32Array,
  { aggregates, older }: PublishedDirections,
  norm: number,
): UpdateWorth[] {
  const published = older === null ? aggregates : [...aggregates, older];
  const values = marginalValues(updates, improvement, published);
  return updates.map(({ delta, novelty }, i): UpdateWorth => {
    if (l2Norm(delta) < LEAST_NORM * norm) return { value: 0, why: 'too-small' };
    return { value: values[i] ?? 0, why: novelty === 0 ? 'repeats' : null };
  });
}

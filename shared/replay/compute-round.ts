import { type OptimiserConfig, serverOptimiser } from '../aggregation/optimisers/server-optimiser.ts';
import { type RuleName, rules } from '../aggregation/registry.ts';
import { promisedAttackers } from '../aggregation/robustness.ts';
import { type RowStatistics, rowStatistics } from '../aggregation/row-statistics.ts';
import { type Concentration, concentration } from '../influence/concentration.ts';
import { leaveOneOutShares } from '../influence/leave-one-out.ts';
import { projectionShares } from '../influence/projection-share.ts';
import { type RowStanding, roundWeights } from '../influence/round-weights.ts';
import { dot, l2Norm, squaredDistance } from '../numerics/tiled-reductions.ts';

/** Everything a round's result depends on. The cohort is ordered by update hash. */
export interface RoundInputs {
  readonly parameters: Float32Array;
  readonly optimiserState: Float64Array;
  /** Decoded updates `[n][d]`, in cohort order. */
  readonly updates: readonly Float32Array[];
  readonly standings: readonly RowStanding[];
  readonly rule: { readonly name: RuleName; readonly f: number };
  readonly norm: number;
  readonly optimiser: OptimiserConfig;
  readonly bootstrap: boolean;
  /** The round's seed, committed to when it opened: rules that draw something draw it by this. */
  readonly seed: string;
  /** Whether rows are looked at one by one as well, which costs about as much again: what a server publishes. */
  readonly inspectRows?: boolean;
}

export interface RoundResult {
  /** The pseudo-gradient, `[d]`. */
  readonly aggregate: Float32Array;
  readonly parameters: Float32Array;
  readonly optimiserState: Float64Array;
  readonly weights: number[];
  /** Projection shares of the step, Σ = 1. */
  readonly shares: number[];
  readonly influence: Concentration;
  /** Median pairwise cosine of the updates; null for fewer than two. */
  readonly agreement: number | null;
  /** How many attackers the rule's proof covers on these rows; null for rules without one. */
  readonly promised: number | null;
  /** L2 norm of what the model moved by. */
  readonly stepNorm: number;
  /** How much each row mattered to the aggregate, Σ = 1; null where it was not asked or cannot be told. */
  readonly leaveOneOut: number[] | null;
  /** How each row stands to the middle; empty where it was not asked, or for fewer than three. */
  readonly statistics: RowStatistics[];
}

/**
 * Computes a round: weights → rule → server optimiser → influence. Pure and deterministic to the bit: the server runs it
 * when a round closes, and an auditor, the command line and a visitor's browser run the same lines to check it.
 * @throws RuleRefusal when the rule cannot hold its promise on this cohort
 */
export function computeRound(inputs: RoundInputs): RoundResult {
  const weights = roundWeights(inputs.standings, { bootstrap: inputs.bootstrap });
  const { rule, norm, seed } = inputs;
  const aggregate = rules[rule.name](inputs.updates, { f: rule.f, norm, weights, seed });
  const { parameters, state } = serverOptimiser(inputs.optimiser).step(
    inputs.parameters,
    aggregate,
    inputs.optimiserState,
  );
  const shares = projectionShares(inputs.updates, weights, aggregate);
  return {
    aggregate,
    parameters,
    optimiserState: state,
    weights,
    shares,
    influence: concentration(shares.map((share) => Math.max(0, share))),
    agreement: medianCosine(inputs.updates),
    promised: promisedAttackers(rule.name, rule.f, inputs.updates),
    stepNorm: Math.sqrt(squaredDistance(parameters, inputs.parameters)),
    leaveOneOut:
      inputs.inspectRows === true
        ? leaveOneOutShares(inputs.updates, weights, { rule: rule.name, f: rule.f, norm, seed })
        : null,
    statistics: inputs.inspectRows === true ? rowStatistics(inputs.updates) : [],
  };
}

/** Largest cohort of which all pairs are compared; of larger ones the first rows are, which the hash order makes arbitrary. */
const PAIRED_ROWS = 24;

function medianCosine(updates: readonly Float32Array[]): number | null {
  const rows = updates
    .slice(0, PAIRED_ROWS)
    .map((update) => ({ update, norm: l2Norm(update) }))
    .filter(({ norm }) => norm > 0);
  const cosines: number[] = [];
  for (const [i, a] of rows.entries()) {
    for (const b of rows.slice(i + 1)) cosines.push(dot(a.update, b.update) / (a.norm * b.norm));
  }
  cosines.sort((a, b) => a - b);
  return cosines[cosines.length >> 1] ?? null;
}

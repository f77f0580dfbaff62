import { z } from 'zod';
import { epsilonOfZcdp } from './epsilon.ts';

/**
 * What a server promises of noise: every update of a task carries σ times what one contributor can move, each
 * contributor takes part k times at most over the model's whole life, and ε is told at δ.
 */
export const privacyTermsSchema = z.object({
  /** σ: standard deviation of the noise at every coordinate, over the clipping norm. */
  noiseMultiplier: z.number().positive().max(1e6),
  /** k: how often a contributor may take part. */
  participations: z.number().int().positive().max(1e9),
  /** δ: the chance that the bound ε does not hold. */
  delta: z.number().gt(0).lt(1),
});
export type PrivacyTerms = z.infer<typeof privacyTermsSchema>;

/** What a contributor has spent so far, and what there is. */
export interface PrivacyBudget {
  /** ε so far; infinite once an update went out without noise. */
  readonly spent: number;
  /** ε when every participation is used. */
  readonly total: number;
  /** Whether one more participation is within the terms. */
  readonly mayTakePart: boolean;
}

/** Zero-concentrated DP that one participation at σ costs: ρ = 1/2σ² (Bun and Steinke 2016, Proposition 1.6). */
export function costOfParticipation(noiseMultiplier: number): number {
  return noiseMultiplier > 0 ? 1 / (2 * noiseMultiplier * noiseMultiplier) : Number.POSITIVE_INFINITY;
}

/**
 * Where a contributor stands under `terms` after taking part with the noise multipliers in `past` (0 for an update
 * without noise). Costs add up whatever the terms were at the time, so that a server which changes them forgets nothing.
 */
export function budgetAfter(past: readonly number[], terms: PrivacyTerms): PrivacyBudget {
  const { noiseMultiplier, participations, delta } = terms;
  const cost = costOfParticipation(noiseMultiplier);
  const rho = past.reduce((sum, sigma) => sum + costOfParticipation(sigma), 0);
  const all = participations * cost;
  return {
    spent: epsilonAt(rho, delta),
    total: epsilonAt(all, delta),
    // Sums of equal costs differ in their last digits.
    mayTakePart: past.length < participations && rho + cost <= all * (1 + 1e-9),
  };
}

function epsilonAt(rho: number, delta: number): number {
  return Number.isFinite(rho) ? epsilonOfZcdp(rho, delta).epsilon : Number.POSITIVE_INFINITY;
}

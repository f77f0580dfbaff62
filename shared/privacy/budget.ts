import type { PrivacyTerms } from '../protocol/privacy-terms.ts';
import { epsilonOfZcdp } from './epsilon.ts';

/** What a contributor has spent so far, and what there is. */
export interface PrivacyBudget {
  /** ε of the updates that carried noise. */
  readonly spent: number;
  /** ε when every participation is used. */
  readonly total: number;
  /** Updates that carried noise. */
  readonly participations: number;
  /** Updates that went out without noise: no ε bounds what they told, and no later noise takes it back. */
  readonly bare: number;
  /** Whether one more participation is within the terms. */
  readonly mayTakePart: boolean;
}

/** Zero-concentrated DP that one participation at σ > 0 costs: ρ = 1/2σ² (Bun and Steinke 2016, Proposition 1.6). */
function costOfParticipation(noiseMultiplier: number): number {
  return 1 / (2 * noiseMultiplier * noiseMultiplier);
}

/**
 * Where a contributor stands under `terms` after taking part with the noise multipliers in `past` (0 for an update
 * without noise). Costs add up whatever the terms were at the time, so that a server which changes them forgets nothing.
 */
export function budgetAfter(past: readonly number[], terms: PrivacyTerms): PrivacyBudget {
  const cost = costOfParticipation(terms.noiseMultiplier);
  const noised = past.filter((sigma) => sigma > 0);
  const rho = noised.reduce((sum, sigma) => sum + costOfParticipation(sigma), 0);
  const all = terms.participations * cost;
  return {
    spent: epsilonOfZcdp(rho, terms.delta).epsilon,
    total: epsilonOfZcdp(all, terms.delta).epsilon,
    participations: noised.length,
    bare: past.length - noised.length,
    // Sums of equal costs differ in their last digits.
    mayTakePart: noised.length < terms.participations && rho + cost <= all * (1 + 1e-9),
  };
}

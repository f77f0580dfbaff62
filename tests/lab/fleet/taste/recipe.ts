import { cosineSchedule } from '../../../../shared/aggregation/optimisers/schedule.ts';
import type { FleetRecipe } from '../fleet-options.ts';

/**
 * Rounds and the server's rate grow with the number of participants: what a crowd needs to get far, ten people would
 * only learn each other's whims by (`learning.md`, server side).
 */
export function tasteRecipe(
  participants: number,
  given: { readonly rounds?: number | undefined; readonly cohort?: number | undefined } = {},
): FleetRecipe {
  const tens = Math.max(1, participants / 10);
  const rounds = given.rounds ?? Math.round(Math.min(400, 30 * tens ** 0.365));
  return {
    rounds,
    cohort: Math.min(participants, given.cohort ?? 60),
    steps: 2,
    norm: 0.15,
    optimiser: {
      name: 'fedadam',
      learningRate: Math.min(0.008, 0.001 * tens ** 0.38),
      beta1: 0.9,
      beta2: 0.99,
      // Far below what any number of an update is: rarely woken inputs are learnt as fast as others.
      epsilon: 1e-6,
      schedule: cosineSchedule(rounds),
    },
  };
}

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
  const rounds =
    given.rounds ?? Number(process.env['ROUNDS'] ?? Math.round(Math.min(400, 30 * tens ** 0.44)));
  return {
    rounds,
    cohort: Math.min(participants, given.cohort ?? Number(process.env['COHORT'] ?? 60)),
    steps: 2,
    norm: 0.15,
    optimiser: {
      name: 'fedadam',
      learningRate: Number(process.env['LR'] ?? Math.min(0.005, 0.001 * tens ** 0.3)),
      beta1: 0.9,
      beta2: 0.99,
      epsilon: Number(process.env['EPS'] ?? 0.001),
      schedule: cosineSchedule(rounds),
    },
  };
}

import { cosineSchedule } from '../../../../shared/aggregation/optimisers/schedule.ts';
import type { FleetRecipe } from '../fleet-options.ts';

/** Short local rounds, so that what is sent agrees; the server's moments do the rest. */
export function voiceRecipe(
  participants: number,
  given: { readonly rounds?: number | undefined; readonly cohort?: number | undefined } = {},
): FleetRecipe {
  const rounds = given.rounds ?? 60;
  return {
    rounds,
    cohort: Math.min(participants, given.cohort ?? 24),
    steps: Number(process.env['STEPS'] ?? 8),
    norm: Number(process.env['NORM'] ?? 2),
    optimiser: process.env['OPT']
      ? { ...JSON.parse(process.env['OPT']), schedule: cosineSchedule(rounds) }
      : {
          name: 'fedadam',
          learningRate: 0.002,
          beta1: 0.9,
          beta2: 0.99,
          epsilon: 0.0001,
          schedule: cosineSchedule(rounds),
        },
  };
}

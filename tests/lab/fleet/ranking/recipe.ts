import { cosineSchedule } from '../../../../shared/aggregation/optimisers/schedule.ts';
import type { FleetRecipe } from '../fleet-options.ts';

/** Few people, so few rounds and a small rate: what goes further only learns their whims. */
export function rankingRecipe(
  participants: number,
  given: { readonly rounds?: number | undefined; readonly cohort?: number | undefined } = {},
): FleetRecipe {
  const rounds = given.rounds ?? 30;
  return {
    rounds,
    cohort: Math.min(participants, given.cohort ?? 60),
    steps: 4,
    norm: 0.3,
    optimiser: {
      name: 'fedadam',
      learningRate: 0.01,
      beta1: 0.9,
      beta2: 0.99,
      epsilon: 0.001,
      schedule: cosineSchedule(rounds),
    },
  };
}

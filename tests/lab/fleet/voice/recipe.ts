import { cosineSchedule } from '../../../../shared/aggregation/optimisers/schedule.ts';
import type { FleetRecipe } from '../fleet-options.ts';

/**
 * Short local rounds, so that what is sent agrees, and plain momentum: adaptive rates wake every number at once, which
 * costs a warm start more than it brings (tried: FedAdam at 0.0005 and 0.002, 24 local steps, momentum 0.5 and 0.9).
 */
export function voiceRecipe(
  participants: number,
  given: { readonly rounds?: number | undefined; readonly cohort?: number | undefined } = {},
): FleetRecipe {
  // Few writers have little to teach before they teach their own turns of phrase.
  const rounds = given.rounds ?? Math.round(Math.min(60, 4.9 * participants ** 0.51));
  return {
    rounds,
    cohort: Math.min(participants, given.cohort ?? 24),
    steps: 8,
    norm: 2,
    optimiser: {
      name: 'fedavgm',
      learningRate: Math.min(1, 0.1 + participants / 60),
      momentum: 0.8,
      schedule: cosineSchedule(rounds),
    },
  };
}

import { dot, l2Norm } from '../../../../shared/numerics/tiled-reductions.ts';
import { type Attack, copies } from './attack.ts';
import { deviationOf, meanOf, plus, times } from './vectors.ts';

const EVALUATIONS = 20;

/**
 * Knows the rule, and searches in twenty evaluations for how far it pays to stand against the honest mean, and whether
 * along the mean or along the deviation: what moves the step farthest against honest learning. The number to publish.
 */
export const adaptive: Attack = {
  default: ({ honest, f, norm, aggregate }) => {
    const mean = meanOf(honest);
    const spread = deviationOf(honest, 1);
    const directions = [
      times(mean, -1 / (l2Norm(mean) || 1)),
      times(
        spread.map((value, j) => (mean[j]! > 0 ? -value : value)),
        1 / (l2Norm(spread) || 1),
      ),
    ];
    let [best, harm] = [mean, Number.NEGATIVE_INFINITY];
    for (let trial = 0; trial < EVALUATIONS; trial++) {
      const direction = directions[trial % 2]!;
      const reach = norm * 2 * ((Math.floor(trial / 2) + 1) / (EVALUATIONS / 2));
      const row = plus(mean, reach, direction);
      const step = aggregate(copies(row, f));
      const damage = -dot(step, mean);
      if (damage > harm) [best, harm] = [row, damage];
    }
    return copies(best, f);
  },
};

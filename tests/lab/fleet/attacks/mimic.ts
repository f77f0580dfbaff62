import { dot } from '../../../../shared/numerics/tiled-reductions.ts';
import { type Attack, copies } from './attack.ts';
import { meanOf, plus } from './vectors.ts';

/** Mimic (Karimireddy et al. 2022): all copy one honest row, the one that stands out most, so that it counts f + 1 times. */
export const mimic: Attack = {
  default: ({ honest, f }) => {
    const mean = meanOf(honest);
    let [victim, farthest] = [honest[0] ?? mean, -1];
    for (const row of honest) {
      const away = plus(row, -1, mean);
      const distance = dot(away, away);
      if (distance > farthest) [victim, farthest] = [row, distance];
    }
    return copies(victim, f);
  },
};

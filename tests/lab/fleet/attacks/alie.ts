import { type Attack, type AttackContext, copies } from './attack.ts';
import { deviationOf, meanOf, plus } from './vectors.ts';

/**
 * A little is enough (Baruch et al. 2019): all attackers stand z deviations beside the mean of every coordinate, where
 * honest rows stand too.
 */
function alie(z: (context: AttackContext) => number): Attack {
  return {
    default: (context) => {
      const { honest, f } = context;
      return copies(plus(meanOf(honest), -z(context), deviationOf(honest, 1)), f);
    },
  };
}

export const alieAt15 = alie(() => 1.5);

/** As far as it still finds a majority: z_max = Φ⁻¹((n − f − s)/(n − f)), s = ⌊n/2 + 1⌋ − f. */
export const alieAtMost = alie(({ honest, f }) => {
  const n = honest.length + f;
  const supporters = Math.floor(n / 2 + 1) - f;
  return normalQuantile((n - f - supporters) / (n - f));
});

/** Φ⁻¹, by halving: Φ from the error function of Abramowitz and Stegun 7.1.26. */
export function normalQuantile(chance: number): number {
  let [low, high] = [-8, 8];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (normalBelow(middle) < chance) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function normalBelow(x: number): number {
  const y = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * y);
  const tail =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) *
    Math.exp(-y * y);
  return x > 0 ? 1 - tail / 2 : tail / 2;
}

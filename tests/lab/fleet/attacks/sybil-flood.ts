import { l2Norm } from '../../../../shared/numerics/tiled-reductions.ts';
import { type Attack, type AttackContext, copies } from './attack.ts';
import { meanOf, noise, plus, times } from './vectors.ts';

/** Keys of each attacker. */
const IDENTITIES = 15;

/** One against the honest mean, from as many new keys as the proof of work pays for: alike, nearly alike, unlike. */
function flood(vary: (row: Float32Array, context: AttackContext) => Float32Array): Attack {
  return {
    identities: IDENTITIES,
    default: (context) =>
      copies(times(meanOf(context.honest), -5), context.f * IDENTITIES).map((row) => vary(row, context)),
  };
}

export const identicalFlood = flood((row) => row);
export const jitteredFlood = flood((row, { random }) =>
  plus(row, 1, noise(row.length, 0.1 * l2Norm(row), random)),
);
export const decorrelatedFlood = flood((row, { random }) =>
  plus(row, 1, noise(row.length, l2Norm(row), random)),
);

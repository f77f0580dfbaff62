import { l2Norm } from '../../shared/numerics/tiled-reductions.ts';
import { refuse } from '../../shared/protocol/errors.ts';
import type { Check } from './check.ts';

/**
 * 3. Norm: ‖decoded‖₂ ≤ C. The device lowers its scales until exactly this computation holds, so there is no tolerance:
 * anything longer was tampered with.
 */
export const checkNorm: Check<'update' | 'round', never> = async ({ update, round }) => {
  const norm = l2Norm(update);
  if (norm <= round.norm) return { ok: true, adds: {} };
  return {
    ok: false,
    refusal: refuse('NORM_EXCEEDED', `The update has norm ${norm.toPrecision(6)}; C is ${round.norm}.`),
  };
};

import { l2Norm } from '../../shared/numerics/tiled-reductions.ts';
import { longestUpdate } from '../../shared/privacy/noise-update.ts';
import { refuse } from '../../shared/protocol/errors.ts';
import type { Check } from './check.ts';

/**
 * 3. Norm: ‖decoded‖₂ ≤ C, and with noise what that adds. The device lowers its scales until exactly this computation
 * holds, so there is no tolerance:
 * anything longer was tampered with.
 */
export const checkNorm: Check<'update' | 'round', never> = async ({ update, round }) => {
  const norm = l2Norm(update);
  const longest = longestUpdate(round.norm, round.privacy, update.length);
  if (norm <= longest) return { ok: true, adds: {} };
  return {
    ok: false,
    refusal: refuse(
      'NORM_EXCEEDED',
      `The update has norm ${norm.toPrecision(6)}; at most ${longest} is taken.`,
    ),
  };
};

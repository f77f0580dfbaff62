import { dot, l2Norm } from '../../../../shared/numerics/tiled-reductions.ts';
import { type Attack, copies } from './attack.ts';
import { noise, plus, times } from './vectors.ts';

/** A common random direction at a right angle to the last step, as long as may be: drags the model sideways, unseen. */
export const orthogonal: Attack = {
  default: ({ global, previousStep, f, norm, random }) => {
    const raw = noise(global.length, norm, random);
    const length = previousStep === null ? 0 : l2Norm(previousStep);
    if (previousStep === null || length === 0) return copies(raw, f);
    const across = plus(raw, -dot(raw, previousStep) / length ** 2, previousStep);
    return copies(times(across, norm / (l2Norm(across) || 1)), f);
  },
};

import { l2Norm } from '../../../../shared/numerics/tiled-reductions.ts';
import type { Attack } from './attack.ts';
import { noise } from './vectors.ts';

/** Free-riders want pay, not harm: they send what costs nothing. */

export const sendNothing: Attack = {
  default: ({ global, f }) => rows(f, () => new Float32Array(global.length)),
};

/** Noise as long as honest rows are in the middle. */
export const matchedNoise: Attack = {
  default: ({ global, honest, f, random }) => {
    const lengths = honest.map((row) => l2Norm(row)).sort((a, b) => a - b);
    return rows(f, () => noise(global.length, lengths[lengths.length >> 1] ?? 0, random));
  },
};

/** The step that everybody saw, sent back. */
export const replayStep: Attack = {
  default: ({ global, previousStep, f }) =>
    rows(f, () => previousStep?.slice() ?? new Float32Array(global.length)),
};

/** What somebody else of this round sent. */
export const copyOther: Attack = {
  default: ({ honest, f, random }) =>
    rows(f, () => honest[Math.floor(random() * honest.length)]?.slice() ?? new Float32Array(0)),
};

function rows(count: number, make: () => Float32Array): Float32Array[] {
  return Array.from({ length: count }, make);
}

import { type Attack, copies } from './attack.ts';
import { meanOf } from './vectors.ts';

const SHARE = 0.01;

/** Honest everywhere but in the hundredth of coordinates that honest rows move most: there the opposite, tenfold. */
export const sparseCoordinates: Attack = {
  default: ({ honest, f }) => {
    const mean = meanOf(honest);
    const sizes = mean.map(Math.abs).sort();
    const from = sizes[Math.floor(sizes.length * (1 - SHARE))] ?? 0;
    return copies(
      mean.map((value) => (Math.abs(value) >= from ? -10 * value : value)),
      f,
    );
  },
};

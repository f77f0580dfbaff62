import { type Attack, copies } from './attack.ts';
import { meanOf, times } from './vectors.ts';

/** Inner-product manipulation (Xie et al. 2020): −ε times the honest mean, so that the step points away from it. */
function innerProduct(epsilon: number): Attack {
  return { default: ({ honest, f }) => copies(times(meanOf(honest), -epsilon), f) };
}

export const innerProductTenth = innerProduct(0.1);
export const innerProductHalf = innerProduct(0.5);
export const innerProductTwo = innerProduct(2);

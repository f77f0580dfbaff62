import type { ServerOptimiser } from './optimiser.ts';

export interface FedAdamOptions {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  /** τ of the paper: how much adaptivity small coordinates get. */
  readonly epsilon: number;
}

/**
 * FedAdam (Reddi et al. 2021, Algorithm 2) with Adam's bias correction.
 * State `[2 + 2d]`: β₁ᵗ, β₂ᵗ, first moments, second moments.
 */
export function fedAdam({ learningRate, beta1, beta2, epsilon }: FedAdamOptions): ServerOptimiser {
  return {
    initialState: (d) => {
      const state = new Float64Array(2 + 2 * d);
      state[0] = 1;
      state[1] = 1;
      return state;
    },
    step(parameters, aggregate, before) {
      const d = parameters.length;
      const state = before.slice();
      const power1 = before[0]! * beta1;
      const power2 = before[1]! * beta2;
      state[0] = power1;
      state[1] = power2;
      const next = new Float32Array(d);
      for (let j = 0; j < d; j++) {
        const g = aggregate[j]!;
        const m = beta1 * before[2 + j]! + (1 - beta1) * g;
        const v = beta2 * before[2 + d + j]! + (1 - beta2) * g * g;
        state[2 + j] = m;
        state[2 + d + j] = v;
        next[j] =
          parameters[j]! + (learningRate * (m / (1 - power1))) / (Math.sqrt(v / (1 - power2)) + epsilon);
      }
      return { parameters: next, state };
    },
  };
}

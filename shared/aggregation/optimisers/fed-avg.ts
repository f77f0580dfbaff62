import type { ServerOptimiser } from './optimiser.ts';

/** FedAvg (McMahan et al. 2017): w ← w + η Δ. No state. */
export function fedAvg(learningRate: number): ServerOptimiser {
  return {
    initialState: () => new Float64Array(0),
    step: (parameters, aggregate, state) => ({
      parameters: parameters.map((w, j) => w + learningRate * aggregate[j]!),
      state,
    }),
  };
}

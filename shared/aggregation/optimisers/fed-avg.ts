import type { StepRule } from './optimiser.ts';

/** FedAvg (McMahan et al. 2017): w ← w + η Δ. No state. */
export const fedAvg: StepRule = {
  stateLength: () => 0,
  begin: () => {},
  move(parameters, aggregate, _state, rate) {
    for (let j = 0; j < parameters.length; j++) parameters[j] = parameters[j]! + rate * aggregate[j]!;
  },
};

import type { StepRule } from './optimiser.ts';

/** FedAvgM (Hsu et al. 2019): v ← β v + Δ, w ← w + η v. State `[d]`: v. */
export function fedAvgM({ momentum }: { readonly momentum: number }): StepRule {
  return {
    stateLength: (d) => d,
    begin: () => {},
    move(parameters, aggregate, state, rate) {
      for (let j = 0; j < parameters.length; j++) {
        const v = momentum * state[j]! + aggregate[j]!;
        state[j] = v;
        parameters[j] = parameters[j]! + rate * v;
      }
    },
  };
}

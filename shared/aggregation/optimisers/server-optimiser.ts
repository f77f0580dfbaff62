import { type AdaptiveOptions, fedAdam, fedYogi } from './adaptive-moments.ts';
import { fedAvg } from './fed-avg.ts';
import { fedAvgM } from './fed-avg-m.ts';
import type { ServerOptimiser, StepRule } from './optimiser.ts';
import { type Schedule, scheduledFactor } from './schedule.ts';

interface Paced {
  /** η. */
  readonly learningRate: number;
  /** What η is multiplied by, step for step; constant when absent. */
  readonly schedule?: Schedule | undefined;
}

/** An optimiser with its parameters, as configured and as logged. */
export type OptimiserConfig = Paced &
  (
    | { readonly name: 'fedavg' }
    | { readonly name: 'fedavgm'; readonly momentum: number }
    | ({ readonly name: 'fedadam' | 'fedyogi' } & AdaptiveOptions)
  );

/** The optimiser that a configuration names. Its state is the number of steps made, then what its rule keeps. */
export function serverOptimiser(config: OptimiserConfig): ServerOptimiser {
  const rule = stepRule(config);
  return {
    initialState(d) {
      const state = new Float64Array(1 + rule.stateLength(d));
      rule.begin(state.subarray(1));
      return state;
    },
    step(parameters, aggregate, before) {
      const d = parameters.length;
      if (before.length !== 1 + rule.stateLength(d)) {
        throw new RangeError(
          `a state of ${before.length} numbers is not one of ${config.name} for ${d} parameters`,
        );
      }
      const next = parameters.slice();
      const state = before.slice();
      const steps = before[0]!;
      state[0] = steps + 1;
      const rate = config.learningRate * scheduledFactor(config.schedule ?? [], steps);
      rule.move(next, aggregate, state.subarray(1), rate);
      return { parameters: next, state };
    },
  };
}

function stepRule(config: OptimiserConfig): StepRule {
  switch (config.name) {
    case 'fedavg':
      return fedAvg;
    case 'fedavgm':
      return fedAvgM(config);
    case 'fedadam':
      return fedAdam(config);
    case 'fedyogi':
      return fedYogi(config);
  }
}

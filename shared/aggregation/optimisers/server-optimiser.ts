import { fedAdam } from './fed-adam.ts';
import { fedAvg } from './fed-avg.ts';
import type { ServerOptimiser } from './optimiser.ts';

/** An optimiser with its parameters, as configured and as logged. */
export type OptimiserConfig =
  | { readonly name: 'fedavg'; readonly learningRate: number }
  | {
      readonly name: 'fedadam';
      readonly learningRate: number;
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
    };

/** The optimiser that a configuration names. */
export function serverOptimiser(config: OptimiserConfig): ServerOptimiser {
  switch (config.name) {
    case 'fedavg':
      return fedAvg(config.learningRate);
    case 'fedadam':
      return fedAdam(config);
  }
}

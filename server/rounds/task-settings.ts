import {
  type OptimiserConfig,
  serverOptimiser,
} from '../../shared/aggregation/optimisers/server-optimiser.ts';
import type { RuleName } from '../../shared/aggregation/registry.ts';
import { initialTasteParameters, tasteSpec } from '../../shared/models/taste.ts';
import type { TaskName } from '../../shared/protocol/ids.ts';
import type { ServerConfig } from '../config.ts';

/** How a task is learnt here: its model and the published parameters of its rounds. */
export interface TaskSettings {
  readonly task: TaskName;
  readonly parameterCount: number;
  initialParameters(): Float32Array;
  readonly norm: number;
  readonly rule: RuleName;
  readonly optimiser: OptimiserConfig;
  readonly capacity: number;
  readonly cohort: number;
  readonly minimum: number;
  readonly roundMs: number;
  readonly staleness: number;
  readonly profile: 'laptop' | 'standard';
  readonly bodiesArePublic: boolean;
}

/** The settings of every task this server runs. */
export function taskSettings(config: ServerConfig): TaskSettings[] {
  return [
    {
      task: 'taste',
      parameterCount: tasteSpec.parameterCount,
      initialParameters: () => initialTasteParameters(config.MODEL_SEED),
      norm: config.NORM,
      rule: config.RULE,
      optimiser: config.OPTIMISER,
      capacity: config.ROUND_CAPACITY,
      cohort: config.ROUND_COHORT,
      minimum: config.ROUND_MINIMUM,
      roundMs: config.ROUND_SECONDS * 1000,
      staleness: config.STALENESS,
      profile: config.PROFILE,
      bodiesArePublic: config.AUDIT === 'public',
    },
  ];
}

/** Optimiser state before the first round of a task. */
export function initialOptimiserState(settings: TaskSettings): Float64Array {
  return serverOptimiser(settings.optimiser).initialState(settings.parameterCount);
}

import type { OptimiserConfig } from '../../../shared/aggregation/optimisers/server-optimiser.ts';
import type { RuleName } from '../../../shared/aggregation/registry.ts';
import type { Cells } from './cells.ts';
import type { FleetFolders } from './crew.ts';

/** What a fleet of any task is told. */
export interface FleetOptions {
  readonly folders: FleetFolders;
  /** As many as the task recommends when absent. */
  readonly rounds?: number | undefined;
  readonly cohort?: number | undefined;
  readonly seed: number;
  readonly rule: RuleName;
  /** `quick`: fewer people or rounds, little or nothing to compare with. */
  readonly profile: 'quick' | 'full';
  readonly cells: Cells;
  readonly tell: (line: string) => void;
  /** Told what each training made of the model. */
  readonly learnt?: (name: string, parameters: Float32Array) => void;
  readonly threads?: number | undefined;
}

/** How a task is learnt together by so many people. */
export interface FleetRecipe {
  readonly rounds: number;
  readonly cohort: number;
  /** Local steps. */
  readonly steps: number;
  /** C. */
  readonly norm: number;
  readonly optimiser: OptimiserConfig;
}

import type { TaleDatabase } from '../storage/database.ts';
import type { TrainingAssets } from './device-tasks/device-task.ts';
import type { Backend } from './trainer-protocol.ts';

/** What a job of the trainer touches, and what it says when it is done. */
export interface JobPorts {
  readonly db: TaleDatabase;
  readonly assets: TrainingAssets;
  now(): number;
  readonly backend: Backend;
  onStep(step: number, of: number): void;
}

export interface JobOutcome {
  readonly steps: number;
  readonly note: string | null;
}

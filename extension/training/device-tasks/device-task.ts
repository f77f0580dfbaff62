import type { TrainingTask } from '../../../shared/learning/task.ts';
import type { ModelSpec } from '../../../shared/models/model-spec.ts';
import type { TaskName } from '../../../shared/protocol/ids.ts';
import type { TaleDatabase } from '../../storage/database.ts';

/**
 * What a task is on the device that learns it: where its examples lie, how they are trained on, and what of it stays
 * here. Loaded by the trainer's Worker only; a new task is a file beside this one.
 */
export interface DeviceTask<Example> {
  readonly name: TaskName;
  readonly spec: ModelSpec;
  /** The examples in the device's store; damaged rows are left out. */
  examples(db: TaleDatabase): Promise<readonly Example[]>;
  /** Makes the task ready to train. @throws {Error} in a sentence when a packaged file is missing or damaged */
  open(assets: TrainingAssets): Promise<TrainingTask<Example>>;
  /**
   * Fits what never leaves the device to a version of the shared model.
   *
   * @returns null for a task that keeps nothing of the kind.
   */
  personalise(parameters: Float32Array, examples: readonly Example[]): PersonalPart | null;
}

export interface PersonalPart {
  /** Its schema is the task's. */
  readonly head: unknown;
  /** How many examples it was fitted on. */
  readonly examples: number;
}

/** Files of the package. */
export interface TrainingAssets {
  /** @param path from the package's root, such as `/models/voice/manifest.json` */
  read(path: `/${string}`): Promise<Uint8Array<ArrayBuffer>>;
}

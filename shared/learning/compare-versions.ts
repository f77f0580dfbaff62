import type { ModelSpec } from '../models/model-spec.ts';
import { seededRandom } from '../text/hashing.ts';
import type { LossFunction, TrainingTask } from './task.ts';
import { lossOf } from './train.ts';

/** Random parts of the examples on which both versions are judged; more tell finer differences, and take longer. */
const PARTS = 8;

export interface Comparison {
  /** Mean losses on the same parts of the same examples; infinite for a candidate that gives no number. */
  readonly current: number;
  readonly candidate: number;
}

/**
 * How two versions of a task's model do on one device's examples: each fits what is personal on part of them and is
 * judged on the rest, as in training, and nothing of the shared parameters is changed. What a device that did not teach
 * the candidate finds is what others may expect (`integrity.md` §2, ratification).
 *
 * @returns null when there is too little to judge by.
 */
export function compareVersions<Example>(
  task: TrainingTask<Example>,
  current: Float32Array,
  candidate: Float32Array,
  examples: readonly Example[],
  seed: number | string,
): Comparison | null {
  const prepared = task.prepare(examples);
  if (!prepared.usable) return null;
  try {
    const meanLoss = (parameters: Float32Array): number => {
      let sum = 0;
      for (let part = 0; part < PARTS; part++) {
        const loss = prepared.sampleLoss(seededRandom(`compare ${seed} ${part}`));
        sum += lossWhereThereIsOne(task.spec, parameters, loss);
      }
      return sum / PARTS;
    };
    const losses = { current: meanLoss(current), candidate: meanLoss(candidate) };
    return Number.isFinite(losses.current) ? losses : null;
  } finally {
    prepared.dispose();
  }
}

/** Parameters that no loss can be computed with are as bad as can be. */
function lossWhereThereIsOne(spec: ModelSpec, parameters: Float32Array, loss: LossFunction): number {
  try {
    const found = lossOf(spec, parameters, loss);
    return Number.isFinite(found) ? found : Number.POSITIVE_INFINITY;
  } catch (cause) {
    if (cause instanceof RangeError) return Number.POSITIVE_INFINITY;
    throw cause;
  }
}

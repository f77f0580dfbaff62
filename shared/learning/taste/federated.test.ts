import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { initialTasteParameters } from '../../models/taste.ts';
import { seededRandom, shuffledIndices } from '../../text/hashing.ts';
import { auc } from '../metrics.ts';
import { trainLocally } from '../train.ts';
import { personalJudgements } from './head.ts';
import { type SyntheticReader, syntheticReaders } from './synthetic-readers.ts';
import { tasteTask } from './task.ts';

/** Mean over readers of how well the model, with a head fitted on their device, ranks stories they have not met. */
function quality(parameters: Float32Array, readers: readonly SyntheticReader[]): number {
  const values = readers.flatMap(({ examples, unseen }) => {
    const judgements = personalJudgements(
      parameters,
      examples,
      unseen.map(({ features }) => features),
    );
    return (
      auc(
        judgements,
        unseen.map(({ preference }) => preference > 0),
      ) ?? []
    );
  });
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('federated learning of taste', () => {
  beforeAll(async () => {
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    await tf.setBackend('wasm');
  });

  it('makes the engine better for people who never took part', async () => {
    const participants = syntheticReaders(60, 'participants');
    const strangers = syntheticReaders(40, 'strangers');
    const untrained = initialTasteParameters();
    let parameters = untrained;
    let momentum = new Float32Array(untrained.length);
    for (let round = 0; round < 15; round++) {
      const cohort = shuffledIndices(participants.length, seededRandom(`round ${round}`)).slice(0, 12);
      const mean = new Float32Array(untrained.length);
      for (const member of cohort) {
        const { delta } = await trainLocally({
          task: tasteTask,
          parameters,
          examples: participants[member]?.examples ?? [],
          budget: { steps: 2, milliseconds: 60_000 },
          seed: `${round} ${member}`,
        });
        delta.forEach((value, at) => {
          mean[at] = (mean[at] ?? 0) + value / cohort.length;
        });
      }
      momentum = momentum.map((value, at) => 0.8 * value + (mean[at] ?? 0));
      parameters = parameters.map((value, at) => value + (momentum[at] ?? 0));
    }
    const before = quality(untrained, strangers);
    const after = quality(parameters, strangers);
    expect(before).toBeGreaterThan(0.6);
    expect(after - before).toBeGreaterThan(0.04);
  }, 60_000);
});

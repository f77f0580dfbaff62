import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { initialTasteParameters, tasteSpec } from '../models/taste.ts';
import { seededRandom } from '../text/hashing.ts';
import { compareVersions } from './compare-versions.ts';
import { syntheticReaders } from './taste/synthetic-readers.ts';
import { tasteTask } from './taste/task.ts';
import { lossAndGradient } from './train.ts';

describe('two versions on one device', () => {
  beforeAll(() => tf.setBackend('cpu'));
  const [reader] = syntheticReaders(1, 'voter');
  const examples = reader?.examples ?? [];

  /** The model a step along (or against) where this reader's loss falls. */
  function stepped(along: number): Float32Array {
    const model = initialTasteParameters();
    const prepared = tasteTask.prepare(examples);
    if (!prepared.usable) throw new Error(prepared.reason);
    const mean = new Float32Array(model.length);
    for (let part = 0; part < 6; part++) {
      const { gradient } = lossAndGradient(tasteSpec, model, prepared.sampleLoss(seededRandom(part)));
      gradient.forEach((value, at) => {
        mean[at] = (mean[at] ?? 0) + value / 6;
      });
    }
    prepared.dispose();
    return model.map((value, at) => value - along * (mean[at] ?? 0));
  }

  it('are told apart: one that learnt is better, one that was turned around is worse', () => {
    const model = initialTasteParameters();
    const better = compareVersions(tasteTask, model, stepped(0.05), examples, 'vote');
    const worse = compareVersions(tasteTask, model, stepped(-0.3), examples, 'vote');
    expect(better?.candidate).toBeLessThan(better?.current ?? 0);
    expect(worse?.candidate).toBeGreaterThan(worse?.current ?? Number.POSITIVE_INFINITY);
  });

  it('are equal when they are the same, and leave no tensor behind', () => {
    const model = initialTasteParameters();
    const before = tf.memory().numTensors;
    const same = compareVersions(tasteTask, model, model, examples, 1);
    expect(same?.candidate).toBe(same?.current);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('are not judged by somebody with nothing to judge by', () => {
    const model = initialTasteParameters();
    expect(compareVersions(tasteTask, model, model, [], 1)).toBeNull();
  });

  it('of which one gives no number are told apart', () => {
    const model = initialTasteParameters();
    const broken = model.map(() => Number.NaN);
    expect(compareVersions(tasteTask, model, broken, examples, 1)?.candidate).toBe(Number.POSITIVE_INFINITY);
    expect(compareVersions(tasteTask, broken, model, examples, 1)).toBeNull();
  });
});

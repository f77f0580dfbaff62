import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Kernels } from '../../kernels/open-kernels.ts';
import { namedTensors } from '../../models/parameters.ts';
import { initialVoiceParameters, voiceSpec } from '../../models/voice.ts';
import { seededRandom } from '../../text/hashing.ts';
import { FIRST_WORD, UNKNOWN } from '../../text/vocabulary.ts';
import type { LossFunction } from '../task.ts';
import { lossAndGradient, lossOf, trainLocally } from '../train.ts';
import { voiceTask } from './task.ts';
import { testKernels, testTables, testVocabulary, writing } from './test-voice.ts';

const vocabulary = testVocabulary();
const tables = testTables(vocabulary);
let kernels: Kernels;
beforeAll(async () => {
  await tf.setBackend('cpu');
  kernels = await testKernels();
});

const exampleOf = (ids: Uint16Array) => ({ ids, isWord: new Uint8Array(ids.length).fill(1), at: 0 });
const wordsFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => first + at);

/** A loss on the words `first` … and parameters in which the adapters already do something. */
function someLoss(first: number): { loss: LossFunction; parameters: Float32Array } {
  const prepared = voiceTask(kernels, tables).prepare([
    exampleOf(writing(400, wordsFrom(first, 30), 'text')),
  ]);
  if (!prepared.usable) throw new Error(prepared.reason);
  const random = seededRandom('adapters');
  const parameters = initialVoiceParameters();
  for (const [name, values] of namedTensors(voiceSpec, parameters)) {
    if (!name.startsWith('adapter')) continue;
    values.forEach((_, at) => {
      values[at] = 0.1 * random.uniform() - 0.05;
    });
  }
  return { loss: prepared.sampleLoss(seededRandom('batch')), parameters };
}

describe('the voice task', () => {
  it('has the gradient that finite differences find, in every tensor', () => {
    const { loss, parameters } = someLoss(0);
    const { gradient } = lossAndGradient(voiceSpec, parameters, loss);
    const random = seededRandom('directions');
    for (const [name, view] of namedTensors(voiceSpec, gradient)) {
      const direction = Float32Array.from(view, () => 2 * random.uniform() - 1);
      const step = 0.02 / Math.sqrt(direction.reduce((sum, value) => sum + value * value, 0));
      const moved = (by: number): number => {
        const changed = parameters.slice();
        namedTensors(voiceSpec, changed)
          .get(name)
          ?.forEach((_, at, values) => {
            values[at]! += by * direction[at]!;
          });
        return lossOf(voiceSpec, changed, loss);
      };
      const found = (moved(step) - moved(-step)) / (2 * step);
      const claimed = view.reduce((sum, value, at) => sum + value * direction[at]!, 0);
      expect(Math.abs(claimed - found), name).toBeLessThan(1e-3 + 0.01 * Math.abs(found));
    }
  });

  it('learns how somebody writes in the one training engine, and leaves no tensor behind', async () => {
    const task = voiceTask(kernels, tables);
    const examples = [exampleOf(writing(600, wordsFrom(0, 20), 'own'))];
    const parameters = initialVoiceParameters();
    const before = tf.memory().numTensors;
    const budget = { steps: 12, milliseconds: 60_000 };
    const result = await trainLocally({ task, parameters, examples, budget, seed: 1 });
    expect(result.stopped).toBe('finished');
    expect(result.lossAfter).toBeLessThan((result.lossBefore ?? 0) - 0.5);
    expect(tf.memory().numTensors).toBe(before);
    const trained = parameters.map((value, at) => value + result.delta[at]!);
    expect(task.metrics(trained, examples)['top3']).toBeGreaterThan(
      (task.metrics(parameters, examples)['top3'] ?? 1) + 0.3,
    );
  });

  it('changes the same numbers whatever was written: zeros of an update name no word', () => {
    const zeros = [0, 40].map((first) => {
      const { loss, parameters } = someLoss(first);
      return lossAndGradient(voiceSpec, parameters, loss).gradient.filter((value) => value === 0).length;
    });
    expect(zeros).toEqual([0, 0]);
  });

  it('says what is missing when there is little or nothing to learn from', () => {
    const task = voiceTask(kernels, tables);
    for (const examples of [[], [exampleOf(new Uint16Array(0))], [exampleOf(Uint16Array.of(FIRST_WORD))]]) {
      expect(task.prepare(examples)).toMatchObject({ usable: false, reason: expect.stringContaining('100') });
      expect(task.metrics(initialVoiceParameters(), examples)).toEqual(
        examples[0]?.ids.length === 1 ? expect.any(Object) : {},
      );
    }
  });

  it('has nothing to tell of a text without words', () => {
    const marksOnly = { ids: new Uint16Array(300).fill(3), isWord: new Uint8Array(300), at: 0 };
    expect(voiceTask(kernels, tables).metrics(initialVoiceParameters(), [marksOnly])).toEqual({});
  });

  it('makes no NaN of a text whose words are all unknown', async () => {
    const examples = [exampleOf(new Uint16Array(200).fill(UNKNOWN))];
    const result = await trainLocally({
      task: voiceTask(kernels, tables),
      parameters: initialVoiceParameters(),
      examples,
      budget: { steps: 2, milliseconds: 60_000 },
      seed: 1,
    });
    expect(result.delta.every(Number.isFinite)).toBe(true);
  });
});

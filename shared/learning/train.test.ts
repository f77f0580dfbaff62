import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { initialTasteParameters, tasteSpec } from '../models/taste.ts';
import type { TrainingTask } from './task.ts';
import type { TasteExample } from './taste/example.ts';
import { syntheticReaders } from './taste/synthetic-readers.ts';
import { tasteTask } from './taste/task.ts';
import { type TrainingOptions, trainLocally } from './train.ts';

const [reader] = syntheticReaders(1, 'train');
const examples = reader?.examples ?? [];
const parameters = initialTasteParameters();

const train = (change: Partial<TrainingOptions<TasteExample>> = {}) =>
  trainLocally({
    task: tasteTask,
    parameters,
    examples,
    budget: { steps: 2, milliseconds: 60_000 },
    seed: 1,
    ...change,
  });

/** A loss that is not a number from the first step on. */
const broken: TrainingTask<TasteExample> = {
  ...tasteTask,
  prepare: () => ({
    usable: true,
    sampleLoss: () => (named) => tf.mul(tf.sum(named.get('hidden.bias') ?? 0), Number.NaN),
    dispose: () => {},
  }),
};

describe('local training', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('learns: the loss falls and the delta says in which direction', async () => {
    const result = await train({ budget: { steps: 8, milliseconds: 60_000 } });
    expect(result.stopped).toBe('finished');
    expect(result.steps).toBe(8);
    expect(result.lossAfter ?? 0).toBeLessThan(result.lossBefore ?? 0);
    expect(result.delta.some((value) => value !== 0)).toBe(true);
  });

  it('repeats itself for one seed and not for another, and leaves the given model alone', async () => {
    const before = parameters.slice();
    const first = await train();
    expect(await train()).toEqual(first);
    expect((await train({ seed: 2 })).delta).not.toEqual(first.delta);
    expect(parameters).toEqual(before);
  });

  it('holds no tensor afterwards', async () => {
    await train();
    const { numTensors } = tf.memory();
    for (let round = 0; round < 3; round++) await train();
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('stops before the next step when asked, and keeps what was learnt', async () => {
    const signal = { aborted: false };
    const result = await train({
      budget: { steps: 50, milliseconds: 60_000 },
      signal,
      onProgress: ({ step }) => {
        signal.aborted = step === 2;
      },
    });
    expect(result).toMatchObject({
      stopped: 'aborted',
      steps: 2,
      reason: expect.stringContaining('2 steps'),
    });
  });

  it('stops when its time is used up', async () => {
    let time = 0;
    const now = () => {
      time += 10;
      return time;
    };
    const result = await train({ budget: { steps: 50, milliseconds: 35 }, now });
    expect(result).toMatchObject({ stopped: 'out-of-time', steps: 3 });
  });

  it('lets the host work between steps', async () => {
    const order: string[] = [];
    await train({
      onProgress: ({ step, steps }) => order.push(`step ${step} of ${steps}`),
      yieldToHost: async () => {
        order.push('host');
      },
    });
    expect(order).toEqual(['step 1 of 2', 'host', 'step 2 of 2', 'host']);
  });

  it('says what is missing when there is nothing to learn from', async () => {
    const result = await train({ examples: examples.slice(0, 1) });
    expect(result).toMatchObject({
      stopped: 'nothing-to-learn',
      steps: 0,
      reason: expect.stringContaining('two'),
    });
    expect(result.delta).toEqual(new Float32Array(tasteSpec.parameterCount));
  });

  it('brings back zeros and the reason when numbers run away', async () => {
    const result = await trainLocally({
      task: broken,
      parameters,
      examples,
      budget: { steps: 2, milliseconds: 60_000 },
      seed: 1,
    });
    expect(result).toMatchObject({ stopped: 'diverged', steps: 0 });
    expect(result.delta).toEqual(new Float32Array(tasteSpec.parameterCount));
  });

  it('is finite for examples that no honest page gives', async () => {
    const wild = examples.map((example, index) => ({
      ...example,
      features: example.features.map((_, at) => (index % 2 ? 8 : -8) * ((at % 3) - 1)),
      preference: index % 3 === 0 ? Number.NaN : 1e5,
    }));
    const result = await train({ examples: wild });
    expect(result.delta.every(Number.isFinite)).toBe(true);
  });

  it('refuses parameters of another model', async () => {
    await expect(train({ parameters: new Float32Array(3) })).rejects.toThrow('finite parameters of taste');
  });
});

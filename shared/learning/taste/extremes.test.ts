import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { initialTasteParameters, tasteSpec } from '../../models/taste.ts';
import { equaliseRows } from '../equal-rows.ts';
import { trainLocally } from '../train.ts';
import type { TasteExample } from './example.ts';
import { fitPersonalTaste, scoreStories } from './personal.ts';
import { syntheticReaders } from './synthetic-readers.ts';
import { tasteTask } from './task.ts';

const [reader] = syntheticReaders(1, 'extremes');
const stories = reader?.examples ?? [];
const parameters = initialTasteParameters();

/** A reader who read the same few stories again and again. */
function manyTimes(count: number): TasteExample[] {
  return Array.from({ length: count }, (_, at) => {
    const { features, preference } = stories[at % stories.length]!;
    return { features, preference, weight: 1, at };
  });
}

const devices: readonly (readonly [name: string, examples: readonly TasteExample[]])[] = [
  ['one story', stories.slice(0, 1)],
  ['a hundred thousand stories', manyTimes(100_000)],
  ['only stories that were loved', stories.map((story) => ({ ...story, preference: 1 }))],
  [
    'stories of which nothing is known',
    stories.map((story) => ({ ...story, features: new Float32Array(story.features.length) })),
  ],
  [
    'stories with numbers that are none',
    stories.map((story) => ({ ...story, features: story.features.map(() => Number.NaN) })),
  ],
];

describe('a device with', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it.each(devices)(
    '%s learns soundly, or says why it does not',
    async (_, examples) => {
      const { delta, steps, reason } = await trainLocally({
        task: tasteTask,
        parameters,
        examples,
        budget: { steps: 2, milliseconds: 60_000 },
        seed: 1,
      });
      expect(delta.every(Number.isFinite)).toBe(true);
      expect(equaliseRows(tasteSpec, delta, Math.random).every(Number.isFinite)).toBe(true);
      expect(steps === 2 || (reason ?? '').length > 20).toBe(true);
    },
    120_000,
  );

  it.each(devices)(
    '%s still says of a story how likely it is to be liked',
    (_, examples) => {
      const personal = fitPersonalTaste(parameters, examples);
      const { probabilities } = scoreStories(
        parameters,
        personal,
        (reader?.unseen ?? []).map(({ features }) => features),
      );
      expect(probabilities.every((chance) => chance > 0 && chance < 1)).toBe(true);
      expect(personal.examples).toBeLessThanOrEqual(2000);
    },
    120_000,
  );
});

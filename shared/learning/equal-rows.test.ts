import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { dequantise, quantise } from '../codec/int8-block.ts';
import { defineModel, type ModelSpec, tensorLength } from '../models/model-spec.ts';
import { initialTasteParameters } from '../models/taste.ts';
import { initialVoiceParameters } from '../models/voice.ts';
import { seededRandom } from '../text/hashing.ts';
import { storyFeatures } from '../text/story-features.ts';
import { noWordVectors } from '../text/word-vectors.ts';
import { equaliseRows } from './equal-rows.ts';
import type { TrainingTask } from './task.ts';
import { syntheticFacts } from './taste/synthetic-readers.ts';
import { tasteTask } from './taste/task.ts';
import { lossAndGradient, trainLocally } from './train.ts';
import { voiceTask } from './voice/task.ts';
import { testKernels, testTables, testVocabulary, writing } from './voice/test-voice.ts';

const spec = defineModel('some', 1, [
  { name: 'kernel', shape: [3, 2] },
  { name: 'bias', shape: [2] },
  { name: 'column', shape: [2, 1], equalRows: true },
  { name: 'weights', shape: [2, 1] },
]);

describe('rows of an update', () => {
  it('are equally long, point where they did, and are as long together as before', () => {
    const delta = Float32Array.of(3, 4, 0, 0, 0, 1, 5, -6, 2, -1, 3, -7);
    const equal = equaliseRows(spec, delta);
    const common = Math.sqrt(26 / 2);
    expect([...equal.subarray(0, 2)]).toEqual([0.6, 0.8].map((part) => expect.closeTo(part * common, 2)));
    expect([...equal.subarray(2, 4)]).toEqual([0, 0]);
    expect([...equal.subarray(4, 6)]).toEqual([expect.closeTo(0, 2), expect.closeTo(common, 2)]);
    expect(equal[4]).not.toBe(0);
    expect([...equal.subarray(6, 8)]).toEqual([5, -6]);
    expect([...equal.subarray(10)]).toEqual([3, -7]);
    expect([...equal.subarray(8, 10)]).toEqual(
      [1, -1].map((sign) => expect.closeTo(sign * Math.sqrt(2.5), 2)),
    );
    expect(delta[0]).toBe(3);
  });

  it('of a delta of zeros are zeros', () => {
    expect([...equaliseRows(spec, new Float32Array(12))]).toEqual(Array(12).fill(0));
  });
});

/** What somebody could go by who reads no row itself: its length and its share of zeros, of every tensor with rows. */
function tracesOf(model: ModelSpec, update: Float32Array): number[] {
  const traces: number[] = [];
  let offset = 0;
  for (const tensor of model.tensors) {
    const length = tensorLength(tensor);
    const rows = tensor.shape.length < 2 ? 0 : (tensor.shape[0] ?? 0);
    for (let row = 0; row < rows; row++) {
      const width = length / rows;
      const values = update.subarray(offset + row * width, offset + (row + 1) * width);
      traces.push(
        Math.log(1e-12 + Math.hypot(...values)),
        values.filter((value) => value === 0).length / width,
      );
    }
    offset += length;
  }
  return traces;
}

/**
 * Share of people whose group (even, odd) is told by a classifier that was fitted to all others: the nearer mean, every
 * trace divided by its deviation.
 */
function toldApart(people: readonly number[][]): number {
  const right = people.filter((own, at) => {
    const others = people.filter((_, other) => other !== at && Math.floor(other / 2) !== Math.floor(at / 2));
    const far = [0, 1].map((group) => {
      const members = others.filter((_, other) => other % 2 === group);
      return own.reduce((sum, trace, part) => {
        const mean = members.reduce((total, member) => total + (member[part] ?? 0), 0) / members.length;
        const all = others.map((other) => other[part] ?? 0);
        const middle = all.reduce((total, value) => total + value, 0) / all.length;
        const spread = all.reduce((total, value) => total + (value - middle) ** 2, 0) / all.length;
        return spread < 1e-12 ? sum : sum + (trace - mean) ** 2 / spread;
      }, 0);
    });
    return (far[0] ?? 0) < (far[1] ?? 0) === (at % 2 === 0);
  });
  return right.length / people.length;
}

/** Traces of what each person sends, as it is decoded, and of the bare gradient that it was made from. */
async function tracesOfPeople<E>(task: TrainingTask<E>, parameters: Float32Array, people: readonly E[][]) {
  const sent: number[][] = [];
  const bare: number[][] = [];
  for (const [at, examples] of people.entries()) {
    const prepared = task.prepare(examples);
    if (!prepared.usable) throw new Error(prepared.reason);
    const loss = prepared.sampleLoss(seededRandom(`bare ${at}`));
    bare.push(tracesOf(task.spec, lossAndGradient(task.spec, parameters, loss).gradient));
    const { delta } = await trainLocally({
      task,
      parameters,
      examples,
      budget: { steps: 2, milliseconds: 60_000 },
      seed: at,
      measureLoss: false,
    });
    const random = seededRandom(`rounding ${at}`);
    sent.push(
      tracesOf(task.spec, dequantise(quantise(equaliseRows(task.spec, delta), 100, () => random.uniform()))),
    );
  }
  return { sent, bare };
}

/** Three deviations from chance for so many people. */
const chanceOf = (people: number): number => 0.5 + 3 * Math.sqrt(0.25 / people);

describe('a classifier that goes by zeros and lengths of rows', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('cannot tell readers of some tags from readers of others, as it can by the bare gradient', async () => {
    const people = Array.from({ length: 60 }, (_, at) => {
      const random = seededRandom(`reader ${at}`);
      const tag = (): number => 12 * (at % 2) + random.below(12);
      return Array.from({ length: 20 }, (_, story) => ({
        features: storyFeatures(syntheticFacts([tag(), tag(), tag()]), null, noWordVectors()).features,
        preference: 2 * random.uniform() - 1,
        weight: 1,
        at: story,
      }));
    });
    const { sent, bare } = await tracesOfPeople(tasteTask, initialTasteParameters(), people);
    expect(toldApart(bare)).toBeGreaterThan(0.75);
    expect(toldApart(sent)).toBeLessThan(chanceOf(people.length));
  }, 120_000);

  it('cannot tell writers of some words from writers of others, as it can by the bare gradient', async () => {
    const kernels = await testKernels();
    const task = voiceTask(kernels, testTables(testVocabulary()));
    const people = Array.from({ length: 24 }, (_, at) => {
      const words = Array.from({ length: 30 }, (_, word) => 40 * (at % 2) + word);
      const ids = writing(300, words, `writer ${at}`);
      return [{ ids, isWord: new Uint8Array(ids.length).fill(1), at: 0 }];
    });
    const { sent, bare } = await tracesOfPeople(task, initialVoiceParameters(), people);
    expect(toldApart(bare)).toBeGreaterThan(0.75);
    expect(toldApart(sent)).toBeLessThan(chanceOf(people.length));
  }, 120_000);
});

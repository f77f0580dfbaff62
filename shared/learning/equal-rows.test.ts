import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
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

const drawn = (seed: string) => {
  const random = seededRandom(seed);
  return () => random.uniform();
};
const norm = (values: Float32Array): number => Math.hypot(...values);
const cosine = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0) / (norm(a) * norm(b));

describe('rows of an update', () => {
  // Rows of the kernel, then bias, two single numbers of `column`, and `weights` as one row.
  const rows = [
    [0, 2],
    [2, 4],
    [4, 6],
    [6, 8],
    [8, 9],
    [9, 10],
    [10, 12],
  ] as const;
  const parts = (update: Float32Array) => rows.map(([start, end]) => update.subarray(start, end));

  it('are equally long for their width, point where they did, and are as long together as before', () => {
    const delta = Float32Array.of(3, 4, 1, 0, 0, 1, 5, -6, 2, -1, 3, -7);
    const equal = equaliseRows(spec, delta, drawn('a'));
    const rms = norm(delta) / Math.sqrt(12);
    for (const [at, row] of parts(equal).entries()) {
      expect(norm(row) / Math.sqrt(row.length)).toBeCloseTo(rms, 1);
      expect(cosine(row, parts(delta)[at] ?? row)).toBeCloseTo(1, 3);
    }
    expect(norm(equal)).toBeCloseTo(norm(delta), 1);
    expect(delta[0]).toBe(3);
  });

  it('have no zeros, though what was learnt has', () => {
    const delta = Float32Array.of(3, 0, 0, 0, 0, 1, 0, 0, 0, -1, 0, 0);
    const equal = equaliseRows(spec, delta, drawn('b'));
    expect(equal.every((value) => value !== 0)).toBe(true);
    for (const row of parts(equal)) {
      expect(norm(row) / Math.sqrt(row.length)).toBeCloseTo(norm(delta) / Math.sqrt(12), 1);
    }
  });

  it('that are empty point somewhere else each time, and nowhere on average', () => {
    const delta = Float32Array.of(3, 4, 0, 0, 0, 1, 5, -6, 2, -1, 3, -7);
    const fillings = Array.from({ length: 400 }, (_, at) =>
      equaliseRows(spec, delta, drawn(`filling ${at}`)),
    );
    for (const at of [2, 3]) {
      const values = fillings.map((filling) => filling[at] ?? 0);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const deviation = Math.sqrt(
        values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length,
      );
      expect(deviation).toBeGreaterThan(1);
      expect(Math.abs(mean)).toBeLessThan((4 * deviation) / Math.sqrt(values.length));
    }
  });

  it('of inputs that a site shows nothing of stay zeros, and the others are as long together as before', () => {
    const grouped = defineModel('grouped', 1, [
      { name: 'kernel', shape: [4, 2], rowGroups: [2, 2], loudness: 3 },
    ]);
    const equal = equaliseRows(grouped, Float32Array.of(0, 0, 0, 0, 3, 4, 0, 0), drawn('e'));
    expect([...equal.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
    expect(norm(equal.subarray(4, 6))).toBeCloseTo(5 / Math.SQRT2, 1);
    expect(norm(equal.subarray(6, 8))).toBeCloseTo(5 / Math.SQRT2, 1);
  });

  it('are as loud as their tensor', () => {
    const loud = defineModel('loud', 1, [
      { name: 'a', shape: [2, 2] },
      { name: 'b', shape: [2], loudness: 4 },
    ]);
    const equal = equaliseRows(loud, Float32Array.of(1, 1, 5, 5, 1, -1), drawn('f'));
    expect(norm(equal.subarray(4, 6)) / norm(equal.subarray(0, 2))).toBeCloseTo(4, 1);
    expect(norm(equal.subarray(0, 2))).toBeCloseTo(norm(equal.subarray(2, 4)), 1);
  });

  it('of a delta of zeros are zeros', () => {
    expect([...equaliseRows(spec, new Float32Array(12), drawn('c'))]).toEqual(Array(12).fill(0));
  });

  it('turn no number of any delta around', () => {
    const numbers = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(numbers, fc.integer({ min: -20, max: 5 }), (values, magnitude) => {
        const delta = Float32Array.from(values, (value) => value * 10 ** magnitude);
        const equal = equaliseRows(spec, delta, drawn('d'));
        expect(equal.every(Number.isFinite)).toBe(true);
        for (const [at, row] of parts(delta).entries()) {
          const sent = parts(equal)[at] ?? row;
          row.forEach((value, i) => {
            expect((sent[i] ?? 0) * Math.sign(value)).toBeGreaterThanOrEqual(0);
          });
        }
      }),
    );
  });
});

/** What somebody could go by who reads no row itself: its length and its share of zeros; a vector is a row. */
function tracesOf(model: ModelSpec, update: Float32Array): number[] {
  const traces: number[] = [];
  let offset = 0;
  for (const tensor of model.tensors) {
    const length = tensorLength(tensor);
    const rows = tensor.shape.length < 2 ? 1 : (tensor.shape[0] ?? 1);
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
    const uniform = drawn(`rounding ${at}`);
    sent.push(
      tracesOf(task.spec, dequantise(quantise(equaliseRows(task.spec, delta, uniform), 100, uniform))),
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

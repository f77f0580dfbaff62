import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { initialTasteParameters, tasteSpec } from '../../models/taste.ts';
import { FEATURE_COUNT } from '../../text/story-features.ts';
import { chosenHalf, improvementDirection, type PanelPerson, panelLoss } from './probe.ts';
import { openProbePack, packPanel } from './probe-pack.ts';
import { syntheticReaders } from './synthetic-readers.ts';

const parameters = initialTasteParameters();
const readers = syntheticReaders(8, 'panel');
const panel: PanelPerson[] = readers.map(({ examples }) => ({
  rows: Float32Array.from(examples.flatMap(({ features }) => [...features])),
  labels: Float32Array.from(examples, ({ preference }) => preference),
}));

describe('the improvement direction', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('is a step that makes the panel better, and its opposite one that makes it worse', () => {
    const direction = improvementDirection(parameters, panel, { seed: 'a' });
    const norm = Math.hypot(...direction);
    const lossAfter = (sign: number) =>
      panelLoss(
        parameters.map((value, at) => value + (sign * 0.05 * (direction[at] ?? 0)) / norm),
        panel,
        { seed: 'a' },
      ) ?? Number.NaN;
    const before = panelLoss(parameters, panel, { seed: 'a' }) ?? Number.NaN;
    expect(lossAfter(1)).toBeLessThan(before);
    expect(lossAfter(-1)).toBeGreaterThan(before);
    expect(before - lossAfter(1)).toBeGreaterThan(0.5 * 0.05 * norm);
  });

  it('is the same for one seed and comes from another half for another', () => {
    const direction = improvementDirection(parameters, panel, { seed: 'a' });
    expect(improvementDirection(parameters, panel, { seed: 'a' })).toEqual(direction);
    expect(improvementDirection(parameters, panel, { seed: 'b' })).not.toEqual(direction);
    expect(chosenHalf(9, 'a')).toHaveLength(5);
  });

  it('is zero for a panel of which nobody can be judged, and holds no tensor', () => {
    const { numTensors } = tf.memory();
    expect(improvementDirection(parameters, [], { seed: 1 })).toEqual(
      new Float64Array(tasteSpec.parameterCount),
    );
    const single = [{ rows: new Float32Array(FEATURE_COUNT), labels: Float32Array.of(1) }];
    expect(improvementDirection(parameters, single, { seed: 1 }).every((value) => value === 0)).toBe(true);
    expect(panelLoss(parameters, single, { seed: 1 })).toBeNull();
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('refuses a person whose rows and labels differ in number', () => {
    const wrong = { rows: new Float32Array(5), labels: Float32Array.of(1, 2) };
    expect(() => improvementDirection(parameters, [wrong], { seed: 1 })).toThrow('2 labels');
  });
});

describe('a probe pack', () => {
  const stories = readers.flatMap(({ examples }) => examples.map(({ features }) => features));
  const people = [
    { rows: [0, 1, 5], labels: [1, -1, 0.5] },
    { rows: [5, 2], labels: [0, 3] },
  ];
  const pack = packPanel(stories, people, 'made up for a test');

  it('comes back through JSON with each number off by at most half a step of its column', () => {
    const opened = openProbePack(JSON.parse(JSON.stringify(pack)));
    expect(opened.map(({ labels }) => [...labels])).toEqual([
      [1, -1, 0.5],
      [0, 3],
    ]);
    opened.forEach(({ rows }, index) => {
      people[index]?.rows.forEach((row, at) => {
        stories[row]?.forEach((value, column) => {
          const half = (pack.scales[column] ?? 0) / 2;
          expect(Math.abs((rows[at * FEATURE_COUNT + column] ?? Number.NaN) - value)).toBeLessThanOrEqual(
            half + 1e-6,
          );
        });
      });
    });
  });

  it.each<[string, object]>([
    ['another format', { format: 'other' }],
    ['features of another count', { featureCount: 7 }],
    ['a scale that is not finite', { scales: pack.scales.map(() => Number.POSITIVE_INFINITY) }],
    ['rows that are missing', { rows: pack.rows.slice(0, 400) }],
    ['rows that are no base64', { rows: '!!!!' }],
    ['a person who names a row it has not', { people: [{ rows: [0, 19_000], labels: [1, 2] }] }],
    ['a person with fewer labels than rows', { people: [{ rows: [0, 1], labels: [1, 2, 3] }] }],
    ['nobody', { people: [] }],
  ])('is refused with %s', (_name, change) => {
    expect(() => openProbePack({ ...pack, ...change })).toThrow();
  });
});

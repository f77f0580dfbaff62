import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { namedTensors } from '../../models/parameters.ts';
import { HEAD_LENGTH, HIDDEN_COUNT, initialTasteParameters, tasteSpec } from '../../models/taste.ts';
import { seededRandom } from '../../text/hashing.ts';
import { blockOf, FEATURE_COUNT, SHARED_FEATURE_COUNT, storyFeatures } from '../../text/story-features.ts';
import { noWordVectors } from '../../text/word-vectors.ts';
import { lossAndGradient, lossOf } from '../train.ts';
import { openTasteNet } from './net.ts';
import { syntheticFacts, syntheticReaders } from './synthetic-readers.ts';
import { type SupportQuery, tasteForward, tasteLoss, tasteTask } from './task.ts';

/** Parameters with every tensor away from zero, so that no formula hides. */
function livelyParameters(): Float32Array {
  const random = seededRandom('lively');
  return initialTasteParameters().map((value) => value + 0.1 * (2 * random.uniform() - 1));
}

function person(n: number, supportCount: number): SupportQuery {
  const [reader] = syntheticReaders(1, 'person');
  const examples = reader?.examples.slice(0, n) ?? [];
  return {
    rows: Float32Array.from(examples.flatMap(({ features }) => [...features])),
    targets: Float32Array.from(examples, ({ preference }) => preference),
    weights: Float32Array.from(examples, (_, index) => 0.3 + 0.1 * (index % 5)),
    supportCount,
  };
}

describe('the taste task', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('computes in tfjs what judging computes on typed arrays', () => {
    const parameters = livelyParameters();
    const { rows, targets } = person(12, 0);
    const n = targets.length;
    const tensors = namedTensors(tasteSpec, parameters);
    const [headRows, priors] = tf.tidy(() => {
      const named = new Map(
        tasteSpec.tensors.map(({ name, shape }) => [name, tf.tensor(tensors.get(name) ?? [], [...shape])]),
      );
      const { headRows, prior } = tasteForward(named, tf.tensor2d(rows, [n, FEATURE_COUNT]));
      return [[...headRows.dataSync()], [...prior.dataSync()]];
    });
    const net = openTasteNet(parameters);
    for (let row = 0; row < n; row++) {
      const story = net.encode(rows.slice(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT));
      expect(Math.abs(story.prior - (priors?.[row] ?? Number.NaN))).toBeLessThan(1e-5);
      story.headRow.forEach((value, at) => {
        expect(Math.abs(value - (headRows?.[row * HEAD_LENGTH + at] ?? Number.NaN))).toBeLessThan(1e-5);
      });
    }
  });

  it.each([
    ['a device with support', 16, 12],
    ['a device whose head is all prior', 3, 0],
  ])('has the gradient that finite differences show, tensor by tensor, for %s', (_name, n, supportCount) => {
    const parameters = livelyParameters();
    const loss = tasteLoss(person(n, supportCount));
    const { gradient } = lossAndGradient(tasteSpec, parameters, loss);
    let offset = 0;
    for (const [name, view] of namedTensors(tasteSpec, gradient)) {
      // Along the tensor's own gradient the loss must rise by its squared length.
      const norm = Math.hypot(...view);
      const step = 2e-2;
      const moved = (sign: number) => {
        const other = parameters.slice();
        view.forEach((value, at) => {
          other[offset + at] = (other[offset + at] ?? 0) + (sign * step * value) / (norm || 1);
        });
        return lossOf(tasteSpec, other, loss);
      };
      const slope = (moved(1) - moved(-1)) / (2 * step);
      expect(Math.abs(slope - norm), name).toBeLessThan(2e-3 + 0.03 * norm);
      if (supportCount > 0) expect(norm, name).toBeGreaterThan(0);
      offset += view.length;
    }
  });

  it('gives updates of readers of quite other stories the same rows of zeros: no row stands for a tag', () => {
    const parameters = livelyParameters();
    const silentRows = (tags: readonly number[]) => {
      const examples = tags.map((tag, at) => ({
        features: storyFeatures(syntheticFacts([tag, tag + 1]), null, noWordVectors()).features,
        preference: at % 2 === 0 ? 1 : -1,
        weight: 1,
        at,
      }));
      const prepared = tasteTask.prepare(examples);
      if (!prepared.usable) throw new Error(prepared.reason);
      const { gradient } = lossAndGradient(tasteSpec, parameters, prepared.sampleLoss(seededRandom(1)));
      const kernel = namedTensors(tasteSpec, gradient).get('hidden.kernel') ?? new Float32Array(0);
      return Array.from({ length: SHARED_FEATURE_COUNT }, (_, row) =>
        kernel.subarray(row * HIDDEN_COUNT, (row + 1) * HIDDEN_COUNT).every((value) => value === 0),
      );
    };
    const rows = silentRows([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(silentRows([101, 102, 103, 104, 105, 106, 107, 108])).toEqual(rows);
    expect(rows.slice(0, blockOf('tags').length).every((silent) => !silent)).toBe(true);
  });

  it('tells how good a model is on one device, or nothing when it cannot', () => {
    const [reader] = syntheticReaders(1, 'metrics');
    const metrics = tasteTask.metrics(initialTasteParameters(), reader?.examples ?? []);
    expect(metrics['auc']).toBeGreaterThan(0.5);
    expect(metrics['loss']).toBeGreaterThan(0);
    expect(tasteTask.metrics(initialTasteParameters(), [])).toEqual({});
  });
});

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { namedTensors } from '../../models/parameters.ts';
import {
  initialRankingParameters,
  MOST_OPTIONS,
  OPTION_FEATURE_COUNT,
  rankingSpec,
} from '../../models/ranking.ts';
import { seededRandom } from '../../text/hashing.ts';
import { noWordVectors } from '../../text/word-vectors.ts';
import { lossAndGradient, lossOf, trainLocally } from '../train.ts';
import { listFeatures } from './features.ts';
import { inventedExamples, inventedLists } from './invented-writers.ts';
import { choiceLoss, openRankingJudge, topShare, withPlaces } from './judge.ts';
import { optionWorths, rankingLoss, rankingTask } from './task.ts';

beforeAll(() => tf.setBackend('cpu'));

/** Parameters with every tensor away from zero, so that no formula hides. */
function livelyParameters(): Float32Array {
  const random = seededRandom('lively');
  return initialRankingParameters().map((value) => value + 0.2 * (2 * random.uniform() - 1));
}

const train = (examples: ReturnType<typeof inventedExamples>, steps: number) =>
  trainLocally({
    task: rankingTask,
    parameters: initialRankingParameters(),
    examples,
    budget: { steps, milliseconds: Number.POSITIVE_INFINITY },
    seed: 'ranking',
  });

describe('the ranking task', () => {
  it('computes in tfjs what judging computes on typed arrays', () => {
    const parameters = livelyParameters();
    const [example] = inventedExamples(1, 1, 'one');
    const { rows } = example!;
    const tensors = namedTensors(rankingSpec, parameters);
    const worths = tf.tidy(() => {
      const named = new Map(
        rankingSpec.tensors.map(({ name, shape }) => [name, tf.tensor(tensors.get(name) ?? [], [...shape])]),
      );
      const n = rows.length / OPTION_FEATURE_COUNT;
      return [...optionWorths(named, tf.tensor2d(rows, [n, OPTION_FEATURE_COUNT])).dataSync()];
    });
    openRankingJudge(parameters)
      .worths({ rows })
      .forEach((worth, at) => {
        expect(worth).toBeCloseTo(worths[at] ?? Number.NaN, 4);
      });
  });

  it('has the gradient that finite differences show, tensor by tensor', () => {
    const parameters = livelyParameters();
    const places = Float64Array.from({ length: MOST_OPTIONS }, (_, place) => -0.3 * place);
    const loss = rankingLoss(inventedExamples(12, 0.7, 'gradient'), places, 0.8);
    const { gradient } = lossAndGradient(rankingSpec, parameters, loss);
    let offset = 0;
    for (const [name, view] of namedTensors(rankingSpec, gradient)) {
      const norm = Math.hypot(...view);
      expect(norm, name).toBeGreaterThan(0);
      const moved = (sign: number): number => {
        const other = parameters.slice();
        view.forEach((value, at) => {
          other[offset + at] = (other[offset + at] ?? 0) + (sign * 5e-3 * value) / norm;
        });
        return lossOf(rankingSpec, other, loss);
      };
      expect(Math.abs((moved(1) - moved(-1)) / 1e-2 - norm), name).toBeLessThan(2e-3 + 0.03 * norm);
      offset += view.length;
    }
  });

  it('learns what is taken', async () => {
    const result = await train(inventedExamples(300, 0.9, 'learning'), 30);
    expect(result.lossAfter!).toBeLessThan(0.9 * result.lossBefore!);
    const parameters = initialRankingParameters().map((value, at) => value + result.delta[at]!);
    const others = inventedExamples(200, 1, 'others');
    expect(rankingTask.metrics(initialRankingParameters(), others)['top1']).toBeLessThan(0.4);
    expect(rankingTask.metrics(parameters, others)['top1']).toBeGreaterThan(0.7);
  });

  it('learns of places, and not of options, from somebody who always takes the first', async () => {
    const examples = inventedExamples(200, 0, 'hasty');
    const { delta } = await train(examples, 30);
    const learnt = namedTensors(rankingSpec, delta);
    const parameters = initialRankingParameters().map((value, at) => value + delta[at]!);
    expect(learnt.get('place.offset')![0]).toBeGreaterThan(0.1);
    const { top1 } = rankingTask.metrics(parameters, inventedExamples(300, 0, 'hasty too'));
    expect(top1).toBeLessThan(0.5);
  });

  it('gives updates of writers of quite other words the same zeros: no number stands for a word', () => {
    const lists = inventedLists(60, 0.8, 'words');
    const silent = (spoken: (text: string) => string): boolean[] => {
      const examples = lists.map(({ context, options, chosen }) => ({
        rows: listFeatures(
          {
            context: spoken(context),
            options: options.map((option) => ({ ...option, text: spoken(option.text) })),
          },
          noWordVectors(),
        ),
        chosen,
      }));
      const prepared = rankingTask.prepare(examples);
      if (!prepared.usable) throw new Error(prepared.reason);
      const { gradient } = lossAndGradient(
        rankingSpec,
        livelyParameters(),
        prepared.sampleLoss(seededRandom(1)),
      );
      return Array.from(gradient, (value) => Math.abs(value) < 1e-6);
    };
    const swapped = silent((text) => text.replace(/door|storm/g, 'engine').replace(/river|garden/g, 'wine'));
    expect(swapped).toEqual(silent((text) => text));
    expect(swapped.filter((zero) => !zero).length).toBeGreaterThan(rankingSpec.parameterCount / 3);
  });

  it.each([
    ['nothing', []],
    ['lists of one', [{ rows: new Float32Array(OPTION_FEATURE_COUNT), chosen: 0 }]],
  ])('does not learn from %s, and says so', async (_, examples) => {
    const { stopped, reason, delta } = await train(examples, 2);
    expect({ stopped, reason }).toEqual({
      stopped: 'nothing-to-learn',
      reason: 'No suggestion was taken yet from a list of two or more.',
    });
    expect(delta.every((value) => value === 0)).toBe(true);
    expect(rankingTask.metrics(initialRankingParameters(), examples)).toEqual({});
  });

  it('learns from a single list without leaving the range of numbers', async () => {
    const { stopped, delta } = await train(inventedExamples(1, 1, 'single'), 20);
    expect(stopped).toBe('finished');
    expect(delta.every(Number.isFinite)).toBe(true);
  });
});

describe('judging a list', () => {
  it('shares a hit among those that are best, so that no opinion is right by chance', () => {
    expect(topShare([0, 0, 0, 0], 2)).toBe(0.25);
    expect(topShare([1, 3, 3], 1)).toBe(0.5);
    expect(topShare([1, 3, 2], 1)).toBe(1);
    expect(topShare([1, 3, 2], 2)).toBe(0);
    expect(topShare([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY], 0)).toBe(0.5);
  });

  it('adds places only where it is asked to', () => {
    const worths = Float64Array.of(0, 1);
    expect([...withPlaces(worths, [2, 0])]).toEqual([2, 1]);
    expect(choiceLoss(worths, 1)).toBeCloseTo(Math.log(1 + Math.exp(-1)), 12);
    expect(choiceLoss(Float64Array.of(1000, 0), 1)).toBeCloseTo(1000, 9);
  });
});

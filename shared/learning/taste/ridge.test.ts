import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../text/hashing.ts';
import { registerGradients } from '../gradients.ts';
import { penaltyOf, ridgeHead, solveRidge } from './ridge.ts';

function problemOf(n: number, p: number, seed: number, penalty = 0.7) {
  const random = seededRandom(seed);
  const numbers = (length: number) => Float64Array.from({ length }, () => 2 * random.uniform() - 1);
  const weights = Float64Array.from({ length: n }, () => random.uniform());
  return { rows: numbers(n * p), targets: numbers(n), weights, priorMean: numbers(p), penalty };
}

/** Σ cᵢ (φᵢ·w − yᵢ) φᵢ + λ(w − m): zero at the minimum. */
function slopeAt(problem: ReturnType<typeof problemOf>, w: Float64Array): number[] {
  const p = w.length;
  return Array.from(w, (value, k) => {
    let slope = problem.penalty * (value - (problem.priorMean[k] ?? 0));
    problem.targets.forEach((target, i) => {
      const row = problem.rows.subarray(i * p, (i + 1) * p);
      const prediction = row.reduce((sum, x, at) => sum + x * (w[at] ?? 0), 0);
      slope += (problem.weights[i] ?? 0) * (prediction - target) * (row[k] ?? 0);
    });
    return slope;
  });
}

describe('the ridge', () => {
  it('stands where its cost is flat, with few examples and with many', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 24 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer(),
        (n, p, seed) => {
          const problem = problemOf(n, p, seed);
          for (const slope of slopeAt(problem, solveRidge(problem).coefficients))
            expect(Math.abs(slope)).toBeLessThan(1e-9);
        },
      ),
    );
  });

  it('is its prior mean without examples, and with examples that weigh nothing', () => {
    const empty = problemOf(0, 5, 1);
    expect([...solveRidge(empty).coefficients]).toEqual([...empty.priorMean]);
    const weightless = { ...problemOf(3, 5, 1), weights: new Float64Array(3) };
    expect([...solveRidge(weightless).coefficients]).toEqual([...weightless.priorMean]);
  });

  it('takes labels that are all alike, columns of zeros and repeated rows', () => {
    const problem = {
      rows: Float64Array.of(1, 0, 1, 0, 1, 0),
      targets: Float64Array.of(2, 2, 2),
      priorMean: new Float64Array(2),
      penalty: 1e-3,
    };
    const [first, second] = solveRidge(problem).coefficients;
    expect(first).toBeCloseTo(2, 2);
    expect(second).toBe(0);
  });

  it('takes thousands of examples', () => {
    const problem = problemOf(3000, 40, 5);
    for (const slope of slopeAt(problem, solveRidge(problem).coefficients))
      expect(Math.abs(slope)).toBeLessThan(1e-7);
  });

  it('refuses penalties that are none, and rows that do not fit', () => {
    expect(() => solveRidge({ ...problemOf(2, 2, 1), penalty: 0 })).toThrow('positive penalty');
    expect(() => solveRidge({ ...problemOf(2, 2, 1), penalty: Number.NaN })).toThrow('positive penalty');
    expect(() => solveRidge({ ...problemOf(2, 2, 1), rows: new Float64Array(3) })).toThrow('3 row values');
  });
});

describe('the differentiable ridge', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
    registerGradients();
  });

  it.each([
    ['primal', 7, 3],
    ['dual', 3, 7],
  ])('has the gradient that finite differences show (%s form)', (_form, n, p) => {
    const { rows, targets, weights, priorMean } = problemOf(n, p, 11);
    const direction = problemOf(0, p, 12).priorMean;
    const logPenalty = Math.log(0.7);
    const inputs = [rows, targets, priorMean, Float64Array.of(logPenalty)];
    // L(w) = Σ direction · w², in float64: float32 would drown differences.
    const loss = ([phi = rows, y = targets, m = priorMean, lnPenalty = inputs[3]!]: Float64Array[]): number =>
      solveRidge({ rows: phi, targets: y, weights, priorMean: m, penalty: penaltyOf(lnPenalty[0] ?? 0) })
        .coefficients.map((value, k) => value * value * (direction[k] ?? 0))
        .reduce((sum, value) => sum + value, 0);

    const gradients = tf.tidy(() =>
      tf
        .grads((phi, y, m, lnPenalty) => {
          const head = ridgeHead(
            tf.reshape(phi, [n, p]),
            tf.reshape(y, [n]),
            tf.reshape(m, [p]),
            tf.reshape(lnPenalty, [1]),
            Float32Array.from(weights),
          );
          return tf.sum(tf.mul(tf.square(head), tf.tensor1d([...direction])));
        })([
          tf.tensor2d([...rows], [n, p]),
          tf.tensor1d([...targets]),
          tf.tensor1d([...priorMean]),
          tf.tensor1d([logPenalty]),
        ])
        .map((gradient) => [...gradient.dataSync()]),
    );

    const step = 1e-5;
    inputs.forEach((values, input) => {
      values.forEach((_value, at) => {
        const moved = (by: number) =>
          loss(
            inputs.map((other, index) =>
              index === input ? other.map((value, position) => value + (position === at ? by : 0)) : other,
            ),
          );
        const difference = (moved(step) - moved(-step)) / (2 * step);
        expect(Math.abs((gradients[input]?.[at] ?? Number.NaN) - difference)).toBeLessThan(1e-4);
      });
    });
  });
});

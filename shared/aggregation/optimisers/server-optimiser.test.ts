import { describe, expect, it } from 'vitest';
import { serverOptimiser } from './server-optimiser.ts';

describe('server optimisers', () => {
  it('FedAvg adds the aggregate', () => {
    const optimiser = serverOptimiser({ name: 'fedavg', learningRate: 0.5 });
    const { parameters } = optimiser.step(
      Float32Array.of(1, 2),
      Float32Array.of(2, -4),
      optimiser.initialState(2),
    );
    expect([...parameters]).toEqual([2, 0]);
  });

  it('FedAdam’s first step moves every coordinate by the learning rate, towards the aggregate’s sign', () => {
    const optimiser = serverOptimiser({
      name: 'fedadam',
      learningRate: 0.01,
      beta1: 0.9,
      beta2: 0.99,
      epsilon: 1e-8,
    });
    const { parameters } = optimiser.step(
      Float32Array.of(0, 0, 0),
      Float32Array.of(3, -0.001, 0),
      optimiser.initialState(3),
    );
    expect(parameters[0]).toBeCloseTo(0.01, 6);
    expect(parameters[1]).toBeCloseTo(-0.01, 6);
    expect(parameters[2]).toBe(0);
  });

  it('FedAdam equals a reference run of three steps', () => {
    const [beta1, beta2, rate, epsilon] = [0.9, 0.99, 0.1, 1e-3];
    const optimiser = serverOptimiser({ name: 'fedadam', learningRate: rate, beta1, beta2, epsilon });
    let parameters: Float32Array = Float32Array.of(1);
    let state = optimiser.initialState(1);
    let [w, m, v] = [1, 0, 0];
    for (const [t, g] of [0.5, -0.25, 1].entries()) {
      ({ parameters, state } = optimiser.step(parameters, Float32Array.of(g), state));
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g * g;
      w += (rate * (m / (1 - beta1 ** (t + 1)))) / (Math.sqrt(v / (1 - beta2 ** (t + 1))) + epsilon);
      expect(parameters[0]).toBeCloseTo(w, 6);
    }
  });

  it('leaves its inputs alone, so that a failed round can be tried again', () => {
    const optimiser = serverOptimiser({
      name: 'fedadam',
      learningRate: 0.1,
      beta1: 0.9,
      beta2: 0.99,
      epsilon: 1e-3,
    });
    const state = optimiser.initialState(1);
    const before = [...state];
    optimiser.step(Float32Array.of(1), Float32Array.of(1), state);
    expect([...state]).toEqual(before);
  });
});

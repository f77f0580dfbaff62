import { describe, expect, it } from 'vitest';
import { cosineSchedule, scheduledFactor } from './schedule.ts';
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

  it('FedAvgM goes on in the direction of earlier steps', () => {
    const optimiser = serverOptimiser({ name: 'fedavgm', learningRate: 0.5, momentum: 0.8 });
    let parameters: Float32Array = Float32Array.of(0);
    let state = optimiser.initialState(1);
    let [w, v] = [0, 0];
    for (const g of [1, 0, -2]) {
      ({ parameters, state } = optimiser.step(parameters, Float32Array.of(g), state));
      v = 0.8 * v + g;
      w += 0.5 * v;
      expect(parameters[0]).toBeCloseTo(w, 6);
    }
  });

  it('FedYogi equals a reference run; its second moment falls slower than Adam’s after a loud round', () => {
    const config = { learningRate: 0.1, beta1: 0.9, beta2: 0.9, epsilon: 1e-3 };
    const yogi = serverOptimiser({ name: 'fedyogi', ...config });
    const adam = serverOptimiser({ name: 'fedadam', ...config });
    let parameters: Float32Array = Float32Array.of(1);
    let [state, adams] = [yogi.initialState(1), adam.initialState(1)];
    let [w, m, v] = [1, 0, 0];
    for (const [t, g] of [2, 0.1, -0.1].entries()) {
      ({ state: adams } = adam.step(parameters, Float32Array.of(g), adams));
      ({ parameters, state } = yogi.step(parameters, Float32Array.of(g), state));
      m = 0.9 * m + 0.1 * g;
      v -= 0.1 * g * g * Math.sign(v - g * g);
      w += (0.1 * (m / (1 - 0.9 ** (t + 1)))) / (Math.sqrt(v / (1 - 0.9 ** (t + 1))) + 1e-3);
      expect(parameters[0]).toBeCloseTo(w, 6);
    }
    expect(state.at(-1)).toBeGreaterThan(adams.at(-1)!);
  });

  it('follows a schedule by the number of steps it has made, and refuses another optimiser’s state', () => {
    const optimiser = serverOptimiser({
      name: 'fedavg',
      learningRate: 1,
      schedule: [
        [1, 1],
        [3, 0],
      ],
    });
    let parameters: Float32Array = Float32Array.of(0);
    let state = optimiser.initialState(1);
    const moved: number[] = [];
    for (let step = 0; step < 5; step++) {
      const before = parameters[0]!;
      ({ parameters, state } = optimiser.step(parameters, Float32Array.of(1), state));
      moved.push(parameters[0]! - before);
    }
    expect(moved).toEqual([1, 1, 0.5, 0, 0]);
    expect(() => optimiser.step(parameters, Float32Array.of(1), new Float64Array(3))).toThrow(
      'not one of fedavg',
    );
  });
});

describe('the cosine schedule', () => {
  it('rises, falls without turning back, and ends at its floor', () => {
    for (const steps of [1, 2, 10, 300, 5000]) {
      const schedule = cosineSchedule(steps, 0.1);
      const factors = Array.from({ length: steps + 20 }, (_, step) => scheduledFactor(schedule, step));
      const top = factors.indexOf(Math.max(...factors));
      for (const [step, factor] of factors.entries()) {
        if (step === 0) continue;
        if (step <= top) expect(factor).toBeGreaterThanOrEqual(factors[step - 1]!);
        else expect(factor).toBeLessThanOrEqual(factors[step - 1]!);
      }
      expect(factors.at(-1)).toBeCloseTo(0.1, 9);
      expect(schedule.every(([step], i) => i === 0 || step > schedule[i - 1]![0])).toBe(true);
    }
  });
});

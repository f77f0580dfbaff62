import {
  type OptimiserConfig,
  serverOptimiser,
} from '../../../shared/aggregation/optimisers/server-optimiser.ts';
import { seededRandom, shuffledIndices } from '../../../shared/text/hashing.ts';
import type { Crews } from './crews.ts';

/**
 * The same model trained by somebody who has everybody's data in one place: Adam on the mean gradient of as many people
 * a step as take part in a round, without clipping, codec or robust rule.
 */
export async function trainCentrally(training: {
  readonly crews: Crews;
  readonly initialParameters: Float32Array;
  readonly people: readonly string[];
  readonly steps: number;
  readonly batch: number;
  readonly optimiser: OptimiserConfig;
  readonly seed: number;
  readonly onStep: (step: number) => void;
}): Promise<Float32Array> {
  const { crews, people, steps, batch, seed } = training;
  const optimiser = serverOptimiser(training.optimiser);
  let parameters = training.initialParameters;
  let state = optimiser.initialState(parameters.length);
  for (let step = 1; step <= steps; step++) {
    const order = shuffledIndices(people.length, seededRandom(`fleet ${seed} central ${step}`));
    const { sum, count } = await crews.gradient({
      people: order.slice(0, batch).flatMap((index) => people[index] ?? []),
      parameters,
      step,
    });
    const downhill = sum.map((value) => -value / Math.max(1, count));
    ({ parameters, state } = optimiser.step(parameters, downhill, state));
    training.onStep(step);
  }
  if (!parameters.every(Number.isFinite))
    throw new Error('training in one place ran away: a rate is too high');
  return parameters;
}

import { Worker } from 'node:worker_threads';
import { UNIT_COUNT } from '../../../shared/models/voice.ts';
import type { WarmLayout } from './layout.ts';
import type { Register, StreamShape } from './token-streams.ts';
import type { WarmRecipe, WorkerOrder, WorkerReport, WorkerSetup } from './worker-messages.ts';

/** All that a warm start needs to go on: written between steps, read when it is resumed. */
export interface WarmState {
  /** Steps made. */
  step: number;
  readonly parameters: Float32Array;
  readonly firstMoments: Float32Array;
  readonly secondMoments: Float32Array;
  /** GRU state of each stream `[streams, UNIT_COUNT]`. */
  readonly states: Float32Array;
}

export interface WarmTraining {
  readonly recipe: WarmRecipe;
  readonly registers: readonly Register[];
  readonly frequencies: Float32Array;
  readonly layout: WarmLayout;
  readonly state: WarmState;
  /** Called after every step, with the mean loss of its batch. */
  readonly afterStep: (state: WarmState, loss: number) => Promise<void>;
}

/** Forty texts side by side, twenty-five tokens at a time. */
export const streamShape: StreamShape = { streams: 40, steps: 25 };
/** The result depends on it: gradients of the workers' shares are means of their own candidates. */
const WORKERS = 2;
/** A gradient longer than this is shortened to it (Pascanu 2013). */
const LONGEST_GRADIENT = 1;

/** A state to start from: moments and streams at 0. Its arrays are shared between threads. */
export function freshState(initial: Float32Array): WarmState {
  const parameters = sharedNumbers(initial.length);
  parameters.set(initial);
  return {
    step: 0,
    parameters,
    firstMoments: sharedNumbers(initial.length),
    secondMoments: sharedNumbers(initial.length),
    states: sharedNumbers(streamShape.streams * UNIT_COUNT),
  };
}

/**
 * Trains core and word tables together by Adam, from `state.step` to the recipe's last step: two threads, each with
 * half the streams and half the optimiser's work. Deterministic: gradients are summed in the order of the workers.
 */
export async function trainWarmStart(training: WarmTraining): Promise<void> {
  const { recipe, state, layout } = training;
  const gradients = Array.from({ length: WORKERS }, () => new SharedArrayBuffer(4 * layout.length));
  const cut = (part: number, whole: number): number => Math.round((part * whole) / WORKERS);
  const workers = Array.from({ length: WORKERS }, (_, worker) => {
    const setup: WorkerSetup = {
      worker,
      from: cut(worker, streamShape.streams),
      to: cut(worker + 1, streamShape.streams),
      shape: streamShape,
      registers: training.registers,
      recipe,
      layout,
      frequencies: training.frequencies,
      parameters: memoryOf(state.parameters),
      gradients,
      firstMoments: memoryOf(state.firstMoments),
      secondMoments: memoryOf(state.secondMoments),
      states: memoryOf(state.states),
    };
    return new Worker(new URL('./start-worker.mjs', import.meta.url), { workerData: setup });
  });
  const all = (order: (worker: number) => WorkerOrder): Promise<number[]> =>
    Promise.all(workers.map((worker, index) => ask(worker, order(index))));
  const share = (worker: number) => ({
    from: cut(worker, layout.length),
    to: cut(worker + 1, layout.length),
  });
  try {
    while (state.step < recipe.steps) {
      const { step } = state;
      const losses = await all(() => ({ kind: 'gradient', step }));
      const squares = await all((worker) => ({ kind: 'sum', ...share(worker) }));
      const norm = Math.sqrt(squares.reduce((sum, value) => sum + value, 0));
      if (!Number.isFinite(norm)) throw new Error(`Training left the range of numbers at step ${step}.`);
      const factor = Math.min(1, LONGEST_GRADIENT / norm);
      const rate = rateAt(recipe, step);
      await all((worker) => ({ kind: 'apply', ...share(worker), step, rate, factor }));
      state.step = step + 1;
      await training.afterStep(state, losses.reduce((sum, value) => sum + value, 0) / WORKERS);
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Linear warm-up, then a half cosine down to a twentieth (Loshchilov and Hutter 2017). */
function rateAt({ rate, steps, warmUpSteps }: WarmRecipe, step: number): number {
  if (step < warmUpSteps) return (rate * (step + 1)) / warmUpSteps;
  const progress = (step - warmUpSteps) / Math.max(1, steps - warmUpSteps);
  return rate * (0.05 + 0.95 * 0.5 * (1 + Math.cos(Math.PI * progress)));
}

function ask(worker: Worker, order: WorkerOrder): Promise<number> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      worker.off('message', answered);
      worker.off('error', failed);
    };
    const answered = ({ value }: WorkerReport): void => {
      done();
      resolve(value);
    };
    const failed = (cause: Error): void => {
      done();
      reject(cause);
    };
    worker.on('message', answered);
    worker.on('error', failed);
    worker.postMessage(order);
  });
}

function sharedNumbers(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(4 * length));
}

function memoryOf(values: Float32Array): SharedArrayBuffer {
  if (!(values.buffer instanceof SharedArrayBuffer)) throw new TypeError('The state is not shared memory.');
  return values.buffer;
}

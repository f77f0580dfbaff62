import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { projectRoot } from '../../server/demo/build-extension.ts';
import type { TasteExample } from '../../shared/learning/taste/example.ts';
import { tasteTask } from '../../shared/learning/taste/task.ts';
import { lossAndGradient, trainLocally } from '../../shared/learning/train.ts';
import { initialTasteParameters, tasteSpec } from '../../shared/models/taste.ts';
import { seededRandom } from '../../shared/text/hashing.ts';
import { type Benchmark, type Figure, figure, interleaved, median, notMeasured, timed } from './benchmark.ts';
import { libraryReaders } from './library-readers.ts';

const STEPS = 20;
const ROUNDS = 5;

/** Gradient steps a second on one reader's examples, by backend; and what the training loop adds to bare steps. */
export const training: Benchmark = {
  name: 'training',
  about: `${STEPS} steps of the taste model (${tasteSpec.parameterCount} parameters) on 24 stories, in Node`,
  async run(tell) {
    tf.enableProdMode();
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    setWasmPaths(join(projectRoot, 'node_modules/@tensorflow/tfjs-backend-wasm/dist/'));
    const [examples = []] = await libraryReaders(1);
    const figures: Figure[] = [];
    for (const backend of ['wasm', 'cpu']) {
      tell(backend);
      try {
        if (!(await tf.setBackend(backend))) throw new Error(`tfjs refused the ${backend} backend`);
        figures.push(...(await stepsOn(backend, examples)));
      } catch (cause) {
        figures.push(notMeasured(`${backend}, steps`, cause));
      }
    }
    figures.push(
      notMeasured(
        'in Chromium’s offscreen document',
        'the Worker reports no times, and a bench-only door into it is not worth having',
      ),
    );
    return figures;
  },
};

async function stepsOn(backend: string, examples: readonly TasteExample[]): Promise<Figure[]> {
  const parameters = initialTasteParameters();
  const taken = await interleaved(ROUNDS, {
    loop: () =>
      timed(() =>
        trainLocally({
          task: tasteTask,
          parameters,
          examples,
          budget: { steps: STEPS, milliseconds: 600_000 },
          seed: 1,
        }),
      ),
    bare: () => timed(() => bareSteps(parameters, examples)),
  });
  const loop = median(taken.loop);
  return [
    figure(`${backend}, training loop`, (1000 * STEPS) / loop, 'steps/s'),
    figure(
      `${backend}, loop ÷ bare gradient steps`,
      loop / median(taken.bare),
      '×',
      '≤ 1.1, loss before and after included',
    ),
  ];
}

/** The gradients of as many steps, and nothing else of training. */
function bareSteps(parameters: Float32Array, examples: readonly TasteExample[]): void {
  const prepared = tasteTask.prepare(examples);
  if (!prepared.usable) throw new Error(prepared.reason);
  const random = seededRandom('bare');
  for (let step = 0; step < STEPS; step++)
    lossAndGradient(tasteSpec, parameters, prepared.sampleLoss(random));
  prepared.dispose();
}

import type { Kernels } from '../../shared/kernels/open-kernels.ts';
import { inventedExamples } from '../../shared/learning/ranking/invented-writers.ts';
import { rankingTask } from '../../shared/learning/ranking/task.ts';
import type { TrainingTask } from '../../shared/learning/task.ts';
import type { TasteExample } from '../../shared/learning/taste/example.ts';
import { tasteTask } from '../../shared/learning/taste/task.ts';
import { lossAndGradient, trainLocally } from '../../shared/learning/train.ts';
import type { VoiceExample } from '../../shared/learning/voice/example.ts';
import { voiceTask } from '../../shared/learning/voice/task.ts';
import { initialRankingParameters } from '../../shared/models/ranking.ts';
import { initialTasteParameters } from '../../shared/models/taste.ts';
import { EMBEDDING_LENGTH, initialVoiceParameters } from '../../shared/models/voice.ts';
import { type RandomBits, seededRandom } from '../../shared/text/hashing.ts';
import { FEATURE_COUNT } from '../../shared/text/story-features.ts';
import { FIRST_WORD } from '../../shared/text/vocabulary.ts';
import { type Figure, figure, interleaved, median, timed } from './benchmark.ts';

const ROUNDS = 5;
const WORDS = 10_000;

/**
 * Gradient steps a second of every task on the backend that is up, and what the training loop adds to bare gradients
 * and descent. Runs in Node and in a browser alike: examples are invented, nothing is read.
 *
 * @param where said before each figure.
 */
export async function stepFigures(where: string, kernels: Kernels): Promise<Figure[]> {
  const random = seededRandom('bench');
  return [
    ...(await figuresOf(where, 20, tasteTask, initialTasteParameters(), inventedStories(random))),
    ...(await figuresOf(where, 4, voiceTask(kernels, inventedTables(random)), initialVoiceParameters(), [
      inventedText(random),
    ])),
    ...(await figuresOf(
      where,
      20,
      rankingTask,
      initialRankingParameters(),
      inventedExamples(60, 0.8, 'bench'),
    )),
  ];
}

async function figuresOf<Example>(
  where: string,
  steps: number,
  task: TrainingTask<Example>,
  parameters: Float32Array,
  examples: readonly Example[],
): Promise<Figure[]> {
  const taken = await interleaved(ROUNDS, {
    loop: () =>
      timed(() =>
        trainLocally({
          task,
          parameters,
          examples,
          budget: { steps, milliseconds: 600_000 },
          seed: 1,
          measureLoss: false,
        }),
      ),
    bare: () => timed(() => minimalLoop(task, parameters, examples, steps)),
  });
  const loop = median(taken.loop);
  const name = `${task.spec.id} (${task.spec.parameterCount}), ${where}`;
  return [
    figure(`${name}: steps`, (1000 * steps) / loop, 'steps/s'),
    figure(`${name}: training loop ÷ minimal loop`, loop / median(taken.bare), '×', '≤ 1.1'),
  ];
}

/** The gradients of as many steps, each descended, and nothing else of training. */
function minimalLoop<Example>(
  task: TrainingTask<Example>,
  start: Float32Array,
  examples: readonly Example[],
  steps: number,
): void {
  const prepared = task.prepare(examples);
  if (!prepared.usable) throw new Error(prepared.reason);
  const random = seededRandom('bare');
  const parameters = start.slice();
  for (let step = 0; step < steps; step++) {
    const { gradient } = lossAndGradient(task.spec, parameters, prepared.sampleLoss(random));
    for (let at = 0; at < parameters.length; at++) {
      parameters[at] = (parameters[at] ?? 0) - 0.01 * (gradient[at] ?? 0);
    }
  }
  prepared.dispose();
}

/** A reader of a hundred stories. */
function inventedStories(random: RandomBits): TasteExample[] {
  return Array.from({ length: 100 }, (_, at) => ({
    features: Float32Array.from({ length: FEATURE_COUNT }, () => random.uniform() - 0.5),
    preference: 2 * random.uniform() - 1,
    weight: 1,
    at,
  }));
}

function inventedTables(random: RandomBits) {
  const numbers = (length: number): Float32Array =>
    Float32Array.from({ length }, () => 0.3 * random.uniform() - 0.15);
  return {
    embedding: numbers(WORDS * EMBEDDING_LENGTH),
    bias: numbers(WORDS),
    wordVectors: numbers(WORDS * EMBEDDING_LENGTH),
    frequencies: Float32Array.from({ length: WORDS }, (_, id) => 1 / (id + 1)),
  };
}

/** As frequent as words are: the n-th once in n. */
function inventedText(random: RandomBits): VoiceExample {
  const ids = Uint16Array.from(
    { length: 3000 },
    () => FIRST_WORD + Math.floor((WORDS - FIRST_WORD) ** random.uniform()),
  );
  return { ids, isWord: new Uint8Array(ids.length).fill(1), at: 0 };
}

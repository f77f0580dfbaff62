import { HEAD_LENGTH, TASTE_COUNT } from '../../models/taste.ts';
import { seededRandom, shuffledIndices } from '../../text/hashing.ts';
import { FEATURE_COUNT } from '../../text/story-features.ts';
import { type OwnScale, ownJudgement, ownScale, type TasteExample } from './example.ts';
import { type EncodedStory, openTasteNet, type TasteNet } from './net.ts';
import { solveRidge } from './ridge.ts';

/**
 * The personal head: fitted in closed form on one reader's stories, on the device, never uploaded. Judgements are in
 * deviations from the reader's own mean.
 */

/** A reader's stories made ready for fits: encoded once, whatever number of fits follows. */
export interface EncodedExamples {
  readonly stories: readonly EncodedStory[];
  readonly features: readonly Float32Array[];
  /** (preference − own mean)/own deviation. */
  readonly targets: Float64Array;
  readonly weights: Float64Array;
  /** Whether the story stood above the reader's own middle. */
  readonly liked: readonly boolean[];
}

export function encodeExamples(
  net: TasteNet,
  examples: readonly TasteExample[],
  scale: OwnScale = ownScale(examples),
): EncodedExamples {
  return {
    stories: examples.map(({ features }) => net.encode(features)),
    features: examples.map(({ features }) => features),
    targets: Float64Array.from(examples, ({ preference }) => ownJudgement(preference, scale)),
    weights: Float64Array.from(examples, ({ weight }) => weight),
    liked: examples.map(({ preference }) => preference > scale.mean),
  };
}

/** Head `[HEAD_LENGTH]` over φ from the examples at `chosen`; the prior mean when none is chosen. */
export function fitHead(net: TasteNet, examples: EncodedExamples, chosen: readonly number[]): Float64Array {
  const rows = new Float64Array(chosen.length * HEAD_LENGTH);
  const targets = new Float64Array(chosen.length);
  const weights = new Float64Array(chosen.length);
  const meanTaste = new Float64Array(TASTE_COUNT);
  let total = 0;
  chosen.forEach((index, row) => {
    const story = examples.stories[index];
    if (story === undefined) return;
    const weight = examples.weights[index] ?? 0;
    rows.set(story.headRow, row * HEAD_LENGTH);
    targets[row] = (examples.targets[index] ?? 0) - story.prior;
    weights[row] = weight;
    total += weight;
    for (let k = 0; k < TASTE_COUNT; k++)
      meanTaste[k] = (meanTaste[k] ?? 0) + weight * (story.headRow[k] ?? 0);
  });
  if (total > 0) for (let k = 0; k < TASTE_COUNT; k++) meanTaste[k] = (meanTaste[k] ?? 0) / total;
  const priorMean = net.priorMean(meanTaste);
  return solveRidge({ rows, targets, weights, priorMean, penalty: net.penalty }).coefficients;
}

/** A story's judgement by a personal head; by the population alone when the head is empty. */
export function judgeByHead(story: EncodedStory, head: ArrayLike<number>): number {
  return story.prior + dot(head, story.headRow);
}

/** Length of the head that knows nothing of the shared model: one constant and every feature. */
export const LOCAL_HEAD_LENGTH = 1 + FEATURE_COUNT;
/** Penalty of that head: what suits an untrained model. */
const LOCAL_PENALTY = 12;

/** Head `[LOCAL_HEAD_LENGTH]` over the page's features alone: no shared parameter has a part in it. */
export function fitLocalHead(examples: EncodedExamples, chosen: readonly number[]): Float64Array {
  const rows = new Float64Array(chosen.length * LOCAL_HEAD_LENGTH);
  chosen.forEach((index, row) => {
    rows[row * LOCAL_HEAD_LENGTH] = 1;
    rows.set(examples.features[index] ?? [], row * LOCAL_HEAD_LENGTH + 1);
  });
  return solveRidge({
    rows,
    targets: Float64Array.from(chosen, (index) => examples.targets[index] ?? 0),
    weights: Float64Array.from(chosen, (index) => examples.weights[index] ?? 0),
    priorMean: new Float64Array(LOCAL_HEAD_LENGTH),
    penalty: LOCAL_PENALTY,
  }).coefficients;
}

/** A story's judgement by the head that knows nothing of the shared model. */
export function judgeByLocalHead(features: ArrayLike<number>, head: ArrayLike<number>): number {
  let judgement = head[0] ?? 0;
  for (let at = 0; at < FEATURE_COUNT; at++) judgement += features[at]! * head[at + 1]!;
  return judgement;
}

/**
 * What the personalised model says of new stories, without guard or calibration: for measuring models.
 *
 * @returns one judgement a story of `features`.
 */
export function personalJudgements(
  parameters: Float32Array,
  examples: readonly TasteExample[],
  features: readonly Float32Array[],
): Float64Array {
  const net = openTasteNet(parameters);
  const head = fitHead(net, encodeExamples(net, examples), [...examples.keys()]);
  return Float64Array.from(features, (story) => judgeByHead(net.encode(story), head));
}

/**
 * Judges each of a reader's examples by heads fitted on the others (five folds, the same for every model), so that
 * two models can be compared on one device.
 *
 * @returns null with fewer than four examples.
 */
export function judgeHeldOut(
  parameters: Float32Array,
  examples: readonly TasteExample[],
): { judgements: Float64Array; liked: readonly boolean[]; loss: number } | null {
  if (examples.length < 4) return null;
  const net = openTasteNet(parameters);
  const encoded = encodeExamples(net, examples);
  const judgements = new Float64Array(examples.length);
  for (const { fitted, held } of folds(examples.length)) {
    const head = fitHead(net, encoded, fitted);
    for (const index of held) {
      const story = encoded.stories[index];
      if (story !== undefined) judgements[index] = judgeByHead(story, head);
    }
  }
  let squares = 0;
  let total = 0;
  judgements.forEach((judgement, index) => {
    const weight = encoded.weights[index] ?? 0;
    squares += weight * ((encoded.targets[index] ?? 0) - judgement) ** 2;
    total += weight;
  });
  return { judgements, liked: encoded.liked, loss: squares / total };
}

/** Five folds in a fixed random order (each example alone where there are fewer than ten). */
export function folds(count: number): { fitted: number[]; held: number[] }[] {
  const foldCount = count < 10 ? count : 5;
  const order = shuffledIndices(count, seededRandom(`folds ${count}`));
  return Array.from({ length: foldCount }, (_, fold) => ({
    fitted: order.filter((_index, position) => position % foldCount !== fold),
    held: order.filter((_index, position) => position % foldCount === fold),
  }));
}

function dot(left: ArrayLike<number>, right: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < left.length; at++) sum += left[at]! * right[at]!;
  return sum;
}

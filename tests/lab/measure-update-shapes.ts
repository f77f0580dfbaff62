/**
 * What an update tells by its shape, on real readers: `npm run lab:shapes -- --data DIR [--people N]`.
 *
 * For each reader of a folder of ratings, the bare gradient and what is sent are reduced to the length and the share of
 * zeros of each row; a ridge classifier (five folds) says from them which genre the reader reads most. Printed: AUC of
 * each frequent genre against the rest, .5 being chance, beside the same with the readers' genres shuffled.
 */
import { parseArgs } from 'node:util';
import { shippedWordVectors } from '../../server/word-vectors.ts';
import { dequantise, quantise } from '../../shared/codec/int8-block.ts';
import { equaliseRows } from '../../shared/learning/equal-rows.ts';
import { auc } from '../../shared/learning/metrics.ts';
import { solveRidge } from '../../shared/learning/taste/ridge.ts';
import { tasteTask } from '../../shared/learning/taste/task.ts';
import { lossAndGradient, trainLocally } from '../../shared/learning/train.ts';
import { tensorLength } from '../../shared/models/model-spec.ts';
import { initialTasteParameters, tasteSpec } from '../../shared/models/taste.ts';
import { seededRandom, shuffledIndices } from '../../shared/text/hashing.ts';
import { readRatingFolder } from './fleet/rating-folder.ts';
import { type Reader, readersOf } from './fleet/taste/readers.ts';
import { startTensors } from './fleet/tensors.ts';

const FOLDS = 5;
const SHUFFLES = 4;
const GENRES = 3;
const CLIPPING_NORM = 0.15;

const { values } = parseArgs({
  options: { data: { type: 'string' }, people: { type: 'string', default: '900' } },
});
if (values.data === undefined) throw new Error('name a folder of ratings: --data DIR');

await startTensors();
const source = { data: readRatingFolder(values.data) };
const variant = { counters: true, newStories: false };
const { participants } = readersOf(source, variant, (await shippedWordVectors()).vectors);
const readers = participants.slice(0, Number(values.people));
const parameters = initialTasteParameters();
const bare: number[][] = [];
const sent: number[][] = [];
for (const [at, reader] of readers.entries()) {
  bare.push(shapeOf(gradientOf(reader)));
  sent.push(shapeOf(await sentBy(reader)));
  if (at % 100 === 99) process.stderr.write(`${at + 1} of ${readers.length} readers\n`);
}

const genreOf = ({ segment }: Reader): string => segment.split(' · ')[0] ?? '';
const counts = new Map<string, number>();
for (const reader of readers) counts.set(genreOf(reader), (counts.get(genreOf(reader)) ?? 0) + 1);
const frequent = [...counts].sort((a, b) => b[1] - a[1]).slice(0, GENRES);
for (const [genre, count] of frequent) {
  const labels = readers.map((reader) => genreOf(reader) === genre);
  const chance = Array.from({ length: SHUFFLES }, (_, seed) => {
    const order = shuffledIndices(labels.length, seededRandom(`genres ${seed}`));
    return toldApart(
      sent,
      order.map((index) => labels[index] ?? false),
    );
  });
  const range = `${Math.min(...chance).toFixed(3)} … ${Math.max(...chance).toFixed(3)}`;
  console.log(
    `${genre} (${count}): bare gradient ${toldApart(bare, labels).toFixed(3)}, sent ${toldApart(sent, labels).toFixed(3)}, shuffled ${range}`,
  );
}

function gradientOf({ id, examples }: Reader): Float32Array {
  const prepared = tasteTask.prepare(examples);
  if (!prepared.usable) throw new Error(prepared.reason);
  const loss = prepared.sampleLoss(seededRandom(`bare ${id}`));
  const { gradient } = lossAndGradient(tasteSpec, parameters, loss);
  prepared.dispose();
  return gradient;
}

/** What a server decodes of the reader's update. */
async function sentBy({ id, examples }: Reader): Promise<Float32Array> {
  const budget = { steps: 2, milliseconds: Number.POSITIVE_INFINITY };
  const trained = await trainLocally({
    task: tasteTask,
    parameters,
    examples,
    budget,
    seed: id,
    measureLoss: false,
  });
  const random = seededRandom(`rounding ${id}`);
  const uniform = (): number => random.uniform();
  return dequantise(quantise(equaliseRows(tasteSpec, trained.delta, uniform), CLIPPING_NORM, uniform));
}

/** Logarithm of the length, and share of zeros, of every row of every tensor; a vector is one row. */
function shapeOf(update: Float32Array): number[] {
  const shape: number[] = [];
  let offset = 0;
  for (const tensor of tasteSpec.tensors) {
    const length = tensorLength(tensor);
    const rows = tensor.shape.length < 2 ? 1 : (tensor.shape[0] ?? 1);
    const width = length / rows;
    for (let start = offset; start < offset + length; start += width) {
      const row = update.subarray(start, start + width);
      shape.push(Math.log(1e-12 + Math.hypot(...row)), row.filter((value) => value === 0).length / width);
    }
    offset += length;
  }
  return shape;
}

/** AUC of held-out judgements, over folds drawn by chance. */
function toldApart(shapes: readonly number[][], labels: readonly boolean[]): number {
  const order = shuffledIndices(shapes.length, seededRandom('folds'));
  const judgements = new Float64Array(shapes.length);
  for (let fold = 0; fold < FOLDS; fold++) {
    const training = order.filter((_, at) => at % FOLDS !== fold);
    const columns = standardise(training.map((index) => shapes[index] ?? []));
    const rows = Float64Array.from(training.flatMap((index) => columns(shapes[index] ?? [])));
    const mean = training.filter((index) => labels[index]).length / training.length;
    const targets = Float64Array.from(training, (index) => (labels[index] ? 1 : 0) - mean);
    const priorMean = new Float64Array(shapes[0]?.length ?? 0);
    const { coefficients } = solveRidge({ rows, targets, priorMean, penalty: training.length });
    for (const index of order.filter((_, at) => at % FOLDS === fold)) {
      judgements[index] = columns(shapes[index] ?? []).reduce(
        (sum, x, j) => sum + x * (coefficients[j] ?? 0),
        0,
      );
    }
  }
  return auc(judgements, labels) ?? 0.5;
}

/** Puts a shape on the scale of some others: mean 0, deviation 1; what never varies becomes 0. */
function standardise(shapes: readonly number[][]): (shape: readonly number[]) => number[] {
  const width = shapes[0]?.length ?? 0;
  const means = Array.from({ length: width }, (_, j) => average(shapes.map((shape) => shape[j] ?? 0)));
  const deviations = means.map((mean, j) =>
    Math.sqrt(average(shapes.map((shape) => ((shape[j] ?? 0) - mean) ** 2))),
  );
  return (shape) =>
    shape.map((x, j) => {
      const deviation = deviations[j] ?? 0;
      return deviation < 1e-9 ? 0 : (x - (means[j] ?? 0)) / deviation;
    });
}

function average(numbers: readonly number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}

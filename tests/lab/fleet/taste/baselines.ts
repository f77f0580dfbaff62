import { auc } from '../../../../shared/learning/metrics.ts';
import { solveRidge } from '../../../../shared/learning/taste/ridge.ts';
import { blockOf } from '../../../../shared/text/story-features.ts';
import type { Reader, TasteVariant } from './readers.ts';

/**
 * What is to be beaten: a formula of seven numbers over the page's counters with a ridge over the reader's own genres,
 * and a device on its own with everything it sees. Only participants are learnt from.
 * @returns the measures of one reader: `countersAndGenre` (genre alone without counters), `genre`, `local`
 */
export function tasteBaselines(
  participants: readonly Reader[],
  { counters }: TasteVariant,
): (reader: Reader) => Record<string, number | null> {
  const formula = counters ? counterFormula(participants) : () => 0;
  return (reader) => ({
    countersAndGenre: ownRidge(reader, genreRow, GENRE_PENALTY, formula),
    genre: ownRidge(reader, genreRow, GENRE_PENALTY, () => 0),
    local: ownRidge(
      reader,
      (features) => Float64Array.from([1, ...features]),
      LOCAL_PENALTY,
      () => 0,
    ),
  });
}

const GENRE_PENALTY = 4;
/** The penalty of the device's own head that knows nothing of the shared model. */
const LOCAL_PENALTY = 12;

const tagBlocks = ['tags', 'size'] as const;

function genreRow(features: Float32Array): Float64Array {
  return Float64Array.from([
    1,
    ...tagBlocks.flatMap((name) => {
      const { offset, length } = blockOf(name);
      return [...features.subarray(offset, offset + length)];
    }),
  ]);
}

/** AUC on the reader's test of `formula` plus a ridge over the rows of what is on the device. */
function ownRidge(
  { examples, test }: Reader,
  row: (features: Float32Array) => Float64Array,
  penalty: number,
  formula: (features: Float32Array) => number,
): number | null {
  const targets = standardised(examples.map(({ preference }) => preference));
  const rows = examples.map(({ features }) => row(features));
  const length = rows[0]?.length ?? 0;
  const flat = new Float64Array(rows.length * length);
  rows.forEach((values, at) => {
    flat.set(values, at * length);
  });
  const { coefficients } = solveRidge({
    rows: flat,
    targets: targets.map((target, at) => target - formula(examples[at]!.features)),
    priorMean: new Float64Array(length),
    penalty,
  });
  const scores = test.features.map(
    (features) => formula(features) + row(features).reduce((sum, x, k) => sum + x * coefficients[k]!, 0),
  );
  return auc(scores, test.liked);
}

/** Seven numbers for everybody: least squares of participants' standardised ratings on the counters. */
function counterFormula(participants: readonly Reader[]): (features: Float32Array) => number {
  const { offset } = blockOf('counters');
  const row = (features: Float32Array): number[] => [1, ...features.subarray(offset, offset + 6)];
  const sampled = participants.flatMap(({ examples }) => {
    const targets = standardised(examples.map(({ preference }) => preference));
    return examples.map(({ features }, at) => ({ row: row(features), target: targets[at]! }));
  });
  const { coefficients } = solveRidge({
    rows: Float64Array.from(sampled.flatMap(({ row: values }) => values)),
    targets: Float64Array.from(sampled, ({ target }) => target),
    priorMean: new Float64Array(7),
    penalty: 1,
  });
  return (features) => row(features).reduce((sum, x, k) => sum + x * coefficients[k]!, 0);
}

function standardised(values: readonly number[]): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const deviation = Math.sqrt(
    values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length),
  );
  return Float64Array.from(values, (value) => (deviation > 0 ? (value - mean) / deviation : 0));
}

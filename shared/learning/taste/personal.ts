import { z } from 'zod';
import { HEAD_LENGTH } from '../../models/taste.ts';
import { auc, logLoss } from '../metrics.ts';
import { calibrated, fitCalibration, usualCalibration } from './calibration.ts';
import { type TasteExample, usableExamples } from './example.ts';
import {
  type EncodedExamples,
  encodeExamples,
  fitHead,
  fitLocalHead,
  folds,
  judgeByHead,
  judgeByLocalHead,
  LOCAL_HEAD_LENGTH,
} from './head.ts';
import { openTasteNet, type TasteNet } from './net.ts';

/**
 * The personal part of taste: a reader's own head, its calibration, and which of three judges is trusted for this
 * reader. Made and kept on the device; no schema of what is uploaded has a place for it.
 */

/**
 * `population`: the shared model's judgement for anybody. `personal`: the shared model with this reader's head.
 * `local`: this reader's stories alone, no shared parameter.
 */
export const tasteBases = ['population', 'personal', 'local'] as const;
export type TasteBasis = (typeof tasteBases)[number];

const heldOutSchema = z.object({
  logLoss: z.number().nonnegative(),
  auc: z.number().min(0).max(1).nullable(),
});
const headSchema = z.array(z.number().finite()).max(10_000).readonly();

export const personalTasteSchema = z
  .object({
    format: z.literal(1),
    /** Of the shared parameters it was fitted to (`fingerprint`); a head of one version is nonsense on another. */
    fingerprint: z.number().int().nonnegative(),
    /** How many stories it was fitted on. */
    examples: z.number().int().nonnegative(),
    basis: z.enum(tasteBases),
    /** The head of `basis`; empty for `population`. */
    head: headSchema,
    calibration: z.object({ slope: z.number().finite(), intercept: z.number().finite() }),
    /** How each judge did on this reader's own held-out stories; null with fewer than four. */
    heldOut: z.record(z.enum(tasteBases), heldOutSchema).nullable(),
  })
  .refine((taste) => taste.head.length === headLength[taste.basis], {
    message: 'The head has another length.',
  });
export type PersonalTaste = z.infer<typeof personalTasteSchema>;

const headLength: Record<TasteBasis, number> = {
  population: 0,
  personal: HEAD_LENGTH,
  local: LOCAL_HEAD_LENGTH,
};

/** Fewest stories on which three judges can be compared. */
const FEWEST_TO_COMPARE = 4;

/**
 * Fits a reader's personal part: head in closed form, calibration and choice of judge by five-fold cross-validation on
 * the reader's own stories. A bad version of the shared model loses that choice and cannot make matches worse.
 *
 * @param parameters the shared model, flat `[d]`.
 * @param examples unusable ones (not finite, wrong length) are left out.
 * @param options `guard: false` always takes the personalised judge (for measuring the model itself).
 * @throws {RangeError} when the parameters are not the taste model's.
 */
export function fitPersonalTaste(
  parameters: Float32Array,
  examples: readonly TasteExample[],
  options: { readonly guard?: boolean } = {},
): PersonalTaste {
  const net = openTasteNet(parameters);
  const usable = usableExamples(examples);
  const start = { format: 1, fingerprint: fingerprint(parameters), examples: usable.length } as const;
  if (usable.length === 0) {
    return { ...start, basis: 'population', head: [], calibration: usualCalibration, heldOut: null };
  }
  const encoded = encodeExamples(net, usable);
  const all = [...usable.keys()];
  if (usable.length < FEWEST_TO_COMPARE) {
    const head = [...fitHead(net, encoded, all)];
    return { ...start, basis: 'personal', head, calibration: usualCalibration, heldOut: null };
  }
  const trials = tryJudges(net, encoded);
  const basis = options.guard === false ? 'personal' : bestBasis(trials, encoded.weights);
  return {
    ...start,
    basis,
    head: finalHead(basis, net, encoded, all),
    calibration: trials[basis].calibration,
    heldOut: {
      population: trials.population.heldOut,
      personal: trials.personal.heldOut,
      local: trials.local.heldOut,
    },
  };
}

/** What is said of stories, and on what ground. */
export interface StoryScores {
  readonly basis: TasteBasis;
  /** Probability, 0 … 1, that this reader will like a story more than their usual one; one a story. */
  readonly probabilities: readonly number[];
}

/**
 * Scores stories for a reader. Typed arrays only: forty stories take a few milliseconds.
 *
 * @param personal null for a reader of whom nothing is known.
 * @param features each `[FEATURE_COUNT]`.
 * @throws {RangeError} when the personal part was fitted to other parameters: call `fitPersonalTaste` again.
 */
export function scoreStories(
  parameters: Float32Array,
  personal: PersonalTaste | null,
  features: readonly Float32Array[],
): StoryScores {
  const judge = openJudge(parameters, personal);
  return {
    basis: personal?.basis ?? 'population',
    probabilities: features.map((story) =>
      calibrated(judge(story), personal?.calibration ?? usualCalibration),
    ),
  };
}

/**
 * The judgement behind the probability, in deviations from the reader's own mean.
 *
 * @throws {RangeError} as `scoreStories`.
 */
export function openJudge(
  parameters: Float32Array,
  personal: PersonalTaste | null,
): (features: Float32Array) => number {
  if (personal !== null && personal.fingerprint !== fingerprint(parameters)) {
    throw new RangeError('The personal taste belongs to another version of the model: fit it again.');
  }
  if (personal?.basis === 'local') return (story) => judgeByLocalHead(story, personal.head);
  const net = openTasteNet(parameters);
  const head = personal?.basis === 'personal' ? personal.head : [];
  return (story) => judgeByHead(net.encode(story), head);
}

/** A 32-bit mark of shared parameters (FNV-1a over their float32 bits): tells versions apart, proves nothing. */
function fingerprint(parameters: Float32Array): number {
  const bits = new Uint32Array(parameters.buffer, parameters.byteOffset, parameters.length);
  let mark = 0x811c9dc5;
  for (const word of bits) mark = Math.imul(mark ^ word, 0x01000193);
  return mark >>> 0;
}

interface Trial {
  readonly calibration: { readonly slope: number; readonly intercept: number };
  readonly heldOut: { readonly logLoss: number; readonly auc: number | null };
  /** Log loss of each story. */
  readonly losses: Float64Array;
}

/** Lets each judge say what it thinks of stories it was not fitted on. */
function tryJudges(net: TasteNet, examples: EncodedExamples): Record<TasteBasis, Trial> {
  const count = examples.stories.length;
  const judgements: Record<TasteBasis, Float64Array> = {
    population: Float64Array.from(examples.stories, ({ prior }) => prior),
    personal: new Float64Array(count),
    local: new Float64Array(count),
  };
  for (const { fitted, held } of folds(count)) {
    const head = fitHead(net, examples, fitted);
    const localHead = fitLocalHead(examples, fitted);
    for (const index of held) {
      const story = examples.stories[index];
      if (story !== undefined) judgements.personal[index] = judgeByHead(story, head);
      judgements.local[index] = judgeByLocalHead(examples.features[index] ?? [], localHead);
    }
  }
  const trial = (basis: TasteBasis): Trial => {
    const calibration = fitCalibration(judgements[basis], examples.liked, examples.weights);
    const probabilities = judgements[basis].map((judgement) => calibrated(judgement, calibration));
    return {
      calibration,
      heldOut: {
        logLoss: logLoss(probabilities, examples.liked),
        auc: auc(judgements[basis], examples.liked),
      },
      losses: probabilities.map((probability, index) =>
        logLoss([probability], [examples.liked[index] ?? false]),
      ),
    };
  };
  return { population: trial('population'), personal: trial('personal'), local: trial('local') };
}

/** Another judge replaces the personalised one when it is better by half a standard error of the paired difference. */
function bestBasis(trials: Record<TasteBasis, Trial>, weights: Float64Array): TasteBasis {
  let best: TasteBasis = 'personal';
  for (const rival of ['population', 'local'] as const) {
    const { mean, error } = pairedGain(trials[best].losses, trials[rival].losses, weights);
    if (mean > (best === 'personal' ? 0.5 * error : 0)) best = rival;
  }
  return best;
}

/** Weighted mean of `from` − `to`, and its standard error. */
function pairedGain(from: Float64Array, to: Float64Array, weights: Float64Array) {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const gains = from.map((loss, index) => loss - (to[index] ?? 0));
  const mean = gains.reduce((sum, gain, index) => sum + gain * (weights[index] ?? 0), 0) / total;
  const squares = gains.reduce((sum, gain, index) => sum + (weights[index] ?? 0) * (gain - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / total / gains.length) };
}

function finalHead(
  basis: TasteBasis,
  net: TasteNet,
  examples: EncodedExamples,
  all: readonly number[],
): number[] {
  if (basis === 'population') return [];
  return [...(basis === 'personal' ? fitHead(net, examples, all) : fitLocalHead(examples, all))];
}

import { FEATURE_COUNT } from '../../text/story-features.ts';

/** A story this reader had to do with, and how they took it. Lives on the device only. */
export interface TasteExample {
  /** `[FEATURE_COUNT]` of `story-features.ts`. */
  readonly features: Float32Array;
  /** −1 (disliked) … 1 (loved), or a rating on any scale: only its place among the reader's own counts. */
  readonly preference: number;
  /** How sure the preference is, 0 … 1. */
  readonly weight: number;
  /** When, in ms since 1970. */
  readonly at: number;
}

/** A reader's own scale: where their middle is and how widely they judge. */
export interface OwnScale {
  readonly mean: number;
  readonly deviation: number;
}

/** Older stories than the last so many say little of a taste, and a fit to them all would fill the memory. */
const MOST_EXAMPLES = 2000;

/** The newest examples, in the order given; those of unsafe numbers or lengths never reach a solve. */
export function usableExamples(examples: readonly TasteExample[]): TasteExample[] {
  return newest(examples).filter(
    ({ features, preference, weight }) =>
      features.length === FEATURE_COUNT &&
      Number.isFinite(preference) &&
      Math.abs(preference) <= 1e6 &&
      weight > 0 &&
      weight <= 1 &&
      isSound(features),
  );
}

/** Vectors that were looked through: they are not changed any more, and come by at every training. */
const lookedThrough = new WeakSet<Float32Array>();

function isSound(features: Float32Array): boolean {
  if (lookedThrough.has(features)) return true;
  const sound = features.every(Number.isFinite);
  if (sound) lookedThrough.add(features);
  return sound;
}

function newest(examples: readonly TasteExample[]): readonly TasteExample[] {
  if (examples.length <= MOST_EXAMPLES) return examples;
  const times = examples.map(({ at }) => at).sort((a, b) => b - a);
  const since = times[MOST_EXAMPLES - 1] ?? 0;
  return examples.filter(({ at }) => at >= since).slice(-MOST_EXAMPLES);
}

/**
 * The reader's mean and deviation, shrunk by two imagined examples (−½ and +½) towards the neutral scale, so that
 * three stories that were all loved stay above the middle instead of becoming it.
 */
export function ownScale(examples: readonly TasteExample[]): OwnScale {
  const imagined = 2;
  let total = imagined;
  let sum = 0;
  for (const { preference, weight } of examples) {
    total += weight;
    sum += weight * preference;
  }
  const mean = sum / total;
  let squares = imagined * 0.25;
  for (const { preference, weight } of examples) squares += weight * (preference - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / total) };
}

/** (rating − own mean) / own deviation. */
export function ownJudgement(preference: number, scale: OwnScale): number {
  return (preference - scale.mean) / scale.deviation;
}

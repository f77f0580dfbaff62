import { tasteSpec } from '../../models/taste.ts';
import { seededRandom, shuffledIndices } from '../../text/hashing.ts';
import { FEATURE_COUNT } from '../../text/story-features.ts';
import { lossAndGradient, lossOf } from '../train.ts';
import { ownJudgement, ownScale } from './example.ts';
import { personalJudgements } from './head.ts';
import { tasteLoss } from './task.ts';

/**
 * Probe data: people whose stories and opinions are known to whoever values updates. Numbers only. It tells in which
 * direction the model would get better, and so what an update was worth.
 */

/** One person of a panel. */
export interface PanelPerson {
  /** `[n, FEATURE_COUNT]`, row-major. */
  readonly rows: Float32Array;
  /** `[n]`: ratings on any scale of the person's own. */
  readonly labels: Float32Array;
}

/**
 * −∇L of the shared parameters on a random half of a panel: each person's head is fitted on part of their stories
 * (support) and the rest (query) is judged, as on a device; the mean over people of the loss falls fastest this way.
 *
 * @param seed decides the half and the splits; the same seed gives the same direction on the same backend.
 * @returns `[d]`; zeros for a panel nobody of which has two stories.
 * @throws {RangeError} when a person's rows and labels do not fit each other.
 */
export function improvementDirection(
  parameters: Float32Array,
  panel: readonly PanelPerson[],
  { seed }: { readonly seed: number | string },
): Float64Array {
  const direction = new Float64Array(tasteSpec.parameterCount);
  const half = randomHalf(panel, seed);
  for (const person of half) {
    const { gradient } = lossAndGradient(tasteSpec, parameters, lossOfPerson(person, seed));
    for (let at = 0; at < direction.length; at++) {
      direction[at] = (direction[at] ?? 0) - (gradient[at] ?? 0) / half.length;
    }
  }
  return direction;
}

/**
 * Mean loss of the parameters on the same random half as `improvementDirection` with this seed; null for a panel with
 * nobody to judge.
 */
export function panelLoss(
  parameters: Float32Array,
  panel: readonly PanelPerson[],
  { seed }: { readonly seed: number | string },
): number | null {
  const half = randomHalf(panel, seed);
  if (half.length === 0) return null;
  let sum = 0;
  for (const person of half) sum += lossOf(tasteSpec, parameters, lossOfPerson(person, seed));
  return sum / half.length;
}

/**
 * What the model says of the panel's stories to the people who read them, `[Σ stories]`: each person's head is fitted on
 * all but every fourth of their stories, and those are judged. What must not jump from one version to the next.
 */
export function storyJudgements(parameters: Float32Array, panel: readonly PanelPerson[]): Float64Array {
  return Float64Array.from(
    panel.flatMap(({ rows, labels }) => {
      const stories = Array.from(labels, (preference, row) => ({
        features: rows.subarray(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT),
        preference,
        weight: 1,
        at: row,
      }));
      const isJudged = ({ at }: { at: number }): boolean => at % 4 === 3;
      return personalJudgements(
        parameters,
        stories.filter((story) => !isJudged(story)),
        stories.filter(isJudged).map(({ features }) => features),
      );
    }),
  );
}

/** Indices into the panel of the half that a seed chooses, ascending: what a round commits to. */
export function chosenHalf(panelSize: number, seed: number | string): number[] {
  const count = Math.ceil(panelSize / 2);
  return shuffledIndices(panelSize, seededRandom(`half ${seed}`))
    .slice(0, count)
    .sort((a, b) => a - b);
}

/** Share of a person's stories that the head is judged on. */
const QUERY_SHARE = 0.25;

function randomHalf(panel: readonly PanelPerson[], seed: number | string): PanelPerson[] {
  return chosenHalf(panel.length, seed).flatMap((index) => {
    const person = panel[index];
    return person === undefined || person.labels.length < 2 ? [] : [person];
  });
}

function lossOfPerson({ rows, labels }: PanelPerson, seed: number | string) {
  const n = labels.length;
  if (rows.length !== n * FEATURE_COUNT) {
    throw new RangeError(`A panel person has ${n} labels and ${rows.length} row values.`);
  }
  const examples = Array.from(labels, (preference, row) => ({
    features: rows.subarray(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT),
    preference,
    weight: 1,
    at: 0,
  }));
  const scale = ownScale(examples);
  const order = shuffledIndices(n, seededRandom(`split ${seed} ${n}`));
  const ordered = new Float32Array(rows.length);
  const targets = new Float32Array(n);
  order.forEach((index, row) => {
    ordered.set(rows.subarray(index * FEATURE_COUNT, (index + 1) * FEATURE_COUNT), row * FEATURE_COUNT);
    targets[row] = ownJudgement(labels[index] ?? 0, scale);
  });
  const supportCount = n - Math.max(1, Math.round(n * QUERY_SHARE));
  return tasteLoss({ rows: ordered, targets, weights: new Float32Array(n).fill(1), supportCount });
}

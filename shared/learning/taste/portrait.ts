import type { StoryFacts } from '../../protocol/page.ts';
import { foldLabel } from '../../text/fold-label.ts';
import { withFacts, withTags } from '../../text/story-features.ts';
import type { WordVectors } from '../../text/word-vectors.ts';
import { calibrated, usualCalibration } from './calibration.ts';
import { openJudge, type PersonalTaste } from './personal.ts';

/** What a label does to a reader's stories that carry it. */
export interface PortraitTrait {
  /** As the first of the pages spells it. */
  readonly label: string;
  /** By how much stories with it are likelier to be liked than they would be without, −1 … 1; the mean over them. */
  readonly effect: number;
  /** One standard error of that mean; null for a single story. */
  readonly error: number | null;
  /** Stories that carry it. */
  readonly stories: number;
}

/** Pages may list two hundred labels; the first of each kind are asked about. */
const LABELS_ASKED = 20;
/** A label on a single story says something of that story, not yet of a taste. */
const FEWEST_STORIES = 2;

/**
 * A reader's taste in labels, strongest first: each of their stories is scored again without each of its labels.
 *
 * @param stories what the reader had to do with; `features` `[FEATURE_COUNT]` are of `facts`.
 * @throws {RangeError} when the personal part was fitted to other parameters.
 */
export function tastePortrait(
  parameters: Float32Array,
  personal: PersonalTaste | null,
  stories: readonly { readonly facts: StoryFacts; readonly features: Float32Array }[],
  vectors: WordVectors,
): PortraitTrait[] {
  const judge = openJudge(parameters, personal);
  const calibration = personal?.calibration ?? usualCalibration;
  const chance = (features: Float32Array): number => calibrated(judge(features), calibration);
  const effects = new Map<string, { label: string; values: number[] }>();
  for (const { facts, features } of stories) {
    const whole = chance(features);
    const note = (label: string, without: Float32Array): void => {
      const folded = foldLabel(label);
      const known = effects.get(folded) ?? { label, values: [] };
      known.values.push(whole - chance(without));
      effects.set(folded, known);
    };
    for (const tag of distinct(facts.tags)) {
      note(
        tag,
        withTags(
          features,
          facts.tags.filter((other) => foldLabel(other) !== foldLabel(tag)),
          vectors,
        ),
      );
    }
    for (const fandom of distinct(facts.fandoms)) {
      const fandoms = facts.fandoms.filter((other) => foldLabel(other) !== foldLabel(fandom));
      note(fandom, withFacts(features, { ...facts, fandoms }));
    }
  }
  return [...effects.values()]
    .filter(({ values }) => values.length >= FEWEST_STORIES)
    .map(({ label, values }) => ({ label, stories: values.length, ...meanOf(values) }))
    .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect) || (a.label < b.label ? -1 : 1));
}

function distinct(labels: readonly string[]): string[] {
  const first = new Map<string, string>();
  for (const label of labels) {
    const folded = foldLabel(label);
    if (folded !== '' && !first.has(folded)) first.set(folded, label);
    if (first.size === LABELS_ASKED) break;
  }
  return [...first.values()];
}

function meanOf(values: readonly number[]): { effect: number; error: number | null } {
  const effect = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { effect, error: null };
  const squares = values.reduce((sum, value) => sum + (value - effect) ** 2, 0) / (values.length - 1);
  return { effect, error: Math.sqrt(squares / values.length) };
}

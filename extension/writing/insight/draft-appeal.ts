import { calibrated, usualCalibration } from '../../../shared/learning/taste/calibration.ts';
import { explainScore } from '../../../shared/learning/taste/explain.ts';
import { openJudge, type PersonalTaste } from '../../../shared/learning/taste/personal.ts';
import { blankFacts } from '../../../shared/protocol/blank-facts.ts';
import type { StoryFacts } from '../../../shared/protocol/page.ts';
import { seededRandom } from '../../../shared/text/hashing.ts';
import { storyFeatures } from '../../../shared/text/story-features.ts';
import { sentences } from '../../../shared/text/tokenise.ts';
import type { WordVectors } from '../../../shared/text/word-vectors.ts';
import type { Readership } from '../writing-settings.ts';

/** How a draft appeals to a readership, passage by passage. */
export interface DraftAppeal {
  readonly passages: readonly PassageAppeal[];
  /** The mean over the passages, weighed by their words. */
  readonly whole: Chance;
  /** Whether any passage differs from the whole by more than chance would have it. */
  readonly tellsApart: boolean;
}

export interface PassageAppeal {
  /** Where it stands in the text. */
  readonly from: number;
  readonly to: number;
  readonly words: number;
  readonly chance: Chance;
  /** What moved it, from other passages of this draft: the three strongest. */
  readonly traits: readonly { readonly label: string; readonly favours: boolean }[];
}

/** How likely a reader of the readership is to like it more than their usual story, with where it may as well lie. */
export interface Chance {
  readonly chance: number;
  readonly low: number;
  readonly high: number;
}

/** Who judges: the shared model, with one reader's own head or without. */
export interface Judges {
  readonly parameters: Float32Array;
  readonly personal: PersonalTaste | null;
}

/** Words of a passage: all alike, so that none gains by being long. */
export const PASSAGE_WORDS = 250;
/** Fewer words than this cannot be judged. */
const FEWEST_WORDS = 60;
/** A novel is looked at in this many places. */
const MOST_PASSAGES = 60;
const RESAMPLES = 16;

/**
 * Judges a draft by passages of equal length. What else readers know of a story, its tags, length, author, counters,
 * is left out, so that only the writing differs. How sure each figure is comes from the passage itself: its sentences
 * are drawn anew, and judged again (bootstrap, Efron 1979); the same text gives the same figures.
 *
 * @returns null when there is too little text.
 * @throws {RangeError} when the personal part was fitted to other parameters.
 */
export function draftAppeal(
  text: string,
  readership: Readership,
  { parameters, personal }: Judges,
  vectors: WordVectors,
): DraftAppeal | null {
  const head = readership === 'me' ? personal : null;
  const calibration = head?.calibration ?? usualCalibration;
  const judge = openJudge(parameters, head);
  const facts = factsFor(readership);
  const featuresOf = (part: string): Float32Array => storyFeatures(facts, part, vectors).features;
  const chanceOf = (part: string): number => calibrated(judge(featuresOf(part)), calibration);
  const random = seededRandom(`${text.length}`);

  const passages = inPassages(text).map(({ from, to, words }): PassageAppeal => {
    const part = text.slice(from, to);
    const parts = sentences(part);
    const drawn = Array.from({ length: RESAMPLES }, () =>
      chanceOf(parts.map(() => parts[random.below(parts.length)] ?? '').join(' ')),
    );
    const chance = chanceOf(part);
    const spread = 1.64 * deviation(drawn);
    return {
      from,
      to,
      words,
      chance: { chance, low: Math.max(0, chance - spread), high: Math.min(1, chance + spread) },
      traits: explainScore(parameters, head, { facts, features: featuresOf(part) }, vectors).map(
        ({ label, direction }) => ({ label, favours: direction === 'for' }),
      ),
    };
  });
  if (passages.length === 0) return null;
  const whole = mean(passages.map(({ chance }) => chance.chance));
  // The mean of several passages is surer than each.
  const spread =
    Math.sqrt(mean(passages.map(({ chance }) => ((chance.high - chance.low) / 2) ** 2))) /
    Math.sqrt(passages.length);
  return {
    passages,
    whole: { chance: whole, low: Math.max(0, whole - spread), high: Math.min(1, whole + spread) },
    tellsApart: passages.some(({ chance }) => chance.low > whole || chance.high < whole),
  };
}

/** What a readership is told of the story: nothing, but what kind it comes for. */
export function factsFor(readership: Readership): StoryFacts {
  const blank = blankFacts('draft');
  return readership === 'me' || readership === 'everyone'
    ? blank
    : { ...blank, tags: [...genreTags[readership]] };
}

/** How the kinds of `shared/protocol/segments.ts` are tagged on story sites. */
const genreTags = {
  romance: ['Romance'],
  adventure: ['Adventure'],
  speculative: ['Fantasy', 'Science Fiction'],
  dark: ['Horror', 'Dark'],
  everyday: ['Slice of Life'],
} as const;

interface Span {
  readonly from: number;
  readonly to: number;
  readonly words: number;
}

/** Cuts a text after sentences into passages of about equal length; a long text is looked at evenly. Pure. */
export function inPassages(text: string): Span[] {
  const spans: Span[] = [];
  let from = 0;
  let words = 0;
  for (const end of sentenceEnds(text)) {
    words = countWords(text.slice(from, end));
    if (words < PASSAGE_WORDS) continue;
    spans.push({ from, to: end, words });
    [from, words] = [end, 0];
  }
  const rest = countWords(text.slice(from));
  const last = spans.at(-1);
  if (last !== undefined && rest < PASSAGE_WORDS / 2) {
    spans[spans.length - 1] = { from: last.from, to: text.length, words: last.words + rest };
  } else if (rest >= FEWEST_WORDS) spans.push({ from, to: text.length, words: rest });
  if (spans.length <= MOST_PASSAGES) return spans;
  return Array.from(
    { length: MOST_PASSAGES },
    (_, at) => spans[Math.round((at * (spans.length - 1)) / (MOST_PASSAGES - 1))],
  ).flatMap((span) => span ?? []);
}

function* sentenceEnds(text: string): Generator<number> {
  for (const { index, 0: mark } of text.matchAll(/[.!?…]["”’')\]]*\s+|\n+/gu)) yield index + mark.length;
}

function countWords(text: string): number {
  return text.match(/[\p{L}\p{N}]+(?:['’][\p{L}]+)*/gu)?.length ?? 0;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

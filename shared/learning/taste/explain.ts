import type { StoryFacts } from '../../protocol/page.ts';
import { readDatedTitle } from '../../text/dated-title.ts';
import {
  blockOf,
  counterPositions,
  type FeatureBlockName,
  sizePositions,
  withFacts,
  withoutBlock,
  withTags,
} from '../../text/story-features.ts';
import { type StyleName, styleNames } from '../../text/stylometry.ts';
import type { WordVectors } from '../../text/word-vectors.ts';
import { calibrated, usualCalibration } from './calibration.ts';
import { openJudge, type PersonalTaste } from './personal.ts';

/** Something about a story that moved its score, in a person's words. */
export interface Trait {
  /** A tag of that story as its page spells it, or words such as `a longer story`. */
  readonly label: string;
  readonly direction: 'for' | 'against';
  /** By how much the probability is other than it would be without this trait, −1 … 1. */
  readonly contribution: number;
}

export interface StoryToExplain {
  readonly facts: StoryFacts;
  /** `[FEATURE_COUNT]` of these facts. */
  readonly features: Float32Array;
}

/** Differences below this are not worth a person's time. */
const SMALLEST_CONTRIBUTION = 0.005;
/** Pages may list two hundred tags; the first forty are asked about. */
const TAGS_ASKED = 40;

/**
 * Says why a story scores as it does: the story is scored again without each of its traits, and the traits that matter
 * most are told.
 *
 * @returns up to three traits, the most important first; none when nothing stands out.
 * @throws {RangeError} as `scoreStories`.
 */
export function explainScore(
  parameters: Float32Array,
  personal: PersonalTaste | null,
  story: StoryToExplain,
  vectors: WordVectors,
): Trait[] {
  const judge = openJudge(parameters, personal);
  const calibration = personal?.calibration ?? usualCalibration;
  const probability = (features: Float32Array): number => calibrated(judge(features), calibration);
  const whole = probability(story.features);
  return candidates(story, vectors)
    .map(({ label, without }) => ({ label, contribution: whole - probability(without) }))
    .filter(({ contribution }) => Math.abs(contribution) >= SMALLEST_CONTRIBUTION)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, 3)
    .map(({ label, contribution }) => ({
      label,
      direction: contribution > 0 ? 'for' : 'against',
      contribution,
    }));
}

interface Candidate {
  readonly label: string;
  /** The same story without the trait. */
  readonly without: Float32Array;
}

function candidates(story: StoryToExplain, vectors: WordVectors): Candidate[] {
  return [...tagTraits(story, vectors), ...factTraits(story), ...numberTraits(story.features)];
}

function tagTraits({ facts, features }: StoryToExplain, vectors: WordVectors): Candidate[] {
  return [...new Set(facts.tags)].slice(0, TAGS_ASKED).map((tag) => ({
    label: tag,
    without: withTags(
      features,
      facts.tags.filter((other) => other !== tag),
      vectors,
    ),
  }));
}

const statusWords = {
  complete: 'a complete story',
  ongoing: 'still being written',
  hiatus: 'on hiatus',
  stub: 'a stub',
} as const;

function factTraits({ facts, features }: StoryToExplain): Candidate[] {
  const without = (change: Partial<StoryFacts>): Float32Array => withFacts(features, { ...facts, ...change });
  const { name, year } = readDatedTitle(facts.title ?? '');
  return [
    ...facts.fandoms.slice(0, 10).map((fandom) => ({
      label: fandom,
      without: without({ fandoms: facts.fandoms.filter((other) => other !== fandom) }),
    })),
    ...facts.warnings.slice(0, 10).map((warning) => ({
      label: warning,
      without: without({ warnings: facts.warnings.filter((other) => other !== warning) }),
    })),
    ...(facts.rating === null
      ? []
      : [{ label: `rated ${facts.rating}`, without: without({ rating: null }) }]),
    ...(facts.status === null
      ? []
      : [{ label: statusWords[facts.status], without: without({ status: null }) }]),
    ...(facts.language === null
      ? []
      : [{ label: `written in ${facts.language}`, without: without({ language: null }) }]),
    ...(year === null ? [] : [{ label: `from ${year}`, without: without({ title: name }) }]),
    ...(facts.author === null
      ? []
      : [{ label: `by ${facts.author}`, without: withoutBlock(features, 'author') }]),
  ];
}

/** A number of the vector in words: what it means above and below the ordinary. */
interface NumberTrait {
  readonly block: FeatureBlockName;
  /** Whose sign and size decide the words. */
  readonly position: number;
  /** Set to 0 together. */
  readonly cleared: readonly number[];
  readonly more: string;
  readonly less: string;
}

/** What much and little of a style are called. */
export const styleWords: readonly [StyleName, more: string, less: string][] = [
  ['dialogue', 'much dialogue', 'little dialogue'],
  ['sentenceLength', 'long sentences', 'short sentences'],
  ['wordLength', 'long words', 'plain words'],
  ['vocabulary', 'a rich vocabulary', 'a simple vocabulary'],
  ['pastTense', 'told in the past tense', 'told in the present tense'],
  ['firstPerson', 'told in the first person', 'not told in the first person'],
  ['exclamations', 'many exclamations', 'a calm tone'],
  ['questions', 'many questions', 'few questions'],
  ['paragraphLength', 'long paragraphs', 'short paragraphs'],
  ['readability', 'demanding prose', 'easy prose'],
  ['names', 'many names', 'few names'],
];

const numberTraitsKnown: readonly NumberTrait[] = [
  ...styleWords.map(([name, more, less]): NumberTrait => {
    const position = styleNames.indexOf(name);
    return { block: 'style', position, cleared: [position], more, less };
  }),
  {
    block: 'size',
    position: sizePositions.words,
    cleared: [0, 1, 2, 3],
    more: 'a longer story',
    less: 'a shorter story',
  },
  {
    block: 'size',
    position: sizePositions.chapters,
    cleared: [4, 5, 6, 7],
    more: 'many chapters',
    less: 'few chapters',
  },
  {
    block: 'counters',
    position: counterPositions.quality[0],
    cleared: counterPositions.quality,
    more: 'other readers rate it highly',
    less: 'other readers rate it low',
  },
  {
    block: 'counters',
    position: counterPositions.popularity[0],
    cleared: counterPositions.popularity,
    more: 'widely read',
    less: 'little known',
  },
];

/** Below this a number is ordinary, and neither word would be true. */
const ORDINARY = 0.15;

function numberTraits(features: Float32Array): Candidate[] {
  return numberTraitsKnown.flatMap(({ block, position, cleared, more, less }) => {
    const value = features[blockOf(block).offset + position] ?? 0;
    if (Math.abs(value) < ORDINARY) return [];
    return [{ label: value > 0 ? more : less, without: withoutBlock(features, block, cleared) }];
  });
}

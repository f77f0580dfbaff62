import type { Counters, StoryFacts } from '../protocol/page.ts';
import { MAX_TEXT_CHARACTERS } from '../protocol/signal.ts';
import { eraLabels, readDatedTitle } from './dated-title.ts';
import { foldLabel } from './fold-label.ts';
import { addLabelPattern, hashText, signProjection } from './hashing.ts';
import { squash, styleNames, stylometry } from './stylometry.ts';
import { sampleEvenly, type TokenisedText, tokenise, words } from './tokenise.ts';
import type { WordVectors } from './word-vectors.ts';

/**
 * What the taste model sees of a story: `[D]` dense numbers from frozen public inputs. Words enter as vectors
 * through fixed projections, labels as sums of fixed ±1 patterns: no coordinate stands for a tag, a word or a story.
 *
 * The blocks are in two parts. The shared net reads the first; the second (who wrote it, what it is called) is read
 * by the personal ridge alone, because a shared net would remember which *titles* are good, and could be asked whether it
 * knows one (design: learning.md). One exception: where a page shows no counters, as libraries of published works do not,
 * the title is what stands for how well known a work is, and the net reads a sketch of it (`publicTitle`).
 */
const blockLengths = [
  /** Tags as a sketch of the set: which tags. */
  ['tags', 64],
  /** Tags by the meaning of their words: which kind of tags. */
  ['tagWords', 32],
  /** Fandoms, warnings, rating, status, language, and when it appeared, as a sketch. */
  ['facts', 32],
  ['titleShape', 8],
  ['summaryWords', 32],
  ['textWords', 48],
  /** Stylometry, and whether there was a text. */
  ['style', styleNames.length + 1],
  /** Length of work and chapters. */
  ['size', 12],
  ['counters', 28],
  /** What it is called, by meaning and as a sketch; only of a work that no counter speaks of. */
  ['publicTitle', 80],
  ['titleWords', 32],
  ['titleHashes', 48],
  ['author', 32],
] as const;

export type FeatureBlockName = (typeof blockLengths)[number][0];

export interface FeatureBlock {
  readonly name: FeatureBlockName;
  readonly offset: number;
  readonly length: number;
}

/** The blocks in their order in the vector. */
export const featureBlocks: readonly FeatureBlock[] = blockLengths.map(([name, length], index) => ({
  name,
  offset: blockLengths.slice(0, index).reduce((sum, [, before]) => sum + before, 0),
  length,
}));

/** D: how many numbers describe a story. */
export const FEATURE_COUNT = featureBlocks.reduce((sum, { length }) => sum + length, 0);

/** E: how many of them, from the first on, the shared net reads. */
export const SHARED_FEATURE_COUNT = blockOf('titleWords').offset;

/** @throws never: every name has its block. */
export function blockOf(name: FeatureBlockName): FeatureBlock {
  const block = featureBlocks.find((candidate) => candidate.name === name);
  if (block === undefined) throw new Error(`No feature block is called ${name}.`);
  return block;
}

/** A described story. */
export interface StoryFeatures {
  /** `[FEATURE_COUNT]`, every value finite and within −8 … 8. */
  readonly features: Float32Array;
}

/**
 * Describes a story by its page and, where it was read, its text.
 *
 * Pure and deterministic; any input that has the types gives finite numbers. Long texts are sampled evenly.
 *
 * @param text the chapter's text, or null where only a listing was seen.
 */
export function storyFeatures(facts: StoryFacts, text: string | null, vectors: WordVectors): StoryFeatures {
  const features = new Float32Array(FEATURE_COUNT);
  const passage = tokenise(text === null ? '' : sampleEvenly(text, MAX_TEXT_CHARACTERS));
  writeTags(features, facts.tags, vectors);
  writeFacts(features, facts);
  writeTitle(features, readDatedTitle(facts.title ?? '').name, vectors);
  writeAuthor(features, facts.author);
  writeMeaning(features, 'summaryWords', words(facts.summary ?? ''), vectors, PROSE_GAIN);
  writeMeaning(features, 'textWords', passage.words, vectors, PROSE_GAIN);
  writeStyle(features, passage);
  writeSize(features, facts, text);
  writeCounters(features, facts.counters);
  if (Object.keys(facts.counters).length === 0) writePublicTitle(features);
  return { features: madeSafe(features) };
}

/** The same story as if its page had other tags: what an explanation asks. */
export function withTags(
  features: Float32Array,
  tags: readonly string[],
  vectors: WordVectors,
): Float32Array {
  const changed = features.slice();
  clearBlock(changed, 'tags');
  clearBlock(changed, 'tagWords');
  writeTags(changed, tags, vectors);
  return madeSafe(changed);
}

/** The same story with some of its categorical facts changed. */
export function withFacts(features: Float32Array, facts: StoryFacts): Float32Array {
  const changed = features.slice();
  clearBlock(changed, 'facts');
  writeFacts(changed, facts);
  return madeSafe(changed);
}

/** The same story with numbers of a block set to 0 (nothing known, or ordinary): all, or those at `positions`. */
export function withoutBlock(
  features: Float32Array,
  name: FeatureBlockName,
  positions?: readonly number[],
): Float32Array {
  const changed = features.slice();
  const { offset, length } = blockOf(name);
  if (positions === undefined) clearBlock(changed, name);
  else
    for (const position of positions) if (position >= 0 && position < length) changed[offset + position] = 0;
  return changed;
}

/** Word vectors are near 6 long, their centred means 1–3; these bring blocks to a length of about 2. */
const LABEL_GAIN = 0.8;
const PROSE_GAIN = 1.6;
const LARGEST_VALUE = 8;

function writeTags(out: Float32Array, tags: readonly string[], vectors: WordVectors): void {
  const labels = new Set(tags.map(foldLabel).filter((label) => label.length > 0));
  writeLabels(
    out,
    'tags',
    [...labels].map((label) => `tag:${label}`),
  );
  writeMeaning(out, 'tagWords', [...labels].flatMap(words), vectors, LABEL_GAIN);
}

function writeFacts(out: Float32Array, facts: StoryFacts): void {
  const { year } = readDatedTitle(facts.title ?? '');
  const single = (kind: string, value: string | null): string[] =>
    value === null || foldLabel(value) === '' ? [] : [`${kind}:${foldLabel(value)}`];
  writeLabels(out, 'facts', [
    ...new Set(facts.fandoms.map((fandom) => `fandom:${foldLabel(fandom)}`)),
    ...new Set(facts.warnings.map((warning) => `warning:${foldLabel(warning)}`)),
    ...single('rating', facts.rating),
    ...single('status', facts.status),
    ...single('language', facts.language),
    ...(year === null ? [] : eraLabels(year)),
  ]);
}

/**
 * Each label adds a ±1 pattern of about unit length; the sum is divided so that forty tags weigh no more than about
 * six: a page that lists everything says little by each.
 *
 * Labels weigh a little differently, so that two never cancel to an exact 0: a row of zeros in an update would tell
 * which. All numbers of a pattern have one size, so that the size of a row tells nothing of a single label.
 */
function writeLabels(out: Float32Array, name: FeatureBlockName, labels: readonly string[]): void {
  const { offset, length } = blockOf(name);
  const crowding = Math.sqrt(Math.max(1, labels.length / 6));
  for (const label of labels) {
    const ownWeight = 0.85 + 0.3 * (hashText(label, LABEL_WEIGHT_SEED) / 0x100000000);
    addLabelPattern(out, offset, length, label, ownWeight / Math.sqrt(length) / crowding);
  }
}

const LABEL_WEIGHT_SEED = 0x7a1e;

function writeTitle(out: Float32Array, title: string, vectors: WordVectors): void {
  const titleWords = words(title);
  writeMeaning(out, 'titleWords', titleWords, vectors, LABEL_GAIN);
  // Prefixes tie forms of one name; the first two words tie a series.
  const labels = new Set(titleWords.flatMap((word) => [`word:${word}`, `prefix:${word.slice(0, 5)}`]));
  if (titleWords.length >= 2) labels.add(`series:${titleWords.slice(0, 2).join(' ')}`);
  writeLabels(out, 'titleHashes', [...labels]);
  if (title.trim() === '') return;
  const known = titleWords.filter((word) => vectors.indexOf(word) >= 0).length;
  const { offset } = blockOf('titleShape');
  out.set(
    [
      squash((titleWords.length - 3) / 2),
      squash((title.length - 18) / 12),
      /\p{N}/u.test(title) ? 1 : 0,
      /[:：–—|]/u.test(title) ? 1 : 0,
      /[!?…！？]/u.test(title) ? 1 : 0,
      /\b(?:[2-9]|1\d|ii|iii|iv|v|vi|2nd|3rd|[4-9]th|second|third|part|book|season|volume)\b/iu.test(title)
        ? 1
        : 0,
      known / Math.max(1, titleWords.length) - 0.7,
      // Title Case against sentence case: the share of words that start with a capital.
      (title.match(/(?:^|\s)\p{Lu}/gu)?.length ?? 0) / Math.max(1, titleWords.length) - 0.7,
    ],
    offset,
  );
}

/** The personal blocks of the title once more, where the shared net reads them. */
function writePublicTitle(out: Float32Array): void {
  const words = blockOf('titleWords');
  const hashes = blockOf('titleHashes');
  out.copyWithin(blockOf('publicTitle').offset, words.offset, hashes.offset + hashes.length);
}

function writeAuthor(out: Float32Array, author: string | null): void {
  const label = foldLabel(author ?? '');
  if (label !== '') writeLabels(out, 'author', [`author:${label}`]);
}

const projections = new Map<string, Float32Array>();

/** The mean vector of some words through a fixed ± projection into a block. */
function writeMeaning(
  out: Float32Array,
  name: FeatureBlockName,
  given: readonly string[],
  vectors: WordVectors,
  gain: number,
): void {
  if (given.length === 0) return;
  const { offset, length } = blockOf(name);
  const { dimension } = vectors;
  const key = `meaning ${dimension} ${length}`;
  const projection = projections.get(key) ?? signProjection(dimension, length, key);
  projections.set(key, projection);
  const mean = vectors.meanVector(given);
  for (let row = 0; row < dimension; row++) {
    const value = (mean[row] ?? 0) * gain;
    if (value === 0) continue;
    for (let column = 0; column < length; column++) {
      out[offset + column] = (out[offset + column] ?? 0) + value * (projection[row * length + column] ?? 0);
    }
  }
}

function writeStyle(out: Float32Array, passage: TokenisedText): void {
  const { offset } = blockOf('style');
  const style = stylometry(passage);
  out.set(style, offset);
  out[offset + style.length] = passage.text.trim() === '' ? 0 : 1;
}

/** Positions in the block `size` that explanations name. */
export const sizePositions = { words: 0, chapters: 4 } as const;

function writeSize(out: Float32Array, facts: StoryFacts, text: string | null): void {
  const { offset } = blockOf('size');
  const { words: total, chapters } = facts;
  if (total !== null) {
    // 8,000 words is ordinary; ×10 is one unit. Hats over it let a taste for middling lengths show.
    const size = logarithm(total, 8_000);
    out.set([size, hat(size, -1), hat(size, 0), hat(size, 1)], offset);
  }
  if (chapters !== null) {
    const length = logarithm(chapters, 5);
    out.set([length, hat(length, -0.7), hat(length, 0.4), chapters <= 1 ? 1 : 0], offset + 4);
  }
  if (total !== null && chapters !== null) out[offset + 8] = logarithm(total / Math.max(1, chapters), 2_500);
  if (text !== null && text.trim() !== '') out[offset + 9] = logarithm(text.length, 12_000);
  out[offset + 10] = total === null ? 0 : 1;
  out[offset + 11] = chapters === null ? 0 : 1;
}

/** Positions in the block `counters` that explanations name. */
export const counterPositions = { quality: [0, 2, 3, 4], popularity: [1, 3, 5] } as const;

const countNames = ['kudos', 'hits', 'bookmarks', 'comments', 'followers', 'favourites', 'votes'] as const;
/** Ordinary sizes of each count, and of the shares that speak of how much readers liked what they opened. */
const ordinaryCounts: Record<(typeof countNames)[number], number> = {
  kudos: 150,
  hits: 4_000,
  bookmarks: 30,
  comments: 30,
  followers: 300,
  favourites: 300,
  votes: 100,
};
const shares = [
  ['kudos', 'hits', 0.05],
  ['bookmarks', 'kudos', 0.2],
  ['bookmarks', 'hits', 0.01],
  ['comments', 'kudos', 0.15],
  ['favourites', 'followers', 0.7],
  ['comments', 'hits', 0.007],
] as const;

function writeCounters(out: Float32Array, counters: Counters): void {
  const { offset } = blockOf('counters');
  const counts = countNames.map((name) => ({ name, count: counters[name] }));
  const known = counts.flatMap(({ name, count }) =>
    count === undefined ? [] : [logarithm(count, ordinaryCounts[name])],
  );
  const popularity = known.length === 0 ? 0 : known.reduce((sum, value) => sum + value, 0) / known.length;
  const quality = publicQuality(counters);
  out.set(
    [
      quality,
      popularity,
      Math.max(0, quality - 1),
      quality * popularity * 0.5,
      quality * quality * 0.5 - 0.5,
      popularity * popularity * 0.5 - 0.5,
      counters.meanRating === undefined ? 0 : 1,
      known.length === 0 ? 0 : 1,
    ].map((value) => (known.length === 0 && counters.meanRating === undefined ? 0 : squash(value))),
    offset,
  );
  counts.forEach(({ name, count }, index) => {
    if (count === undefined) return;
    out[offset + 8 + index] = squash(logarithm(count, ordinaryCounts[name]));
    out[offset + 15 + index] = 1;
  });
  shares.forEach(([part, whole, ordinary], index) => {
    out[offset + 22 + index] = shareOf(counters[part], counters[whole], ordinary);
  });
}

/** How good a story is by public numbers, near −2 … 2: its mean rating, else kudos per hit, else 0. */
function publicQuality(counters: Counters): number {
  if (counters.meanRating !== undefined) return (counters.meanRating - 0.7) / 0.1;
  return 2 * shareOf(counters.kudos, counters.hits, 0.05);
}

/** Log of part/whole against an ordinary share, shrunk while the whole is small; 0 where one is unknown. */
function shareOf(part: number | undefined, whole: number | undefined, ordinary: number): number {
  if (part === undefined || whole === undefined) return 0;
  const evidence = 20;
  return squash(Math.log10((part + ordinary * evidence) / (whole + evidence) / ordinary) * 2);
}

/** Decades above (or below) an ordinary size. */
function logarithm(value: number, ordinary: number): number {
  return squash(Math.log10((Math.max(0, value) + 1) / (ordinary + 1)));
}

function hat(value: number, centre: number): number {
  return Math.max(0, 1 - Math.abs(value - centre));
}

function clearBlock(out: Float32Array, name: FeatureBlockName): void {
  const { offset, length } = blockOf(name);
  out.fill(0, offset, offset + length);
}

/** The last line against a hostile page: nothing infinite or huge may reach a model. */
function madeSafe(features: Float32Array): Float32Array {
  for (let at = 0; at < features.length; at++) {
    const value = features[at] ?? 0;
    features[at] = Number.isFinite(value) ? Math.max(-LARGEST_VALUE, Math.min(LARGEST_VALUE, value)) : 0;
  }
  return features;
}

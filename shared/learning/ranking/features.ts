import {
  type ContextTrait,
  contextTraits,
  OPTION_FEATURE_COUNT,
  type OptionTrait,
  optionTraits,
} from '../../models/ranking.ts';
import { type StyleName, squash, styleNames, stylometry } from '../../text/stylometry.ts';
import { sentences, type TokenisedText, tokenise } from '../../text/tokenise.ts';
import type { WordVectors } from '../../text/word-vectors.ts';
import type { SuggestionList } from './example.ts';

/**
 * The features of a list of suggestions: how each continues the text before the caret, by itself and beside the
 * others. Nothing depends on the place of an option in the list, and nothing on how the writer went through it.
 *
 * @returns `[n, OPTION_FEATURE_COUNT]`, row-major, every number finite and small, whatever the texts.
 */
export function listFeatures(list: SuggestionList, vectors: WordVectors): Float32Array {
  const context = describePassage(list.context, vectors);
  const lastSentence = describePassage(sentences(list.context).at(-1) ?? '', vectors);
  const options = list.options.map(({ text }) => describePassage(text, vectors));
  const contextRuns = new Set([2, 3, 4].flatMap((length) => runsOf(context.tokens.words, length)));
  const traits = options.map((option, at) =>
    traitsOf(option, list.options[at]?.logProbability ?? null, {
      context,
      contextRuns,
      lastSentence,
      others: options.filter((_, other) => other !== at),
      vectors,
    }),
  );
  const shown = contextValues(context);
  const rows = new Float32Array(options.length * OPTION_FEATURE_COUNT);
  const length = optionTraits.length;
  const relative = withinList(traits);
  traits.forEach((own, at) => {
    const start = at * OPTION_FEATURE_COUNT;
    rows.set(own, start);
    rows.set(relative[at] ?? [], start + length);
    rows.set(shown, start + 2 * length);
  });
  return rows;
}

/** A passage with what is asked of it more than once. */
interface Passage {
  readonly tokens: TokenisedText;
  readonly words: ReadonlySet<string>;
  /** Mean word vector, zeros where no word is known. */
  readonly meaning: Float32Array;
  readonly style: Float32Array;
}

interface Surroundings {
  readonly context: Passage;
  /** Runs of two, three and four words of the context. */
  readonly contextRuns: ReadonlySet<string>;
  readonly lastSentence: Passage;
  readonly others: readonly Passage[];
  readonly vectors: WordVectors;
}

function describePassage(text: string, vectors: WordVectors): Passage {
  const tokens = tokenise(text);
  return {
    tokens,
    words: new Set(tokens.words),
    meaning: vectors.meanVector(tokens.words),
    style: stylometry(tokens),
  };
}

/** Words of the vectors' list above this row carry grammar more than matter. */
const GRAMMAR_ROWS = 300;

const negationWords = new Set(['not', 'no', 'never', 'none', 'nothing', "don't", "didn't", "can't", "isn't"]);

/** The traits of one option in the order of `optionTraits`, each within −2 … 2. */
function traitsOf(
  option: Passage,
  logProbability: number | null,
  { context, contextRuns, lastSentence, others, vectors }: Surroundings,
): Float32Array {
  const { text, words } = option.tokens;
  const trimmed = text.trim();
  const count = words.length;
  const perWord = (total: number): number => total / Math.max(1, count);
  const rows = words.map((word) => vectors.indexOf(word));
  const matter = words.filter((_, at) => !isGrammar(rows[at] ?? -1));
  const newWords = matter.filter((word) => !context.words.has(word)).length;
  const capitals = namesIn(option.tokens);
  const knownNames = capitals.filter((word) => context.words.has(word)).length;
  const repeats = (length: number): number =>
    runsOf(words, length).filter((run) => contextRuns.has(run)).length;
  const styleGap = (name: StyleName): number =>
    Math.abs(styleOf(option, name) - (context.tokens.words.length === 0 ? 0 : styleOf(context, name)));

  // What is usual and how far options of one list lie apart, from the events of CoAuthor (Lee, Liang & Yang 2022).
  const raw: Record<OptionTrait, [value: number, ordinary: number, spread: number]> = {
    logProbability: logProbability === null ? [0, 0, 1] : [logProbability, -38, 10],
    logProbabilityPerWord: logProbability === null ? [0, 0, 1] : [perWord(logProbability), -4.5, 3],
    words: [count, 13, 6],
    characters: [Math.log(1 + text.length), 4.1, 0.5],
    wordLength: [perWord(words.reduce((sum, word) => sum + word.length, 0)), 4.3, 0.8],
    endsSentence: flag(/[.!?…]["”’')\]]*$/u.test(trimmed)),
    question: flag(text.includes('?')),
    exclamation: flag(text.includes('!')),
    startsLower: flag(/^\p{Ll}/u.test(trimmed)),
    startsWithMark: flag(/^[^\p{L}\p{N}"“‘]/u.test(trimmed)),
    quotes: flag(/["“”«»]/u.test(text)),
    lineBreak: flag(text.includes('\n')),
    digits: flag(/\p{N}/u.test(text)),
    link: flag(/https?:|www\.|[[\]/]/u.test(text)),
    commas: [countOf(text, /[,、，]/gu), 0.6, 0.7],
    pauses: [countOf(text, /[;:()–—]/gu), 0.1, 0.5],
    contextOverlap: [1 - newWords / Math.max(1, matter.length), 0.32, 0.2],
    lastSentenceOverlap: [perWord(words.filter((word) => lastSentence.words.has(word)).length), 0.2, 0.12],
    newWords: [newWords, 3.5, 1.8],
    repeatedPairs: [perWord(repeats(2)), 0.12, 0.1],
    repeatedTriples: [perWord(repeats(3)), 0.05, 0.08],
    repeatedPhrase: flag(repeats(4) > 0),
    repeatsItself: [1 - perWord(option.words.size), 0.06, 0.06],
    startsAsLastSentence: flag(count > 0 && words[0] === lastSentence.tokens.words[0]),
    contextMeaning: [cosine(option.meaning, context.meaning), 0.74, 0.12],
    lastSentenceMeaning: [cosine(option.meaning, lastSentence.meaning), 0.63, 0.12],
    listMeaning: [mean(others.map(({ meaning }) => cosine(option.meaning, meaning))), 0.68, 0.08],
    listOverlap: [mean(others.map((other) => sharedShare(option.words, other.words))), 0.19, 0.07],
    meaningStrength: [norm(option.meaning), 3, 0.5],
    newNames: [capitals.length - knownNames, 0.1, 0.5],
    knownNames: [knownNames, 0.3, 0.5],
    rarity: [
      perWord(rows.reduce((sum, row) => sum + Math.log(2 + (row < 0 ? vectors.size : row)), 0)),
      5,
      0.8,
    ],
    unknownWords: [perWord(rows.filter((row) => row < 0).length), 0.08, 0.08],
    firstPersonDistance: [styleGap('firstPerson'), 0.8, 0.6],
    secondPersonDistance: [styleGap('secondPerson'), 0.5, 0.6],
    thirdPersonDistance: [styleGap('thirdPerson'), 0.8, 0.6],
    tenseDistance: [styleGap('pastTense'), 0.7, 0.5],
    styleDistance: [mean(styleNames.map(styleGap)), 0.6, 0.12],
    negations: [words.filter((word) => negationWords.has(word)).length, 0.3, 0.6],
  };
  return Float32Array.from(optionTraits, (name) => standing(raw[name]));
}

/** The traits of the text before the caret in the order of `contextTraits`, each within −2 … 2. */
function contextValues({ tokens, style }: Passage): Float32Array {
  const raw: Record<ContextTrait, [value: number, ordinary: number, spread: number]> = {
    sentenceIsOpen: flag(!/(^|[.!?…]["”’')\]]*)\s*$/u.test(tokens.text)),
    contextLength: [Math.log(1 + tokens.words.length), 4, 0.7],
    contextDialogue: [style[styleNames.indexOf('dialogue')] ?? 0, 0, 1],
  };
  return Float32Array.from(contextTraits, (name) => standing(raw[name]));
}

/** Differences smaller than this between options are not blown up to a whole deviation. */
const SMALLEST_DEVIATION = 0.15;

/** Each trait against the list: (value − mean)/(deviation + a little), `[n][traits]`; within ±√n. */
function withinList(traits: readonly Float32Array[]): Float32Array[] {
  const relative = traits.map((own) => new Float32Array(own.length));
  optionTraits.forEach((_, trait) => {
    const values = traits.map((own) => own[trait] ?? 0);
    const centre = mean(values);
    const deviation = Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
    values.forEach((value, at) => {
      relative[at]?.set([(value - centre) / (deviation + SMALLEST_DEVIATION)], trait);
    });
  });
  return relative;
}

function standing([value, ordinary, spread]: readonly [number, number, number]): number {
  return squash((value - ordinary) / spread);
}

function flag(is: boolean): [number, number, number] {
  return [is ? 1 : 0, 0.5, 0.5];
}

function isGrammar(row: number): boolean {
  return row >= 0 && row < GRAMMAR_ROWS;
}

function styleOf({ style }: Passage, name: StyleName): number {
  return style[styleNames.indexOf(name)] ?? 0;
}

/** Every run of `length` words, as one text each. */
function runsOf(words: readonly string[], length: number): string[] {
  return Array.from({ length: Math.max(0, words.length - length + 1) }, (_, at) =>
    words.slice(at, at + length).join(' '),
  );
}

/** Words with a capital that does not begin the text: most often names. */
function namesIn({ text, spans, words }: TokenisedText): string[] {
  return words.filter((word, at) => {
    const start = spans[at]?.start ?? 0;
    const before = text.slice(0, start).trimEnd().at(-1);
    return (
      /\p{Lu}/u.test(text.charAt(start)) && word !== 'i' && before !== undefined && !/[.!?…"“]/u.test(before)
    );
  });
}

/** Jaccard: the share of all words of two passages that both have. */
function sharedShare(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  const both = [...left].filter((word) => right.has(word)).length;
  return both / Math.max(1, left.size + right.size - both);
}

function countOf(text: string, sign: RegExp): number {
  return text.match(sign)?.length ?? 0;
}

function cosine(left: Float32Array, right: Float32Array): number {
  const lengths = norm(left) * norm(right);
  return lengths > 0 ? left.reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0) / lengths : 0;
}

function norm(vector: Float32Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

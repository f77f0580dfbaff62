import { EMBEDDING_LENGTH, UNIT_COUNT } from '../../models/voice.ts';
import { isCoarse } from '../../text/coarse-words.ts';
import { endsSentence, spaceBetween, textTokens } from '../../text/running-text.ts';
import { FIRST_WORD, TEXT_START, UNKNOWN, type Vocabulary } from '../../text/vocabulary.ts';
import { type MixtureWeights, mixedDistribution, type OwnText } from './mixture.ts';
import type { VoiceNet } from './net.ts';
import type { PublicNgrams } from './public-ngrams.ts';

/** Who suggests: the shared net, public n-grams, and what is known of the writer. */
export interface Suggester {
  readonly vocabulary: Vocabulary;
  readonly net: VoiceNet;
  readonly publicNgrams: PublicNgrams;
  readonly own: OwnText | null;
  readonly weights: MixtureWeights;
}

export interface Suggestion {
  /** Goes where the caret is, with the space before it that it needs. */
  readonly text: string;
  /** How likely all of it is what comes next, 0 … 1. */
  readonly score: number;
  readonly words: number;
}

export interface SuggestOptions {
  /** How many are wanted. */
  readonly count?: number;
  /** Most words of one. */
  readonly longest?: number;
}

/** What is read before the caret; older text changes nothing that can be seen. */
const MOST_TOKENS_READ = 200;
const MOST_CHARACTERS_READ = 4000;
const BEAMS = 6;
/**
 * Longer than this only where the writer's own text went on the same way: what others wrote is never given out
 * verbatim beyond five words.
 */
const LONGEST_FROM_OTHERS = 5;
const LONGEST = 12;
/** Of two continuations of one beginning, the longer is worth it when it is at least this likely to go on so. */
const FEWEST_CHANCES = 0.02;

/**
 * Continuations of a text from one word up to the end of its sentence, by beam search over the mixture, the likeliest
 * first. A last word with no space after it may be the beginning of a longer one: it is completed, or taken for whole
 * and gone on from, each by its chance.
 *
 * Suggestions are of words of the public vocabulary and of marks within sentences only: no number, no address, and no
 * name that the public texts do not have from two authors can come out. Nor does a coarse word that the writer has not
 * written.
 */
export function suggest(suggester: Suggester, before: string, options: SuggestOptions = {}): Suggestion[] {
  const { count = 5, longest = LONGEST } = options;
  const context = contextOf(suggester.vocabulary, before);
  let beams = [startBeam(suggester, context)];
  const found: Beam[] = [];
  // A word that stands there already is no word of the suggestion.
  const steps = context.begun === '' ? longest : longest + 1;
  for (let length = 0; length < steps && beams.length > 0; length++) {
    beams = extend(suggester, beams, length === 0 ? context.begun : '');
    found.push(
      ...beams.filter(
        ({ ids }) => suggester.vocabulary.isWord(ids.at(-1) ?? UNKNOWN) || ended(suggester, ids),
      ),
    );
    beams = beams.filter(({ ids, chance }) => !ended(suggester, ids) && chance >= FEWEST_CHANCES);
  }
  return found
    .filter(({ ids }) => wordsOf(suggester, ids) > 0)
    .sort((a, b) => b.chance - a.chance)
    .map((beam) => ({
      text: written(suggester.vocabulary, context, beam.ids),
      score: beam.chance,
      words: wordsOf(suggester, beam.ids),
    }))
    .filter(({ text }) => /\p{L}/u.test(text))
    .slice(0, count);
}

/** Suggestions that may be shown: those that are right often enough. */
export function confident(suggestions: readonly Suggestion[], confidence: number): Suggestion[] {
  return suggestions.filter(({ score }) => score >= confidence);
}

interface Context {
  /** Tokens before the caret, without a word just begun. */
  readonly ids: readonly number[];
  /** The word just begun, folded; empty when none is. */
  readonly begun: string;
  /** The text of the last token, for the space after it. */
  readonly last: string;
  /** Whether the text ends with white space. */
  readonly spaced: boolean;
}

interface Beam {
  readonly ids: readonly number[];
  /** Product of the chances so far. */
  readonly chance: number;
  /** The net's state after them `[UNIT_COUNT]`. */
  readonly state: Float32Array;
  readonly before: readonly [number, number];
}

function contextOf(vocabulary: Vocabulary, before: string): Context {
  const text = before.slice(-MOST_CHARACTERS_READ);
  const tokens = textTokens(text).slice(-MOST_TOKENS_READ);
  const last = tokens.at(-1);
  const spaced = /\s$/.test(text);
  const isBegun = last?.isWord === true && last.end === text.length;
  const kept = isBegun ? tokens.slice(0, -1) : tokens;
  return {
    ids: kept.map((token) => vocabulary.idOf(token.text)),
    begun: isBegun ? last.text : '',
    last: kept.at(-1)?.text ?? '¶',
    spaced: spaced || isBegun,
  };
}

function startBeam({ net }: Suggester, { ids }: Context): Beam {
  const read = [TEXT_START, ...ids];
  const states = net.read(read, net.start());
  return {
    ids: [],
    chance: 1,
    state: states.slice(-UNIT_COUNT),
    before: [read.at(-2) ?? TEXT_START, read.at(-1) ?? TEXT_START],
  };
}

/** The likeliest beams that are one token longer. */
function extend(suggester: Suggester, beams: readonly Beam[], begun: string): Beam[] {
  const { net, publicNgrams, own, weights, vocabulary } = suggester;
  const states = new Float32Array(beams.length * UNIT_COUNT);
  beams.forEach((beam, row) => {
    states.set(beam.state, row * UNIT_COUNT);
  });
  const queries = net.queries(states);
  const chances = net.next(queries);
  const scratch = new Float64Array(net.vocabularySize);
  const longer = beams.flatMap((beam, row) => {
    const place = {
      net: chances.subarray(row * net.vocabularySize, (row + 1) * net.vocabularySize),
      query: queries.subarray(row * EMBEDDING_LENGTH, (row + 1) * EMBEDDING_LENGTH),
      before: beam.before,
    };
    const mixed = mixedDistribution(place, publicNgrams, own, weights, scratch);
    const allowed = allowedAfter(suggester, beam, begun);
    if (begun !== '') normalise(mixed, (id) => vocabulary.textOf(id).startsWith(begun));
    return likeliest(mixed, BEAMS, allowed).map((id) => ({
      beam,
      id,
      chance: beam.chance * (mixed[id] ?? 0),
    }));
  });
  const kept = longer.sort((a, b) => b.chance - a.chance).slice(0, BEAMS);
  const from = new Float32Array(kept.length * UNIT_COUNT);
  kept.forEach(({ beam }, row) => {
    from.set(beam.state, row * UNIT_COUNT);
  });
  const after = net.step(
    kept.map(({ id }) => id),
    from,
  );
  return kept.map(({ beam, id, chance }, row) => ({
    ids: [...beam.ids, id],
    chance,
    state: after.slice(row * UNIT_COUNT, (row + 1) * UNIT_COUNT),
    before: [beam.before[1], id],
  }));
}

/** Which tokens may come next in a suggestion. */
function allowedAfter(suggester: Suggester, beam: Beam, begun: string): (id: number) => boolean {
  const { vocabulary, own } = suggester;
  const isOwn = (id: number): boolean => own?.ngrams.after(...beam.before)[2]?.counts.has(id) ?? false;
  const coarse = coarseIds(vocabulary);
  const hasWritten = (id: number): boolean => own?.ngrams.after(...beam.before)[0]?.counts.has(id) ?? false;
  const long = wordsOf(suggester, beam.ids) >= LONGEST_FROM_OTHERS;
  const first = beam.ids.length === 0;
  return (id) => {
    if (id < FIRST_WORD && (first || !isMarkOfSentence(vocabulary.textOf(id)))) return false;
    if (begun !== '' && !vocabulary.textOf(id).startsWith(begun)) return false;
    // What a writer says, others may not say for them.
    if (coarse.has(id) && !hasWritten(id)) return false;
    return !long || isOwn(id) || endsSentence(vocabulary.textOf(id));
  };
}

/** Looked up once a vocabulary. */
const coarseOf = new WeakMap<Vocabulary, ReadonlySet<number>>();

function coarseIds(vocabulary: Vocabulary): ReadonlySet<number> {
  const known = coarseOf.get(vocabulary);
  if (known !== undefined) return known;
  const found = new Set<number>();
  for (let id = FIRST_WORD; id < vocabulary.size; id++) if (isCoarse(vocabulary.textOf(id))) found.add(id);
  coarseOf.set(vocabulary, found);
  return found;
}

/** Marks that stand inside a sentence or end it; quotes and brackets would have to be closed, numbers are no words. */
function isMarkOfSentence(mark: string): boolean {
  return [',', '.', '!', '?', '…', ';'].includes(mark);
}

function ended({ vocabulary }: Suggester, ids: readonly number[]): boolean {
  const last = ids.at(-1);
  return last !== undefined && endsSentence(vocabulary.textOf(last));
}

function wordsOf({ vocabulary }: Suggester, ids: readonly number[]): number {
  return ids.filter((id) => vocabulary.isWord(id)).length;
}

/** What is typed, with spaces and capitals as they are usual, after what stands there. */
function written(vocabulary: Vocabulary, context: Context, ids: readonly number[]): string {
  let text = '';
  let before = context.last;
  ids.forEach((id, at) => {
    const token = vocabulary.textOf(id);
    const form = vocabulary.formOf(id);
    const begins = endsSentence(before) && vocabulary.isWord(id);
    const space = at === 0 ? !context.spaced && spaceBetween(before, token) : spaceBetween(before, token);
    text += `${space ? ' ' : ''}${begins ? capitalised(form) : form}`;
    before = token;
  });
  // A word that was begun is there already.
  return text.slice(context.begun.length);
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function normalise(chances: Float64Array, allowed: (id: number) => boolean): void {
  let total = 0;
  chances.forEach((chance, id) => {
    if (allowed(id)) total += chance;
  });
  if (total > 0) {
    chances.forEach((chance, id) => {
      chances[id] = chance / total;
    });
  }
}

/** Ids of the largest allowed chances, the largest first. */
function likeliest(chances: Float64Array, count: number, allowed: (id: number) => boolean): number[] {
  const kept: number[] = [];
  const chanceOf = (place: number): number => chances[kept[place] ?? -1] ?? 0;
  chances.forEach((chance, id) => {
    if (kept.length === count && chance <= chanceOf(count - 1)) return;
    if (chance <= 0 || !allowed(id)) return;
    let at = kept.length;
    while (at > 0 && chanceOf(at - 1) < chance) at--;
    kept.splice(at, 0, id);
    if (kept.length > count) kept.pop();
  });
  return kept;
}

import type { EncodedText, Vocabulary } from '../../text/vocabulary.ts';
import { FIRST_WORD } from '../../text/vocabulary.ts';
import { type MixtureWeights, mixedDistribution, type OwnText } from './mixture.ts';
import type { VoiceNet } from './net.ts';
import type { PublicNgrams } from './public-ngrams.ts';
import { readPlaces, remember } from './reading.ts';

/**
 * How much typing single-word suggestions would save: before each letter of a word the likeliest word with the letters
 * typed so far is suggested, if it is likely enough. Taking it writes the rest and the space, for one key.
 */
export interface TypedWord {
  /** What would be suggested before each letter, until the right word is. */
  readonly offers: readonly Offer[];
  readonly letters: number;
  /** From the word before until all of them were known, by the typist's clock; 0 without one. */
  readonly ms: number;
}

interface Offer {
  readonly chance: number;
  readonly right: boolean;
}

export interface Typist {
  readonly vocabulary: Vocabulary;
  readonly net: VoiceNet;
  readonly publicNgrams: PublicNgrams;
  /** What is known of the writer; learns on from the text just typed. */
  readonly own: OwnText;
  readonly weights: MixtureWeights;
  /** Ms, to tell how long suggestions take. */
  readonly clock?: () => number;
}

/**
 * Types a text.
 *
 * @param spelling what stands at each token, folded, known to the vocabulary or not.
 */
export function typeText(typist: Typist, text: EncodedText, spelling: readonly string[]): TypedWord[] {
  const { vocabulary, net, publicNgrams, own, weights } = typist;
  const all = Array.from({ length: vocabulary.size - FIRST_WORD }, (_, at) => FIRST_WORD + at);
  const typed: TypedWord[] = [];
  const now = typist.clock ?? (() => 0);
  let at = 0;
  let before = now();
  for (const read of readPlaces(net, text)) {
    const word = spelling[at] ?? '';
    at++;
    if (read.isWord) {
      const chances = mixedDistribution(read.place, publicNgrams, own, weights);
      const offers = offersFor(word, chances, all, vocabulary);
      typed.push({ offers, letters: word.length, ms: now() - before });
    }
    remember(own, read);
    before = now();
  }
  return typed;
}

export interface SavedTyping {
  /** Keys saved, as a share of all letters and spaces. */
  readonly saved: number;
  /** Share of words that meet a wrong suggestion. */
  readonly wrong: number;
  /** From which chance on suggestions were shown. */
  readonly confidence: number;
}

/** What is saved with the threshold that saves most while at most so many of the words meet a wrong suggestion. */
export function savedTyping(words: readonly TypedWord[], mostWrong = 0.1): SavedTyping {
  const thresholds = Array.from({ length: 19 }, (_, step) => 0.05 * (step + 1));
  const allowed = thresholds
    .map((confidence) => savedAt(words, confidence))
    .filter(({ wrong }) => wrong <= mostWrong);
  return allowed.sort((a, b) => b.saved - a.saved)[0] ?? { saved: 0, wrong: 0, confidence: 1 };
}

/** What is saved when suggestions are shown from this chance on. */
export function savedAt(words: readonly TypedWord[], confidence: number): SavedTyping {
  let saved = 0;
  let wrong = 0;
  let keys = 0;
  for (const { offers, letters } of words) {
    keys += letters + 1;
    const right = offers.findIndex((offer) => offer.right && offer.chance >= confidence);
    if (right >= 0) saved += letters - right;
    const met = right >= 0 ? offers.slice(0, right) : offers;
    if (met.some(({ chance }) => chance >= confidence)) wrong++;
  }
  return { saved: keys === 0 ? 0 : saved / keys, wrong: wrong / Math.max(1, words.length), confidence };
}

function offersFor(
  word: string,
  chances: Float64Array,
  all: readonly number[],
  vocabulary: Vocabulary,
): Offer[] {
  const offers: Offer[] = [];
  let fitting = all;
  for (let typed = 0; typed < word.length && fitting.length > 0; typed++) {
    let total = 0;
    let best = fitting[0] ?? FIRST_WORD;
    for (const id of fitting) {
      const chance = chances[id] ?? 0;
      total += chance;
      if (chance > (chances[best] ?? 0)) best = id;
    }
    // The writer has marks and unknown words in mind too, before the first letter.
    const whole = typed === 0 ? 1 : total;
    offers.push({
      chance: whole > 0 ? (chances[best] ?? 0) / whole : 0,
      right: vocabulary.textOf(best) === word,
    });
    fitting = fitting.filter((id) => vocabulary.textOf(id).charAt(typed) === word.charAt(typed));
  }
  return offers;
}

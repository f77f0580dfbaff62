import type { EncodedText } from '../../text/vocabulary.ts';
import { splitForMeasuring } from './example.ts';
import { type MixtureWeights, mixedDistribution, type OwnText } from './mixture.ts';
import type { VoiceNet } from './net.ts';
import { fitPersonalVoice, type PersonalVoice } from './personal.ts';
import type { PublicNgrams } from './public-ngrams.ts';
import { copyOf, nothingWritten, readPlaces, remember } from './reading.ts';
import { placeOf, type Tally, tallied } from './word-targets.ts';

/**
 * The ways in which one writer's words are guessed, each reported for itself:
 * `net` reads along, nothing else; `cold` is the net with the public n-grams; `coldWithContext` also uses the text just
 * before the caret; `personal` knows the writer's own earlier text; `personalWithContext` both.
 */
export const conditions = ['net', 'cold', 'coldWithContext', 'personal', 'personalWithContext'] as const;
export type Condition = (typeof conditions)[number];

export type WriterScores = Readonly<Record<Condition, Tally>>;

export interface EvaluatedVoice {
  readonly net: VoiceNet;
  readonly publicNgrams: PublicNgrams;
  readonly weights: MixtureWeights;
}

/** More of one writer's words than this would make the mean theirs. */
const MOST_TEST_TOKENS = 4000;

/**
 * Guesses every word in the last fifth of a writer's text. The first fifths are read for the personal conditions only.
 * A word that is not in the vocabulary is a miss.
 */
export function scoreWriter(voice: EvaluatedVoice, text: EncodedText): WriterScores {
  const { net, publicNgrams, weights } = voice;
  const { training, test } = splitForMeasuring(text);
  const personal = fitPersonalVoice(net, publicNgrams, training, weights);
  const scores: Record<Condition, Tally> = {
    net: nothing(),
    cold: nothing(),
    coldWithContext: nothing(),
    personal: nothing(),
    personalWithContext: nothing(),
  };
  const running = nothingWritten();
  const personalRunning: PersonalVoice = { ...personal, own: copyOf(personal.own) };
  const part = {
    ids: test.ids.subarray(0, MOST_TEST_TOKENS),
    isWord: test.isWord.subarray(0, MOST_TEST_TOKENS),
  };
  for (const read of readPlaces(net, part)) {
    if (read.isWord) {
      const mixed = (own: OwnText | null, by: MixtureWeights): number =>
        placeOf(mixedDistribution(read.place, publicNgrams, own, by), read.next);
      tallied(scores.net, placeOf(read.place.net, read.next));
      tallied(scores.cold, mixed(null, weights));
      tallied(scores.coldWithContext, mixed(running, weights));
      tallied(scores.personal, mixed(personal.own, personal.weights));
      tallied(scores.personalWithContext, mixed(personalRunning.own, personal.weights));
    }
    remember(running, read);
    remember(personalRunning.own, read);
  }
  return scores;
}

/** Shares of one condition over writers: weighted by their words, and each writer the same (macro). */
export interface VoiceAccuracy {
  readonly top1: number;
  readonly top3: number;
  readonly macroTop1: number;
  readonly macroTop3: number;
  readonly words: number;
  readonly writers: number;
}

/** @returns null for writers without a word. */
export function accuracyOf(tallies: readonly Tally[]): VoiceAccuracy | null {
  const counted = tallies.filter(({ words }) => words > 0);
  const words = counted.reduce((sum, tally) => sum + tally.words, 0);
  if (words === 0) return null;
  const mean = (of: (tally: Tally) => number): number =>
    counted.reduce((sum, tally) => sum + of(tally), 0) / counted.length;
  return {
    top1: counted.reduce((sum, { top1 }) => sum + top1, 0) / words,
    top3: counted.reduce((sum, { top3 }) => sum + top3, 0) / words,
    macroTop1: mean((tally) => tally.top1 / tally.words),
    macroTop3: mean((tally) => tally.top3 / tally.words),
    words,
    writers: counted.length,
  };
}

function nothing(): Tally {
  return { words: 0, top1: 0, top3: 0 };
}

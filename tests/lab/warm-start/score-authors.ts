import {
  accuracyOf,
  type Condition,
  type EvaluatedVoice,
  scoreWriter,
  type VoiceAccuracy,
  type WriterScores,
} from '../../../shared/learning/voice/evaluate.ts';
import { splitForMeasuring } from '../../../shared/learning/voice/example.ts';
import {
  type SavedTyping,
  savedAt,
  savedTyping,
  type TypedWord,
  typeText,
} from '../../../shared/learning/voice/keystrokes.ts';
import type { MixtureWeights, OwnText } from '../../../shared/learning/voice/mixture.ts';
import { fitPersonalVoice } from '../../../shared/learning/voice/personal.ts';
import { nothingWritten } from '../../../shared/learning/voice/reading.ts';
import { textTokens } from '../../../shared/text/running-text.ts';
import type { Vocabulary } from '../../../shared/text/vocabulary.ts';
import type { Author } from './read-authors.ts';
import { encodeAuthor } from './read-public-texts.ts';

export type Accuracies = Readonly<Record<Condition, VoiceAccuracy>>;

/** How well a voice model guesses the words of authors, in each condition. @throws {Error} when they wrote none */
export function scoreAuthors(
  voice: EvaluatedVoice,
  vocabulary: Vocabulary,
  authors: readonly Author[],
  tell: (done: number) => void,
): Accuracies {
  const scores: WriterScores[] = authors.map((author, index) => {
    const scored = scoreWriter(voice, encodeAuthor(author, vocabulary));
    tell(index + 1);
    return scored;
  });
  const of = (condition: Condition): VoiceAccuracy => {
    const accuracy = accuracyOf(scores.map((score) => score[condition]));
    if (accuracy === null) throw new Error('These authors wrote no word in the last fifth of their text.');
    return accuracy;
  };
  return {
    net: of('net'),
    cold: of('cold'),
    coldWithContext: of('coldWithContext'),
    personal: of('personal'),
    personalWithContext: of('personalWithContext'),
  };
}

/** Tokens of each author that are typed. */
const MOST_TYPED = 1000;

/** What suggestions would save authors, with one threshold for all of them. */
export interface Typing {
  readonly cold: SavedTyping;
  readonly personal: SavedTyping;
  readonly byAuthor: readonly {
    readonly author: string;
    readonly words: number;
    readonly keystrokesSaved: number;
    readonly keystrokesSavedCold: number;
  }[];
  /** 95th percentile of what the suggestions of one word take, personal. */
  readonly p95ms: number;
}

/** What suggestions would save these authors in typing: of whom nothing is known at first, and who wrote before. */
export function typeAuthors(
  voice: EvaluatedVoice,
  vocabulary: Vocabulary,
  authors: readonly Author[],
  tell: (done: number) => void,
): Typing {
  const typedBy = authors.map((author, index) => {
    const { training, test } = splitForMeasuring(encodeAuthor(author, vocabulary));
    const spelling = author.texts.flatMap((text) => ['¶', ...textTokens(text).map((token) => token.text)]);
    const text = { ids: test.ids.subarray(0, MOST_TYPED), isWord: test.isWord.subarray(0, MOST_TYPED) };
    const typed = (own: OwnText, weights: MixtureWeights): TypedWord[] =>
      typeText(
        { ...voice, vocabulary, own, weights, clock: () => performance.now() },
        text,
        spelling.slice(training.ids.length),
      );
    const cold = typed(nothingWritten(), voice.weights);
    const { own, weights } = fitPersonalVoice(voice.net, voice.publicNgrams, training, voice.weights);
    tell(index + 1);
    return { author: author.id, cold, personal: typed(own, weights) };
  });
  const cold = savedTyping(typedBy.flatMap((typed) => typed.cold));
  const personal = savedTyping(typedBy.flatMap((typed) => typed.personal));
  const times = typedBy.flatMap((typed) => typed.personal.map(({ ms }) => ms)).sort((a, b) => a - b);
  return {
    cold,
    personal,
    byAuthor: typedBy.map((typed) => ({
      author: typed.author,
      words: typed.personal.length,
      keystrokesSaved: savedAt(typed.personal, personal.confidence).saved,
      keystrokesSavedCold: savedAt(typed.cold, cold.confidence).saved,
    })),
    p95ms: times[Math.min(times.length - 1, Math.floor(0.95 * times.length))] ?? 0,
  };
}

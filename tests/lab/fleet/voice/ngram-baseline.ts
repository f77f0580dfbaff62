import { splitForMeasuring } from '../../../../shared/learning/voice/example.ts';
import { mixedDistribution, type OwnText, usualWeights } from '../../../../shared/learning/voice/mixture.ts';
import { nothingWritten } from '../../../../shared/learning/voice/reading.ts';
import { placeOf, type Tally, tallied } from '../../../../shared/learning/voice/word-targets.ts';
import { type EncodedText, TEXT_START } from '../../../../shared/text/vocabulary.ts';
import type { WarmStart } from './warm-start.ts';

/** As many tokens as the models are asked for. */
const MOST_TOKENS = 4000;

/** The usual weights with the net's trust given to public n-grams. */
const weights = usualWeights.map(([net = 0, published = 0, ...own]) => [0, net + published, ...own]);

/** What counting alone guesses in the last fifth of a text: public n-grams, and with the writer's own of the rest. */
export function scoreByNgrams(
  { publicNgrams }: Pick<WarmStart, 'publicNgrams'>,
  text: EncodedText,
): { cold: Tally; personal: Tally } {
  const { training, test } = splitForMeasuring(text);
  const own = nothingWritten();
  eachPlace(training.ids, (before, next) => own.ngrams.add(...before, next));
  const nobody = new Float32Array(publicNgrams.vocabularySize);
  const scores = { cold: { words: 0, top1: 0, top3: 0 }, personal: { words: 0, top1: 0, top3: 0 } };
  eachPlace(test.ids.subarray(0, MOST_TOKENS), (before, next, at) => {
    if (test.isWord[at] !== 1) return;
    const placed = (known: OwnText | null): number =>
      placeOf(
        mixedDistribution({ net: nobody, query: new Float32Array(0), before }, publicNgrams, known, weights),
        next,
      );
    tallied(scores.cold, placed(null));
    tallied(scores.personal, placed(own));
  });
  return scores;
}

function eachPlace(
  ids: Uint16Array,
  visit: (before: readonly [number, number], next: number, at: number) => void,
): void {
  ids.forEach((next, at) => {
    visit([ids[at - 2] ?? TEXT_START, ids[at - 1] ?? TEXT_START], next, at);
  });
}

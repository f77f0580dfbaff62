import { confidenceThreshold, type Guess } from '../../../shared/learning/voice/confidence.ts';
import {
  fitWeights,
  type Judgement,
  judge,
  type MixtureWeights,
  mixedDistribution,
  usualWeights,
} from '../../../shared/learning/voice/mixture.ts';
import type { VoiceNet } from '../../../shared/learning/voice/net.ts';
import type { PublicNgrams } from '../../../shared/learning/voice/public-ngrams.ts';
import { nothingWritten, readPlaces, remember } from '../../../shared/learning/voice/reading.ts';
import type { EncodedText } from '../../../shared/text/vocabulary.ts';
import { FIRST_WORD, UNKNOWN } from '../../../shared/text/vocabulary.ts';

/** Tokens of a writer that are read before anything is fitted, and those that are fitted on. */
const KNOWN = 1200;
const FITTED = 300;
/** So many writers are enough. */
const MOST_WRITERS = 32;

/** What a writer's mixture starts from, and how sure a suggestion must be: from public texts that trained nothing. */
export interface FittedMixture {
  readonly weights: MixtureWeights;
  readonly confidence: number;
}

/** @param heldOut the last fifth of each author's text, none of which the model was trained on. */
export function fitMixture(
  net: VoiceNet,
  publicNgrams: PublicNgrams,
  heldOut: readonly EncodedText[],
): FittedMixture {
  const judgements: Judgement[] = [];
  const writers = heldOut.slice(0, MOST_WRITERS).map(({ ids, isWord }) => {
    const length = Math.min(ids.length, KNOWN + FITTED);
    return { ids: ids.subarray(0, length), isWord: isWord.subarray(0, length) };
  });
  for (const text of writers) {
    eachFittedPlace(net, text, (read, own) => {
      if (read.next !== UNKNOWN) judgements.push(judge(read.place, read.next, publicNgrams, own));
    });
  }
  const weights = fitWeights(judgements, usualWeights, 20);
  const guesses: Guess[] = [];
  for (const { ids, isWord } of writers) {
    const last = { ids: ids.subarray(-FITTED), isWord: isWord.subarray(-FITTED) };
    for (const { place, next, isWord: asked } of readPlaces(net, last)) {
      if (!asked) continue;
      const mixed = mixedDistribution(place, publicNgrams, null, weights).fill(0, 0, FIRST_WORD);
      const best = mixed.reduce((most, chance, id) => (chance > (mixed[most] ?? 0) ? id : most), FIRST_WORD);
      guesses.push({ chance: mixed[best] ?? 0, right: best === next });
    }
  }
  return { weights, confidence: confidenceThreshold(guesses) };
}

/** Word places in the last part of a text, with what its writer wrote before. */
function eachFittedPlace(
  net: VoiceNet,
  text: EncodedText,
  visit: (read: Parameters<typeof remember>[1], own: Parameters<typeof remember>[0]) => void,
): void {
  const own = nothingWritten();
  const from = Math.floor((text.ids.length * KNOWN) / (KNOWN + FITTED));
  let at = 0;
  for (const read of readPlaces(net, text)) {
    if (at >= from && read.isWord) visit(read, own);
    remember(own, read);
    at++;
  }
}

import { type EncodedText, TEXT_START, UNKNOWN } from '../../text/vocabulary.ts';
import {
  fitWeights,
  type Judgement,
  judge,
  type MixtureWeights,
  type OwnText,
  usualWeights,
} from './mixture.ts';
import type { VoiceNet } from './net.ts';
import type { PublicNgrams } from './public-ngrams.ts';
import { copyOf, nothingWritten, readPlaces, remember } from './reading.ts';

/** What the device knows of how its writer writes. It never leaves the device. */
export interface PersonalVoice {
  readonly own: OwnText;
  readonly weights: MixtureWeights;
}

/** Share of a writer's own text that weights are fitted on, and the most tokens of it. */
const HELD_OUT_SHARE = 0.15;
const MOST_HELD_OUT = 1500;
/** Tokens that are read by the net: what the cache holds, and what is held out. */
const MOST_RECENT = 3000 + MOST_HELD_OUT;

/**
 * Reads a writer's own text: n-grams and cache from all of it; mixture weights from its last part, as judged by what
 * was known before that part.
 *
 * @param priorWeights what the weights are held near; those of the shipped model.
 */
export function fitPersonalVoice(
  net: VoiceNet,
  publicNgrams: PublicNgrams,
  text: EncodedText,
  priorWeights: MixtureWeights = usualWeights,
): PersonalVoice {
  const steps = fittingPersonalVoice(net, publicNgrams, text, priorWeights);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/** Tokens that one step of `fittingPersonalVoice` reads. */
const TOKENS_A_STEP = 64;

/** The same in steps of a few milliseconds, between which its thread may do something more urgent. */
export function* fittingPersonalVoice(
  net: VoiceNet,
  publicNgrams: PublicNgrams,
  text: EncodedText,
  priorWeights: MixtureWeights = usualWeights,
): Generator<void, PersonalVoice> {
  const own = nothingWritten();
  const heldOut = Math.min(MOST_HELD_OUT, Math.floor(text.ids.length * HELD_OUT_SHARE));
  const recent = Math.max(0, text.ids.length - MOST_RECENT);
  // Older text is counted without the net: the cache would have forgotten its places anyway.
  for (let at = 0; at < recent; at++) {
    own.ngrams.add(text.ids[at - 2] ?? TEXT_START, text.ids[at - 1] ?? TEXT_START, text.ids[at] ?? UNKNOWN);
  }
  const judgements: Judgement[] = [];
  let known = own;
  let at = recent;
  for (const read of readPlaces(net, from(text, recent))) {
    if (at === text.ids.length - heldOut) known = copyOf(own);
    if (known !== own && read.isWord && read.next !== UNKNOWN) {
      judgements.push(judge(read.place, read.next, publicNgrams, known));
    }
    remember(own, read);
    at++;
    if (at % TOKENS_A_STEP === 0) yield;
  }
  return { own, weights: fitWeights(judgements, priorWeights) };
}

function from({ ids, isWord }: EncodedText, start: number): EncodedText {
  return { ids: ids.subarray(start), isWord: isWord.subarray(start) };
}

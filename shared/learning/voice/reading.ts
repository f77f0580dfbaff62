import { EMBEDDING_LENGTH, UNIT_COUNT } from '../../models/voice.ts';
import { type EncodedText, TEXT_START } from '../../text/vocabulary.ts';
import type { OwnText, Place } from './mixture.ts';
import type { VoiceNet } from './net.ts';
import { ownNgrams } from './own-ngrams.ts';
import { placeCache } from './place-cache.ts';

/** A place in a text with what does come next there. */
export interface ReadPlace {
  readonly place: Place;
  /** Id of the next token. */
  readonly next: number;
  /** Whether it is a word, known or not. */
  readonly isWord: boolean;
}

/** Tokens read at a time: the net's chances for them all are in memory, 40 kB each. */
const PART = 64;

/** Reads a text from its start, as after a line break: every place of it, in order. */
export function* readPlaces(net: VoiceNet, { ids, isWord }: EncodedText): Generator<ReadPlace> {
  let state = net.read([TEXT_START], net.start());
  for (let start = 0; start < ids.length; start += PART) {
    const part = ids.subarray(start, start + PART);
    // The places before each token of this part: where the part before ended, and after all tokens but the last.
    const after = net.read(part, state);
    const states = new Float32Array(part.length * UNIT_COUNT);
    states.set(state);
    states.set(after.subarray(0, (part.length - 1) * UNIT_COUNT), UNIT_COUNT);
    const queries = net.queries(states);
    // A copy: between two places anybody may ask the net.
    const chances = net.next(queries).slice();
    for (let row = 0; row < part.length; row++) {
      const at = start + row;
      yield {
        place: {
          net: chances.subarray(row * net.vocabularySize, (row + 1) * net.vocabularySize),
          query: queries.subarray(row * EMBEDDING_LENGTH, (row + 1) * EMBEDDING_LENGTH),
          before: [ids[at - 2] ?? TEXT_START, ids[at - 1] ?? TEXT_START],
        },
        next: ids[at] ?? 0,
        isWord: isWord[at] === 1,
      };
    }
    state = after.slice((part.length - 1) * UNIT_COUNT);
  }
}

/** Somebody of whom nothing is known yet. */
export function nothingWritten(): OwnText {
  return { ngrams: ownNgrams(), cache: placeCache() };
}

/** Takes in what came next in a place. */
export function remember(own: OwnText, { place, next }: ReadPlace): void {
  own.ngrams.add(...place.before, next);
  own.cache.add(place.query, next);
}

/** A copy that goes on by itself. */
export function copyOf(own: OwnText): OwnText {
  return { ngrams: own.ngrams.copy(), cache: own.cache.copy() };
}

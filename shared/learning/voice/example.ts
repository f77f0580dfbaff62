import type { EncodedText } from '../../text/vocabulary.ts';
import { TEXT_START } from '../../text/vocabulary.ts';

/** Something a writer wrote, as ids of the public vocabulary. Lives on the device only. */
export interface VoiceExample {
  /** Words and marks in order. */
  readonly ids: Uint16Array;
  /** 1 where a word stands (unknown ones too), 0 at marks. */
  readonly isWord: Uint8Array;
  /** When, in ms since 1970. */
  readonly at: number;
}

/** Writings one after another, a line break before each. */
export function joined(examples: readonly VoiceExample[]): EncodedText {
  const length = examples.reduce((sum, { ids }) => sum + ids.length + 1, 0);
  const ids = new Uint16Array(length);
  const isWord = new Uint8Array(length);
  let end = 0;
  for (const example of examples) {
    ids[end] = TEXT_START;
    ids.set(example.ids, end + 1);
    isWord.set(example.isWord, end + 1);
    end += example.ids.length + 1;
  }
  return { ids, isWord };
}

/** The first four fifths of a writer's tokens to learn from, the last fifth to be judged on. */
export function splitForMeasuring(text: EncodedText): { training: EncodedText; test: EncodedText } {
  const cut = Math.floor(text.ids.length * 0.8);
  return {
    training: { ids: text.ids.subarray(0, cut), isWord: text.isWord.subarray(0, cut) },
    test: { ids: text.ids.subarray(cut), isWord: text.isWord.subarray(cut) },
  };
}

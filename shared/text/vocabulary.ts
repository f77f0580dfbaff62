import { z } from 'zod';
import { marks, textTokens } from './running-text.ts';

/**
 * The fixed public vocabulary of the voice model: token 0 is any word that is not in it, then come the marks, then
 * words from the most to the least frequent. It is counted from published texts, never from anyone's drafts.
 */
export interface Vocabulary {
  /** V: all tokens. */
  readonly size: number;
  /** The id of a folded word or a mark; `UNKNOWN` when it is not in the vocabulary. */
  idOf(token: string): number;
  /** The token as it is written: a word in its usual case (`English`, `I`), a mark. `UNKNOWN` is empty. */
  formOf(id: number): string;
  /** The token as it is looked up. */
  textOf(id: number): string;
  /** Whether a token is a word that is known: no mark, not `UNKNOWN`. */
  isWord(id: number): boolean;
}

export const UNKNOWN = 0;
/** Ids from here on are words. */
export const FIRST_WORD = 1 + marks.length;
/** The token before a text begins. */
export const TEXT_START = 1 + marks.indexOf('¶');

/** Ids are stored as 16-bit numbers. */
const LARGEST_VOCABULARY = 65_536 - FIRST_WORD;

export const vocabularySchema = z.object({
  /** Folded words by falling frequency. */
  words: z.array(z.string().min(1).max(64)).min(1).max(LARGEST_VOCABULARY),
  /** Words whose usual form is not their folded one. */
  forms: z.record(z.string(), z.string().max(64)),
});
export type VocabularyFile = z.infer<typeof vocabularySchema>;

/** @throws {RangeError} when a word stands twice or is written like a mark: ids would not be unique. */
export function openVocabulary({ words, forms }: VocabularyFile): Vocabulary {
  const tokens = ['', ...marks, ...words];
  const ids = new Map(tokens.map((token, id) => [token, id]));
  if (ids.size !== tokens.length) throw new RangeError('The vocabulary has a word twice. Build it again.');
  ids.delete('');
  const written = new Map(Object.entries(forms));
  const textOf = (id: number): string => tokens[id] ?? '';
  return {
    size: tokens.length,
    idOf: (token) => ids.get(token) ?? UNKNOWN,
    textOf,
    formOf: (id) => written.get(textOf(id)) ?? textOf(id),
    isWord: (id) => id >= FIRST_WORD && id < tokens.length,
  };
}

/** A text as ids, words and marks in order, with which of them are words (unknown ones too). */
export interface EncodedText {
  readonly ids: Uint16Array;
  /** 1 where a word stands, 0 at marks. */
  readonly isWord: Uint8Array;
}

export function encodeText(text: string, vocabulary: Vocabulary): EncodedText {
  const tokens = textTokens(text);
  return {
    ids: Uint16Array.from(tokens, (token) => vocabulary.idOf(token.text)),
    isWord: Uint8Array.from(tokens, (token) => (token.isWord ? 1 : 0)),
  };
}

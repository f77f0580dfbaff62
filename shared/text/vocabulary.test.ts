import { describe, expect, it } from 'vitest';
import {
  encodeText,
  FIRST_WORD,
  openVocabulary,
  TEXT_START,
  UNKNOWN,
  vocabularySchema,
} from './vocabulary.ts';

const vocabulary = openVocabulary({ words: ['the', 'i', "don't"], forms: { i: 'I' } });

describe('the vocabulary', () => {
  it('has the unknown word, then marks, then words', () => {
    expect(vocabulary.idOf('the')).toBe(FIRST_WORD);
    expect(vocabulary.idOf('dragon')).toBe(UNKNOWN);
    expect(vocabulary.textOf(TEXT_START)).toBe('¶');
    expect([UNKNOWN, TEXT_START, FIRST_WORD, FIRST_WORD + 3].map(vocabulary.isWord)).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });

  it('writes words as they are usual', () => {
    expect(vocabulary.formOf(vocabulary.idOf('i'))).toBe('I');
    expect(vocabulary.formOf(vocabulary.idOf('the'))).toBe('the');
  });

  it('encodes a text with its unknown words and numbers', () => {
    const { ids, isWord } = encodeText('I don’t. Dragon 7', vocabulary);
    expect(Array.from(ids, vocabulary.textOf)).toEqual(['i', "don't", '.', '', '#']);
    expect([...isWord]).toEqual([1, 1, 0, 1, 0]);
  });

  it('is refused with a word twice, one that is a mark, or none', () => {
    expect(() => openVocabulary({ words: ['a', 'a'], forms: {} })).toThrow('twice');
    expect(() => openVocabulary({ words: ['¶'], forms: {} })).toThrow('twice');
    expect(vocabularySchema.safeParse({ words: [], forms: {} }).success).toBe(false);
    expect(vocabularySchema.safeParse({ words: ['a'], forms: { a: 1 } }).success).toBe(false);
  });
});

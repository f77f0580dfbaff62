import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openVocabulary, UNKNOWN } from '../../shared/text/vocabulary.ts';
import { wordCount, writingExample } from './writing-example.ts';

const vocabulary = openVocabulary({
  words: [
    'she',
    'wrote',
    'to',
    'at',
    'the',
    'harbour',
    'i',
    'john',
    'street',
    'call',
    'baker',
    'com',
    'example',
  ],
  forms: { i: 'I', john: 'John' },
});
const words = (text: string): string =>
  [...writingExample(text, vocabulary).ids]
    .map((id) => (id === UNKNOWN ? '?' : vocabulary.textOf(id)))
    .join(' ');

describe('a writing example', () => {
  it('keeps words of the public vocabulary and no others', () => {
    expect(words('She wrote to Zorblax at the harbour.')).toBe('she wrote to ? at the harbour .');
  });

  it('keeps no name, public or not, and keeps I', () => {
    expect(words('I wrote to John')).toBe('i wrote to ?');
  });

  it.each([
    'john@example.com',
    'https://example.com/john?x=1',
    'www.example.com',
    'example.com/john',
    '@baker_john',
    '221b Baker Street',
    '+44 (20) 7946-0958',
    '4111 1111 1111 1111',
    '24.12.1999',
    'AB12CD34',
  ])('blacks out %s', (secret) => {
    expect(words(`she wrote to ${secret} at the harbour`)).toBe('she wrote to █ at the harbour');
  });

  it('holds no number and no sign of one, whatever is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const { ids, isWord } = writingExample(text, vocabulary);
        expect(ids.length).toBe(isWord.length);
        expect([...ids].some((id) => vocabulary.textOf(id) === '#')).toBe(false);
      }),
    );
  });

  it('counts its words', () => {
    expect(wordCount(writingExample('She wrote, at the harbour.', vocabulary))).toBe(5);
  });
});

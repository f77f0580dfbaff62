import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paragraphs, sampleEvenly, sentences, wordSpans, words } from './tokenise.ts';

describe('words', () => {
  it.each([
    ['She didn’t go—not yet.', ['she', "didn't", 'go', 'not', 'yet']],
    ["'Tis the girls' well-known 2nd 'attempt'", ['tis', 'the', 'girls', 'well', 'known', '2nd', 'attempt']],
    ['Été où naïve ÉCOLE', ['été', 'où', 'naïve', 'école']],
    ['Преступление и наказание', ['преступление', 'и', 'наказание']],
    ['君の名は。', ['君', 'の', '名', 'は']],
    ['한국어 소설', ['한국어', '소설']],
    ['नमस्ते दुनिया', ['नमस्ते', 'दुनिया']],
    ['…—!?\n\t', []],
    ['', []],
  ])('cuts %j', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it('takes lone surrogates, zero bytes and characters outside the basic plane', () => {
    expect(words('a\ud800b \u0000 😀 𝔘𝔫𝔦')).toEqual(['a', 'b', '𝔘𝔫𝔦'.toLowerCase()]);
  });

  it('finds spans in order that do not overlap, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        let end = 0;
        for (const span of wordSpans(text)) {
          expect(span.start).toBeGreaterThanOrEqual(end);
          expect(span.end).toBeGreaterThan(span.start);
          end = span.end;
        }
        expect(end).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it.each([
    ['letters without a space', 'a'.repeat(2_000_000), 1],
    ['apostrophes', "a'".repeat(1_000_000), 1],
    ['dots', '.'.repeat(2_000_000), 0],
    ['open quotes', '"a '.repeat(600_000), 600_000],
  ])('comes through two megabytes of %s', (_name, text, count) => {
    expect(wordSpans(text)).toHaveLength(count);
    expect(sentences(text).length).toBeLessThanOrEqual(1);
  });
});

describe('sentences', () => {
  it.each([
    ['He ran. "Stop!" she cried. Why?', ['He ran.', '"Stop!"', 'she cried.', 'Why?']],
    ['Mr. Bennet met J. Smith. It was I. So?', ['Mr. Bennet met J. Smith.', 'It was I.', 'So?']],
    ['A title\n\nThe first line… and more.', ['A title', 'The first line…', 'and more.']],
    ['Version 1.5 is out.', ['Version 1.5 is out.']],
    ['これは本です。面白い!', ['これは本です。', '面白い!']],
    ['...', []],
  ])('cuts %j', (text, expected) => {
    expect(sentences(text)).toEqual(expected);
  });
});

describe('paragraphs', () => {
  it('are the lines with something on them', () => {
    expect(paragraphs('one\n\n  two \n \n')).toEqual(['one', 'two']);
  });
});

describe('sampleEvenly', () => {
  it('keeps a short text and takes pieces of a long one up to its very end', () => {
    expect(sampleEvenly('short', 100)).toBe('short');
    const long = Array.from({ length: 10_000 }, (_, index) => `w${index}`).join(' ');
    const sample = sampleEvenly(long, 6_000);
    expect(sample.length).toBeLessThanOrEqual(6_000);
    expect(sample.startsWith('w0 ')).toBe(true);
    expect(sample.endsWith('w9999')).toBe(true);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endsSentence, spaceBetween, textTokens } from './running-text.ts';

const cut = (text: string): string =>
  textTokens(text)
    .map(({ text: token }) => token)
    .join(' ');

describe('running text', () => {
  it.each([
    ['“Don’t!” she said — twice.', "“ don't ! ” she said — twice ."],
    ['He said "no" (loudly)', 'he said “ no ” ( loudly )'],
    ['A well-known thing - or not -- so', 'a well - known thing — or not — so'],
    ['Wait... what?!', 'wait … what ? !'],
    ['One.\n\n\nTwo', 'one . ¶ two'],
    ['SCP-173, 3.5 kg, the 2nd', 'scp - # , # . # kg , the #'],
    ['Site-██ ███ fell', 'site - █ fell'],
    ['a@b.c $ %', 'a b . c'],
    ['', ''],
  ])('cuts %j into words and marks', (text, tokens) => {
    expect(cut(text)).toBe(tokens);
  });

  it('says where each token stands', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        let end = 0;
        for (const token of textTokens(text)) {
          expect(token.start).toBeGreaterThanOrEqual(end);
          expect(token.end).toBeGreaterThan(token.start);
          end = token.end;
        }
        expect(end).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it('knows where sentences end and spaces stand', () => {
    expect(['.', '!', '?', '…', '¶', ',', 'word'].map(endsSentence)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(spaceBetween('well', ',')).toBe(false);
    expect(spaceBetween(',', 'he')).toBe(true);
    expect(spaceBetween('“', 'no')).toBe(false);
    expect(spaceBetween('well', '-')).toBe(false);
  });
});

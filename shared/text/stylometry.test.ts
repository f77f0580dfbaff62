import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type StyleName, styleNames, stylometry } from './stylometry.ts';
import { tokenise } from './tokenise.ts';

const style = (text: string, name: StyleName): number =>
  stylometry(tokenise(text))[styleNames.indexOf(name)] ?? Number.NaN;

const talk = '“Where are you?” he said. “Here!” she said. “Come, then, and sit.” “I will.”\n'.repeat(20);
const tale =
  'The old house stood on the hill above the river, and nobody had lived there for many years.\n'.repeat(20);
const present = 'I am walking. The road is long and it is dark. I see a light that goes out.\n'.repeat(20);

describe('stylometry', () => {
  it.each<[StyleName, string, string]>([
    ['dialogue', talk, tale],
    ['sentenceLength', tale, talk],
    ['questions', talk, tale],
    ['exclamations', talk, tale],
    ['pastTense', tale, present],
    ['firstPerson', present, talk],
    ['paragraphLength', tale.replaceAll('\n', ' '), talk],
  ])('sees %s', (name, more, less) => {
    expect(style(more, name)).toBeGreaterThan(style(less, name) + 0.1);
  });

  it('sees a rich vocabulary whatever the length of the passage', () => {
    const rich = Array.from({ length: 400 }, (_, index) => `word${index}`).join(' ');
    expect(style(rich, 'vocabulary')).toBeGreaterThan(style(tale, 'vocabulary') + 0.5);
    expect(Math.abs(style(tale, 'vocabulary') - style(tale.repeat(10), 'vocabulary'))).toBeLessThan(0.1);
  });

  it('does not take the rest of a story for dialogue after one forgotten quote', () => {
    expect(style(`“Oh, he said.\n${tale}`, 'dialogue')).toBeLessThan(-0.5);
  });

  it('is all zero for a passage without words', () => {
    for (const text of ['', ' \n\n', '... —— !!'])
      expect([...stylometry(tokenise(text))].every((value) => value === 0)).toBe(true);
  });

  it('stays within −2 … 2 for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        for (const value of stylometry(tokenise(text))) expect(Math.abs(value)).toBeLessThanOrEqual(2);
      }),
    );
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { initialVoiceParameters } from '../../models/voice.ts';
import { encodeText, openVocabulary } from '../../text/vocabulary.ts';
import { confident, type Suggester, suggest } from './decode.ts';
import { openVoiceNet } from './net.ts';
import { fitPersonalVoice } from './personal.ts';
import { flatNgrams, testKernels, testTables } from './test-voice.ts';

const words =
  'the dragon opened its old door and slept there quietly until morning came again i secret plan is to rob shitty'.split(
    ' ',
  );
const vocabulary = openVocabulary({ words, forms: { i: 'I' } });

/** Somebody who wrote one sentence many times. */
function writerOf(suggester: Suggester, sentence: string): Suggester {
  const text = encodeText(Array.from({ length: 30 }, () => sentence).join(' '), vocabulary);
  const { own, weights } = fitPersonalVoice(suggester.net, suggester.publicNgrams, text);
  return { ...suggester, own, weights };
}

describe('suggestions', () => {
  let nobody: Suggester;
  let dragon: Suggester;
  beforeAll(async () => {
    const net = openVoiceNet(await testKernels(), initialVoiceParameters(), testTables(vocabulary));
    nobody = {
      vocabulary,
      net,
      publicNgrams: flatNgrams(vocabulary.size),
      own: null,
      weights: fitPersonalVoice(net, flatNgrams(vocabulary.size), encodeText('', vocabulary)).weights,
    };
    dragon = writerOf(
      nobody,
      'The dragon opened its old door and slept there quietly until morning came again.',
    );
  });

  it('are the likeliest first, with a probability each', () => {
    const found = suggest(nobody, 'The dragon');
    expect(found).toHaveLength(5);
    const scores = found.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(scores.every((score) => score > 0 && score <= 1)).toBe(true);
  });

  it('go on as the writer did, up to the end of the sentence, beyond five words only then', () => {
    const longest = suggest(dragon, 'The dragon opened', { count: 40, longest: 12 }).sort(
      (a, b) => b.words - a.words,
    )[0];
    expect(longest?.text.startsWith(' its old door and slept there')).toBe(true);
    const ofNobody = suggest(nobody, 'The dragon opened', { count: 40, longest: 12 });
    expect(Math.max(...ofNobody.map((suggestion) => suggestion.words))).toBeLessThanOrEqual(5);
  });

  it('say no coarse word, unless the writer does', () => {
    const said = (suggester: Suggester): boolean =>
      suggest(suggester, 'The dragon', { count: 400, longest: 1 }).some(({ text }) =>
        text.includes('shitty'),
      );
    const mild = writerOf(nobody, 'The dragon opened its old door.');
    const coarse = writerOf(nobody, 'The dragon shitty door opened.');
    expect(said(nobody)).toBe(false);
    expect(said(mild)).toBe(false);
    expect(said(coarse)).toBe(true);
  });

  it('complete a word that was begun, without repeating it', () => {
    const [first] = suggest(dragon, 'The dragon op', { count: 1, longest: 1 });
    expect(first?.text).toBe('ened');
  });

  it('need a space only where none stands, and a capital where a sentence begins', () => {
    expect(suggest(dragon, 'The dragon', { count: 1, longest: 1 })[0]?.text).toBe(' opened');
    expect(suggest(dragon, 'The dragon ', { count: 1, longest: 1 })[0]?.text).toBe('opened');
    expect(suggest(dragon, 'came again. ', { count: 1, longest: 1 })[0]?.text).toBe('The');
    expect(suggest(dragon, '', { count: 1 })[0]?.text).toMatch(/^[A-Z]/);
  });

  it('have no number, no address and no unknown word, even of a writer who writes little else', () => {
    const writer = writerOf(nobody, 'The dragon 12 34 the dragon a@b.example the Zyxgar 56.');
    for (const before of ['The dragon', 'the dragon 12', 'the dragon a', 'the']) {
      for (const { text } of suggest(writer, before, { count: 20 }))
        expect(text).not.toMatch(/[\d@#¶]|zyxgar/i);
    }
  });

  it('never give out what another writer wrote', () => {
    const secret = ' plan is to rob';
    expect(
      suggest(writerOf(nobody, `The secret${secret}.`), 'The secret', { count: 20 }).map(({ text }) => text),
    ).toContain(secret);
    for (const other of [nobody, dragon]) {
      expect(suggest(other, 'The secret', { count: 50 }).map(({ text }) => text)).not.toContain(secret);
    }
  });

  it('are shown only when they are sure enough', () => {
    const suggestions = [0.9, 0.5].map((score) => ({ text: ' a', score, words: 1 }));
    expect(confident(suggestions, 0.6)).toEqual([suggestions[0]]);
  });
});

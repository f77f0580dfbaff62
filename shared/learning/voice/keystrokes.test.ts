import { describe, expect, it } from 'vitest';
import { initialVoiceParameters } from '../../models/voice.ts';
import { textTokens } from '../../text/running-text.ts';
import { encodeText, openVocabulary } from '../../text/vocabulary.ts';
import { savedTyping, typeText } from './keystrokes.ts';
import { usualWeights } from './mixture.ts';
import { openVoiceNet } from './net.ts';
import { nothingWritten } from './reading.ts';
import { flatNgrams, testKernels, testTables } from './test-voice.ts';

describe('saved typing', () => {
  const offer = (chance: number, right: boolean) => ({ chance, right });

  it('counts the letters that need not be typed, from the first right suggestion that is shown', () => {
    const words = [
      { offers: [offer(0.3, false), offer(0.8, true)], letters: 5, ms: 0 },
      { offers: [offer(0.9, true)], letters: 3, ms: 0 },
    ];
    // At 0.3 the first word meets a wrong one; above, only right ones are shown: 4 letters and 3, of 6 + 4 keys.
    expect(savedTyping(words)).toMatchObject({ saved: 0.7, wrong: 0 });
    expect(savedTyping(words).confidence).toBeGreaterThan(0.3);
  });

  it('shows nothing where everything shown would be wrong', () => {
    expect(savedTyping([{ offers: [offer(0.99, false)], letters: 4, ms: 0 }])).toMatchObject({
      saved: 0,
      wrong: 0,
    });
    expect(savedTyping([])).toMatchObject({ saved: 0, wrong: 0 });
  });

  it('grows with what is known of a writer, and ends where the letters fit no word', async () => {
    const vocabulary = openVocabulary({ words: ['dragon', 'door', 'cat', 'castle'], forms: {} });
    const sentence = 'dragon cat castle door zebra ';
    const text = encodeText(sentence.repeat(20), vocabulary);
    const spelling = textTokens(sentence.repeat(20)).map(({ text: word }) => word);
    const typed = typeText(
      {
        vocabulary,
        net: openVoiceNet(await testKernels(), initialVoiceParameters(), testTables(vocabulary)),
        publicNgrams: flatNgrams(vocabulary.size),
        own: nothingWritten(),
        weights: usualWeights,
      },
      text,
      spelling,
    );
    expect(typed).toHaveLength(100);
    expect(savedTyping(typed.slice(50)).saved).toBeGreaterThan(savedTyping(typed.slice(0, 10)).saved);
    // Nothing begins with z: after that letter there is nothing to offer.
    expect(typed[4]?.offers).toHaveLength(1);
  });
});

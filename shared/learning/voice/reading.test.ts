import { expect, it } from 'vitest';
import { EMBEDDING_LENGTH, initialVoiceParameters } from '../../models/voice.ts';
import { encodeText, openVocabulary } from '../../text/vocabulary.ts';
import { openVoiceNet } from './net.ts';
import { readPlaces } from './reading.ts';
import { testKernels, testTables } from './test-voice.ts';

it('places of a text are the same whatever is asked of the net between two of them', async () => {
  const words = 'the dragon opened its old door and slept there'.split(' ');
  const vocabulary = openVocabulary({ words, forms: {} });
  const net = openVoiceNet(await testKernels(), initialVoiceParameters(), testTables(vocabulary));
  const text = encodeText(Array.from({ length: 12 }, () => words.join(' ')).join('. '), vocabulary);
  const undisturbed = [...readPlaces(net, text)].map(({ place }) => [...place.net]);
  const disturbed: number[][] = [];
  for (const { place } of readPlaces(net, text)) {
    disturbed.push([...place.net]);
    net.next(new Float32Array(100 * EMBEDDING_LENGTH).fill(1));
  }
  expect(disturbed).toEqual(undisturbed);
});

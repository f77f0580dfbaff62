import { beforeAll, describe, expect, it } from 'vitest';
import { initialVoiceParameters } from '../../models/voice.ts';
import { FIRST_WORD, UNKNOWN } from '../../text/vocabulary.ts';
import { accuracyOf, conditions, type EvaluatedVoice, scoreWriter } from './evaluate.ts';
import { splitForMeasuring } from './example.ts';
import { usualWeights } from './mixture.ts';
import { openVoiceNet } from './net.ts';
import { flatNgrams, testKernels, testTables, testVocabulary } from './test-voice.ts';
import { placeOf } from './word-targets.ts';

const vocabulary = testVocabulary();
let voice: EvaluatedVoice;
beforeAll(async () => {
  voice = {
    net: openVoiceNet(await testKernels(), initialVoiceParameters(), testTables(vocabulary)),
    publicNgrams: flatNgrams(vocabulary.size),
    weights: usualWeights,
  };
});

describe('measuring how words are guessed', () => {
  it('asks for the words of the last fifth, in every condition alike; unknown ones are misses', () => {
    const ids = Uint16Array.from({ length: 500 }, (_, at) =>
      at % 5 === 0 ? UNKNOWN : FIRST_WORD + (at % 5),
    );
    const isWord = Uint8Array.from(ids, (_, at) => (at % 5 === 1 ? 0 : 1));
    const scores = scoreWriter(voice, { ids, isWord });
    for (const condition of conditions) {
      expect(scores[condition].words).toBe(80);
      expect(scores[condition].top3).toBeLessThanOrEqual(60);
    }
    // A writer who always goes on the same way is known by heart, and nobody else would guess it.
    expect(scores.personal.top1).toBe(60);
    expect(scores.coldWithContext.top1).toBeGreaterThan(50);
    expect(scores.cold.top1).toBeLessThan(40);
  });

  it('comes to no word, and to no NaN, for writers with next to nothing', () => {
    for (const length of [0, 1, 2, 6]) {
      const nothing = { ids: new Uint16Array(length), isWord: new Uint8Array(length) };
      const scores = scoreWriter(voice, nothing);
      for (const condition of conditions) expect(scores[condition]).toEqual({ words: 0, top1: 0, top3: 0 });
    }
  });

  it('splits a text into its first four fifths and its last', () => {
    const ids = Uint16Array.from({ length: 11 }, (_, at) => at);
    const { training, test } = splitForMeasuring({ ids, isWord: new Uint8Array(11) });
    expect([...training.ids, ...test.ids]).toEqual([...ids]);
    expect(test.ids).toHaveLength(3);
  });

  it('weighs writers by their words, and, apart from that, each the same', () => {
    const accuracy = accuracyOf([
      { words: 100, top1: 10, top3: 20 },
      { words: 10, top1: 5, top3: 10 },
      { words: 0, top1: 0, top3: 0 },
    ]);
    expect(accuracy).toMatchObject({ words: 110, writers: 2, top3: 30 / 110, macroTop3: 0.6 });
    expect(accuracyOf([])).toBeNull();
  });

  it('puts the commoner of equals first, and a word out of the vocabulary nowhere', () => {
    const distribution = new Float64Array(FIRST_WORD + 3).fill(0.1);
    expect(placeOf(distribution, FIRST_WORD + 1)).toBe(1);
    expect(placeOf(distribution, UNKNOWN)).toBe(Number.POSITIVE_INFINITY);
  });
});

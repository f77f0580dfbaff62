import { describe, expect, it } from 'vitest';
import { encodeParameters, namedTensors } from './parameters.ts';
import { EMBEDDING_LENGTH, initialVoiceParameters, UNIT_COUNT, voiceSpec } from './voice.ts';

describe('the voice model', () => {
  it('is small enough to be taught by a browser', () => {
    expect(voiceSpec.parameterCount).toBe(310_233);
  });

  it('has no tensor with a side that could be a vocabulary: no trained number stands for a word', () => {
    const sides = new Set(voiceSpec.tensors.flatMap(({ shape }) => shape));
    expect([...sides].sort((a, b) => a - b)).toEqual([1, EMBEDDING_LENGTH, UNIT_COUNT, 3 * UNIT_COUNT]);
  });

  it('starts from the same bits for the same seed, with adapters that change nothing', () => {
    const bytes = (seed: string): Buffer =>
      Buffer.from(encodeParameters(voiceSpec, initialVoiceParameters(seed)));
    expect(bytes('a').equals(bytes('a'))).toBe(true);
    expect(bytes('a').equals(bytes('b'))).toBe(false);
    const tensors = namedTensors(voiceSpec, initialVoiceParameters());
    for (const name of ['adapter.embedding', 'adapter.bias']) {
      expect(tensors.get(name)?.every((value) => value === 0)).toBe(true);
    }
  });
});

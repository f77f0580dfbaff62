import { describe, expect, it } from 'vitest';
import { hashText } from '../text/hashing.ts';
import { encodeParameters, namedTensors } from './parameters.ts';
import { HEAD_LENGTH, initialTasteParameters, TASTE_COUNT, tasteSpec } from './taste.ts';

describe('the taste model', () => {
  it('is small enough to be taught by a browser', () => {
    expect(tasteSpec.parameterCount).toBeGreaterThan(15_000);
    expect(tasteSpec.parameterCount).toBeLessThan(40_000);
    expect(HEAD_LENGTH).toBeGreaterThan(TASTE_COUNT);
  });

  it('starts from the same bits for the same seed, everywhere', () => {
    const bytes = encodeParameters(tasteSpec, initialTasteParameters());
    // A change of this number is a new architecture: raise `architecture` in the spec.
    expect(hashText(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''), 0)).toBe(FIRST_BYTES);
    expect(initialTasteParameters('other')).not.toEqual(initialTasteParameters());
  });

  it('starts without an opinion', () => {
    const tensors = namedTensors(tasteSpec, initialTasteParameters());
    for (const name of ['prior.kernel', 'prior.skip', 'prior.bias', 'head.priorMean']) {
      expect(tensors.get(name)?.every((value) => value === 0)).toBe(true);
    }
  });
});

const FIRST_BYTES = 817131797;

import { describe, expect, it } from 'vitest';
import { isCoarse } from './coarse-words.ts';

describe('coarse words', () => {
  it('are known in their forms', () => {
    for (const word of [
      'shit',
      'bullshit',
      'fucking',
      'bastards',
      "dick's",
      'negroes',
      'assholes',
      'pissed',
    ]) {
      expect(isCoarse(word), word).toBe(true);
    }
  });

  it('are not the words they stand in', () => {
    const harmless = [
      'class',
      'assorted',
      'assistant',
      'cockpit',
      'peacock',
      'scunthorpe',
      'dickens',
      'spice',
      'prickly',
      'sex',
      'damn',
      'the',
    ];
    for (const word of harmless) expect(isCoarse(word), word).toBe(false);
  });
});

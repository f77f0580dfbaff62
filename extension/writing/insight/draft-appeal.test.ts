import { describe, expect, it } from 'vitest';
import { initialTasteParameters } from '../../../shared/models/taste.ts';
import { noWordVectors } from '../../../shared/text/word-vectors.ts';
import { draftAppeal, factsFor, inPassages, PASSAGE_WORDS } from './draft-appeal.ts';

const sentence = 'She went down to the harbour and looked for the boat that was not there. ';
const judges = { parameters: taught(), personal: null };
const vectors = noWordVectors();

/** A model that is not all zeros, without training one. */
function taught(): Float32Array {
  const parameters = initialTasteParameters();
  return parameters.map((value, at) => value + 0.02 * Math.sin(at));
}

describe('passages', () => {
  it('cover the text in order, in parts of about equal length that end with sentences', () => {
    const text = sentence.repeat(100);
    const passages = inPassages(text);
    expect(passages[0]?.from).toBe(0);
    expect(passages.at(-1)?.to).toBe(text.length);
    passages.forEach(({ from, to, words }, at) => {
      if (at > 0) expect(from).toBe(passages[at - 1]?.to);
      expect(words).toBeGreaterThanOrEqual(PASSAGE_WORDS / 2);
      expect(words).toBeLessThan(PASSAGE_WORDS * 1.6);
      expect(text.slice(from, to).trimEnd()).toMatch(/\.$/);
    });
  });

  it('are none of a text that is too short to be judged', () => {
    expect(inPassages('A few words.')).toEqual([]);
    expect(inPassages('')).toEqual([]);
  });

  it('of a novel are at most sixty, from its beginning to its end', () => {
    const passages = inPassages(sentence.repeat(4000));
    expect(passages).toHaveLength(60);
    expect(passages.at(-1)?.to).toBe(sentence.length * 4000);
  });
});

describe('the appeal of a draft', () => {
  const calm = sentence.repeat(17);
  const loud = '“Run!” he cried. “Run! Run now!” “Where?” “Away!” she screamed! '.repeat(23);

  it('is the same for the same text, and holds its own figure between its bounds', () => {
    const first = draftAppeal(calm + loud, 'everyone', judges, vectors);
    expect(first).toEqual(draftAppeal(calm + loud, 'everyone', judges, vectors));
    for (const { chance } of first?.passages ?? []) {
      expect(chance.low).toBeLessThanOrEqual(chance.chance);
      expect(chance.high).toBeGreaterThanOrEqual(chance.chance);
    }
  });

  it('does not grow with length: the same text twice is as good as once', () => {
    const once = draftAppeal(calm, 'everyone', judges, vectors)?.whole.chance ?? 0;
    const twice = draftAppeal(calm + calm, 'everyone', judges, vectors)?.whole.chance ?? 1;
    expect(Math.abs(once - twice)).toBeLessThan(0.02);
  });

  it('differs by readership, since readers of another kind come for something else', () => {
    const everyone = draftAppeal(calm, 'everyone', judges, vectors)?.whole.chance;
    expect(draftAppeal(calm, 'romance', judges, vectors)?.whole.chance).not.toBe(everyone);
    expect(factsFor('romance').tags).toEqual(['Romance']);
  });

  it('is not told of a few words', () => {
    expect(draftAppeal('Too short.', 'everyone', judges, vectors)).toBeNull();
  });
});

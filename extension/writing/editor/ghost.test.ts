import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstWord, followed, newGhost, restOf, turned } from './ghost.ts';

const candidates = ['the harbour at dawn', 'the hill', 'nobody'].map((text) => ({
  text,
  logProbability: null,
}));
const ghost = newGhost(at('She walked to '), candidates);
if (ghost === null) throw new Error('There are candidates.');

describe('a ghost', () => {
  it('is narrowed by what is typed along it', () => {
    const typed = followed(ghost, at('She walked to the h'));
    expect(typed === null ? null : restOf(typed)).toBe('arbour at dawn');
  });

  it('stays while nothing is typed, and goes when something else is', () => {
    expect(followed(ghost, at('She walked to '))).toEqual(ghost);
    expect(followed(ghost, at('She walked to a'))).toBeNull();
    expect(followed(ghost, at('She walked to'))).toBeNull();
    expect(followed(ghost, at('Elsewhere.'))).toBeNull();
  });

  it('goes when all of it was typed', () => {
    expect(followed(ghost, at('She walked to the harbour at dawn'))).toBeNull();
  });

  it('goes when the caret moves into what was typed of it', () => {
    const asked = newGhost({ before: 'She walked to ', after: ' that day' }, candidates);
    expect(asked && followed(asked, { before: 'She walked to the', after: '\u00a0that day' })?.taken).toBe(3);
    expect(asked && followed(asked, { before: 'She walked to th', after: 'e that day' })).toBeNull();
    expect(asked && followed(asked, { before: 'She walked to ', after: '' })).toBeNull();
  });

  it('takes a no-break space for a space and looks past marks of no width', () => {
    const typed = followed(ghost, at('She walked to\u00a0\u2060the\u00a0'));
    expect(typed === null ? null : restOf(typed)).toBe('harbour at dawn');
  });

  it('of a short text does not mistake a repetition for typing along', () => {
    const short = newGhost(at('a'), [{ text: 'a ha', logProbability: null }]);
    expect(short && followed(short, at('a'))?.taken).toBe(0);
    expect(short && followed(short, at('aa'))?.taken).toBe(1);
    expect(short && followed(short, at(''))).toBeNull();
  });

  it('turns to those that fit what was typed, and remembers which were seen', () => {
    const typed = followed(ghost, at('She walked to the '));
    if (typed === null) throw new Error('It fits.');
    const next = turned(typed, 1);
    expect(restOf(next)).toBe('hill');
    expect(next.seen).toEqual([0, 1]);
    expect(restOf(turned(next, 1))).toBe('harbour at dawn');
  });

  it('follows any text and any prefix of itself', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 2 }), fc.nat(), (before, text, cut) => {
        const shown = newGhost(at(before), [{ text, logProbability: null }]);
        const taken = cut % text.length;
        fc.pre(!/[\u00a0\u200b\u2060\ufeff]/.test(before + text));
        const now = shown && followed(shown, at(before + text.slice(0, taken)));
        // A text that repeats itself may fit in a longer way; never in none.
        expect(now).not.toBeNull();
        if (before.length + text.length < 300) expect(now?.taken).toBe(taken);
      }),
    );
  });

  it('is taken word by word', () => {
    expect(firstWord(' the hill')).toBe(' the');
    expect(firstWord('ap, and')).toBe('ap,');
  });
});

/** A caret at the end of a text. */
function at(before: string) {
  return { before, after: '' };
}

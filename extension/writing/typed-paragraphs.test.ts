import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TypedParagraphs, withTyped } from './typed-paragraphs.ts';

/** Types a text letter by letter, pausing every `every` letters. */
function typedWithPauses(text: string, every: number): TypedParagraphs {
  let known: TypedParagraphs = [];
  for (let end = every; end < text.length + every; end += every) {
    const before = text.slice(0, end);
    known = withTyped(known, { before: before.slice(-2000), after: '' }, every, []);
  }
  return known;
}

const story = 'The rain began at noon.\nNobody minded; the harbour was empty.\nThen the boat came in.';

describe('typed paragraphs', () => {
  it('are what was typed, however often the writer paused', () => {
    for (const every of [1, 5, 20, 200]) expect(typedWithPauses(story, every)).toEqual(story.split('\n'));
  });

  it('take the place of what they were when they are worked on again', () => {
    const known = ['The rain began at noon.', 'Then the boat came in.'];
    const edited = withTyped(known, { before: 'The rain began', after: ' again at noon.\nThen the' }, 3, []);
    expect(edited).toEqual(['The rain began again at noon.', 'Then the boat came in.']);
  });

  it('leave out what was pasted', () => {
    const pasted = 'Call me Ishmael. Some years ago, never mind how long precisely.';
    expect(withTyped([], { before: `${pasted} I said.`, after: '' }, 8, [pasted])).toEqual([]);
    expect(withTyped([], { before: `${pasted}\nMine own words.`, after: '' }, 15, [pasted])).toEqual([
      'Mine own words.',
    ]);
  });

  it('do not grow without end', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3000 }), { maxLength: 40 }), (texts) => {
        const known = texts.reduce<TypedParagraphs>(
          (sum, before) => withTyped(sum, { before, after: '' }, before.length, []),
          [],
        );
        expect(known.join('\n').length).toBeLessThanOrEqual(60_000);
      }),
    );
  });
});

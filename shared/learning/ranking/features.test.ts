import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_OPTIONS, OPTION_FEATURE_COUNT, type OptionTrait, optionTraits } from '../../models/ranking.ts';
import { noWordVectors } from '../../text/word-vectors.ts';
import { optionCount, usableExamples } from './example.ts';
import { listFeatures } from './features.ts';

const vectors = noWordVectors();
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom('', ' ', '\n\n', '“', '¿?', 'the the the the', '会社は。', 'a'.repeat(5000)),
);
const anyList = fc.record({
  context: anyText,
  options: fc.array(
    fc.record({
      text: anyText,
      logProbability: fc.oneof(fc.constant(null), fc.double({ min: -1e6, max: 0, noNaN: true })),
    }),
    { minLength: 1, maxLength: MOST_OPTIONS },
  ),
});
const list = (context: string, ...texts: string[]) => ({
  context,
  options: texts.map((text) => ({ text, logProbability: -30 })),
});
const trait = (rows: Float32Array, option: number, name: OptionTrait): number =>
  rows[option * OPTION_FEATURE_COUNT + optionTraits.indexOf(name)] ?? Number.NaN;

describe('the features of suggestions', () => {
  it('are finite and small, whatever the texts', () => {
    fc.assert(
      fc.property(anyList, (given) => {
        const rows = listFeatures(given, vectors);
        expect(optionCount({ rows })).toBe(given.options.length);
        expect(rows.every((value) => Number.isFinite(value) && Math.abs(value) <= 4)).toBe(true);
      }),
    );
  });

  it('do not know at which place an option stands', () => {
    fc.assert(
      fc.property(anyList, (given) => {
        const rows = listFeatures(given, vectors);
        const turned = listFeatures({ ...given, options: given.options.toReversed() }, vectors);
        given.options.forEach((_, at) => {
          const other = given.options.length - 1 - at;
          for (let k = 0; k < OPTION_FEATURE_COUNT; k++) {
            const [one, two] = [
              rows[at * OPTION_FEATURE_COUNT + k]!,
              turned[other * OPTION_FEATURE_COUNT + k]!,
            ];
            expect(Math.abs(one - two)).toBeLessThan(1e-4);
          }
        });
      }),
      { numRuns: 50 },
    );
  });

  it('tell how an option goes on from the text before it', () => {
    const rows = listFeatures(
      list(
        'The old captain was on the bridge. He saw ',
        'the old captain was on the bridge.',
        'Rosalind? 12',
      ),
      vectors,
    );
    const more: OptionTrait[] = ['repeatedPhrase', 'contextOverlap', 'endsSentence', 'startsLower'];
    const less: OptionTrait[] = ['question', 'digits', 'newWords'];
    for (const name of more) expect(trait(rows, 0, name), name).toBeGreaterThan(trait(rows, 1, name));
    for (const name of less) expect(trait(rows, 0, name), name).toBeLessThan(trait(rows, 1, name));
  });
});

describe('examples of ranking', () => {
  const rows = listFeatures(list('Here.', 'One.', 'Two.', 'Three.'), vectors);
  const broken = rows.slice();
  broken[7] = Number.NaN;

  it.each([
    ['of one option', rows.slice(0, OPTION_FEATURE_COUNT), 0],
    ['of more than can be ranked', new Float32Array((MOST_OPTIONS + 1) * OPTION_FEATURE_COUNT), 0],
    ['of a length that is no whole list', rows.slice(3), 0],
    ['with a place that is not there', rows, 3],
    ['with half a place', rows, 0.5],
    ['with a number that is none', broken, 0],
  ])('are not learnt from when a list is %s', (_, given, chosen) => {
    expect(usableExamples([{ rows: given, chosen }])).toEqual([]);
    expect(usableExamples([{ rows, chosen: 2 }])).toHaveLength(1);
  });
});

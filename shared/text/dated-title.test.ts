import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eraLabels, readDatedTitle } from './dated-title.ts';

describe('a dated title', () => {
  it.each([
    ['Persuasion (1817)', 'Persuasion', 1817],
    ['Toy Story (1995) ', 'Toy Story', 1995],
    [
      'City of Lost Children, The (Cité des enfants perdus, La) (1995)',
      'City of Lost Children, The (Cité des enfants perdus, La)',
      1995,
    ],
  ])('%s has a name and a year', (title, name, year) => {
    expect(readDatedTitle(title)).toEqual({ name, year });
  });

  it.each([
    '1984',
    '2001: A Space Odyssey',
    'Summer of (1999) Love',
    '(1995)',
    'Chapter (12)',
    'Far (3001)',
    '',
  ])('%s is a name', (title) => {
    expect(readDatedTitle(title)).toEqual({ name: title, year: null });
  });

  it('loses nothing but the year and the space before it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1500, max: 2099 }), (name, year) => {
        const expected = name.trim() === '' ? null : year;
        expect(readDatedTitle(`${name} (${year})`).year).toBe(expected);
        if (expected !== null) expect(readDatedTitle(`${name} (${year})`).name).toBe(name.trimEnd());
      }),
    );
  });
});

describe('the labels of an era', () => {
  it('are shared by years that are near, and few', () => {
    const shared = (a: number, b: number): number =>
      eraLabels(a).filter((label) => eraLabels(b).includes(label)).length;
    expect(eraLabels(1990)).toEqual(['era']);
    expect(shared(1948, 1943)).toBeGreaterThan(shared(1948, 1981));
    expect(shared(2019, 2014)).toBeGreaterThan(shared(2019, 1993));
    expect(shared(1920, 2020)).toBe(1);
  });
});

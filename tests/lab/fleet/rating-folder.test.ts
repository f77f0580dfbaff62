import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRatingFolder } from './rating-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'prompttale-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (files: Record<string, string[]>): void => {
  for (const [name, lines] of Object.entries(files))
    writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
};
const items = ['item\ttitle\tgenres', '1\tFirst\tDrama|Comedy', '2\tSecond\t'];

describe('a folder of ratings', () => {
  it('is read by the names of its columns, whatever their order and whichever are missing', () => {
    write({
      'items.tsv': ['mean_rating\titem\tgenres', '7.5\ta\tDrama', '\tb\t'],
      'ratings.tsv': ['rating\tuser\titem', '3\tx\ta', '4.5\tx\tb', '-1\ty\ta'],
    });
    const { people, items: read } = readRatingFolder(folder);
    expect(people.map(({ id, ratings }) => [id, ratings.map(({ value }) => value)])).toEqual([
      ['x', [3, 4.5]],
      ['y', [-1]],
    ]);
    expect(read.get('a')).toMatchObject({ title: null, genres: ['Drama'], meanRating: 7.5, members: null });
    expect(read.get('b')).toMatchObject({ genres: [], meanRating: null });
  });

  it('takes line ends of any system, and a second rating for the first', () => {
    write({ 'items.tsv': items, 'ratings.tsv': ['user\titem\trating\r', 'x\t1\t3\r', 'x\t1\t5\r', ''] });
    expect(readRatingFolder(folder).people).toEqual([
      { id: 'x', ratings: [{ item: '1', value: 5, at: null }] },
    ]);
  });

  it.each([
    [
      'too few columns',
      ['user\titem\trating', 'x\t1\t3', 'x\t2'],
      'ratings.tsv, line 3: 2 columns instead of 3',
    ],
    ['a rating that is no number', ['user\titem\trating', 'x\t1\tgood'], 'line 2: rating is “good”'],
    ['an infinite rating', ['user\titem\trating', 'x\t1\tInfinity'], 'line 2: rating'],
    ['an empty rating', ['user\titem\trating', 'x\t1\t'], 'line 2: rating is empty'],
    ['nobody', ['user\titem\trating', '\t1\t3'], 'line 2: user is empty'],
    ['an unknown item', ['user\titem\trating', 'x\t1\t3', 'x\t9\t3'], 'line 3: item 9 is not in items.tsv'],
  ])('names the line with %s', (_, ratings, problem) => {
    write({ 'items.tsv': items, 'ratings.tsv': ratings });
    expect(() => readRatingFolder(folder)).toThrow(problem);
  });

  it('says which file or column is missing', () => {
    write({ 'ratings.tsv': ['user\titem\trating'] });
    expect(() => readRatingFolder(folder)).toThrow(/items\.tsv is not there/);
    write({ 'items.tsv': ['title'] });
    expect(() => readRatingFolder(folder)).toThrow(/no column called item/);
  });

  it('counts what readers call an item', () => {
    write({
      'items.tsv': items,
      'ratings.tsv': ['user\titem\trating'],
      'tags.tsv': ['user\titem\ttag', 'x\t1\tFunny', 'y\t1\tfunny', 'y\t1\tdark'],
    });
    expect(readRatingFolder(folder).items.get('1')?.tags).toEqual(['funny', 'dark']);
  });
});

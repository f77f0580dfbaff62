import { describe, expect, it } from 'vitest';
import { commonTags, listingPage, listingQuerySchema, type SortOrder, STORIES_A_PAGE } from './catalogue.ts';
import { makeLibrary } from './test-stories.ts';

const ask = (query: Record<string, string>) => listingQuerySchema.parse(query);

describe('listingPage', () => {
  const { stories } = makeLibrary(
    {
      title: 'The Sea',
      author: 'Ann',
      tags: ['tides'],
      published: '1901',
      counters: { kudos: 3, hits: 9, bookmarks: 2, comments: 0 },
    },
    {
      title: 'A Hill',
      author: 'Bob',
      tags: ['grass'],
      published: '1950',
      counters: { kudos: 5, hits: 7, bookmarks: 1, comments: 0 },
    },
    {
      title: 'Mist',
      author: 'Ann',
      tags: ['tides', 'grass'],
      published: '1899',
      chapters: [{ id: '903-1', title: null, paragraphs: ['One.'] }],
    },
  );
  const titles = (query: Record<string, string>): string[] | undefined =>
    listingPage(stories, ask(query))?.stories.map((story) => story.title);

  it.each<[SortOrder, string[]]>([
    ['kudos', ['Mist', 'A Hill', 'The Sea']],
    ['hits', ['Mist', 'The Sea', 'A Hill']],
    ['bookmarks', ['Mist', 'The Sea', 'A Hill']],
    ['shortest', ['Mist', 'A Hill', 'The Sea']],
    ['longest', ['A Hill', 'The Sea', 'Mist']],
    ['newest', ['A Hill', 'The Sea', 'Mist']],
    ['title', ['A Hill', 'Mist', 'The Sea']],
  ])('orders by %s', (sort, expected) => {
    expect(titles({ sort })).toEqual(expected);
  });

  it('finds every word asked for, in any field and any case', () => {
    expect(titles({ q: 'ANN tides' })).toEqual(['Mist', 'The Sea']);
    expect(titles({ q: 'ann grass' })).toEqual(['Mist']);
    expect(titles({ q: 'ann nowhere' })).toEqual([]);
  });

  it('has each story on exactly one page', () => {
    const many = makeLibrary(
      ...Array.from({ length: 2 * STORIES_A_PAGE + 1 }, (_, n) => ({ slug: `s-${n}` })),
    );
    const pages = ['1', '2', '3'].map((page) => listingPage(many.stories, ask({ page })));
    expect(pages.map((page) => page?.stories.length)).toEqual([STORIES_A_PAGE, STORIES_A_PAGE, 1]);
    expect(new Set(pages.flatMap((page) => page?.stories.map(({ id }) => id))).size).toBe(
      2 * STORIES_A_PAGE + 1,
    );
    expect(listingPage(many.stories, ask({ page: '4' }))).toBeNull();
  });
});

describe('commonTags', () => {
  it('puts the commonest first, the rest in order of the alphabet', () => {
    const library = makeLibrary({ tags: ['b', 'c'] }, { tags: ['c', 'a'] });
    expect(commonTags(library, 2)).toEqual([
      ['c', 2],
      ['a', 1],
    ]);
  });
});

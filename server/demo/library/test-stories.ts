import { countWords, type Library, libraryOf, type Story, storySchema } from './story.ts';

/** A checked story that differs from a plain one as the test needs; words are counted from its chapters. */
export function makeStory(difference: Partial<Story> = {}): Story {
  const id = difference.id ?? '900';
  const story = {
    id,
    slug: 'a-story',
    title: 'A story',
    author: 'An author',
    published: '1900',
    tags: ['quiet'],
    fandom: 'Classic Fiction',
    rating: 'General Audiences' as const,
    warnings: [],
    language: 'en',
    status: 'complete' as const,
    summary: 'Somebody waits.',
    chapters: [{ id: `${id}-1`, title: null, paragraphs: ['Somebody waits.', 'Nobody comes.'] }],
    counters: { kudos: 10, hits: 100, bookmarks: 5, comments: 1 },
    licence: { name: 'Public domain', url: 'https://creativecommons.org/publicdomain/mark/1.0/' },
    source: { url: null, attribution: 'From nowhere.' },
    ...difference,
  };
  const words = story.chapters.reduce((sum, chapter) => sum + countWords(chapter.paragraphs), 0);
  return storySchema.parse({ words, ...story });
}

export function makeLibrary(...differences: Partial<Story>[]): Library {
  return libraryOf(
    differences.map((difference, index) => makeStory({ id: String(901 + index), ...difference })),
  );
}

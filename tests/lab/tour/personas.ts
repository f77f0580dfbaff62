import type { Story } from '../../../server/demo/library/story.ts';

/** A reader of the tour: what they are drawn to decides what they rate how. */
export interface Persona {
  readonly name: string;
  readonly likes: readonly string[];
}

export const personas: readonly Persona[] = [
  {
    name: 'Ada',
    likes: ['comedy', 'humour', 'joke', 'friendship', 'heartwarming', 'family', "children's fiction"],
  },
  { name: 'Bram', likes: ['horror', 'creepypasta', 'gothic', 'mystery', 'suspense', 'murder-monster'] },
  {
    name: 'Cleo',
    likes: ['science-fiction', 'extraterrestrial', 'sapient', 'post-apocalyptic', 'xenofiction', 'scp'],
  },
  {
    name: 'Dara',
    likes: ['romance', 'comedy of manners', 'historical', 'country house', 'realism', 'marriage'],
  },
  { name: 'Emil', likes: ['fantasy', 'adventure', 'otherworldly', 'first-person', 'collector-tale'] },
  { name: 'Fay', likes: ['tale', 'bittersweet', 'slice-of-life', 'psychological', 'morning'] },
  { name: 'Gil', likes: ['mister', 'dr-wondertainment', 'broken-god', 'bureaucracy', 'diary'] },
];

/** A story a persona will read, and what they will think of it. */
export interface Reading {
  readonly story: Story;
  /** 1 … 5. */
  readonly stars: number;
}

const LONGEST_WORDS = 375;

/** Short stories of the library for a persona: half to their taste, half not; each persona gets others where possible. */
export function readingList(
  persona: Persona,
  index: number,
  stories: readonly Story[],
  count: number,
): Reading[] {
  const short = stories.filter(({ words, chapters }) => words <= LONGEST_WORDS && chapters.length === 1);
  const drawn = (story: Story): number => story.tags.filter((tag) => persona.likes.includes(tag)).length;
  const rotated = [...short.slice((index * 5) % short.length), ...short.slice(0, (index * 5) % short.length)];
  const liked = [...rotated].sort((a, b) => drawn(b) - drawn(a)).slice(0, Math.ceil(count / 2));
  const others = rotated
    .filter((story) => !liked.includes(story) && drawn(story) === 0)
    .slice(0, Math.floor(count / 2));
  return liked
    .map((story) => ({ story, stars: 5 }))
    .flatMap((reading, i) => [
      reading,
      ...(others[i] === undefined ? [] : [{ story: others[i], stars: 1 + (i % 2) }]),
    ]);
}

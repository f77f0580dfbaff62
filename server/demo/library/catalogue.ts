import { z } from 'zod';
import type { Library, Story } from './story.ts';

/** What a visitor asks of a listing: words to find, an order, a page. Parsed from the query string. */
export const listingQuerySchema = z.object({
  q: z.string().trim().max(100).default(''),
  sort: z.enum(['kudos', 'hits', 'bookmarks', 'shortest', 'longest', 'newest', 'title']).default('kudos'),
  page: z
    .string()
    .regex(/^[1-9]\d{0,3}$/)
    .default('1')
    .transform(Number),
});
export type ListingQuery = z.infer<typeof listingQuerySchema>;
export type SortOrder = ListingQuery['sort'];

export interface ListingPage {
  stories: readonly Story[];
  found: number;
  page: number;
  pages: number;
}

export const STORIES_A_PAGE = 12;

/** The stories of `candidates` that have every word of `q`, in order, one page of them; null if there is no such page. */
export function listingPage(candidates: readonly Story[], query: ListingQuery): ListingPage | null {
  const words = query.q.toLowerCase().split(/\s+/).filter(Boolean);
  const found = candidates.filter((story) => hasWords(story, words)).sort(orders[query.sort]);
  const pages = Math.max(1, Math.ceil(found.length / STORIES_A_PAGE));
  if (query.page > pages) return null;
  const start = (query.page - 1) * STORIES_A_PAGE;
  return {
    stories: found.slice(start, start + STORIES_A_PAGE),
    found: found.length,
    page: query.page,
    pages,
  };
}

/** The commonest tags, with how many stories carry them. */
export function commonTags(library: Library, most: number): [tag: string, stories: number][] {
  return [...library.tags].sort(([a, n], [b, m]) => m - n || a.localeCompare(b, 'en')).slice(0, most);
}

function hasWords(story: Story, words: readonly string[]): boolean {
  const haystack = [story.title, story.author, story.fandom, story.summary, ...story.tags]
    .join(' ')
    .toLowerCase();
  return words.every((word) => haystack.includes(word));
}

type Order = (a: Story, b: Story) => number;

const byTitle: Order = (a, b) => a.title.localeCompare(b.title, 'en') || Number(a.id) - Number(b.id);
const descending =
  (measure: (story: Story) => number): Order =>
  (a, b) =>
    measure(b) - measure(a) || byTitle(a, b);

const orders: Record<SortOrder, Order> = {
  kudos: descending((story) => story.counters.kudos),
  hits: descending((story) => story.counters.hits),
  bookmarks: descending((story) => story.counters.bookmarks),
  longest: descending((story) => story.words),
  shortest: (a, b) => a.words - b.words || byTitle(a, b),
  newest: (a, b) => b.published.localeCompare(a.published) || byTitle(a, b),
  title: byTitle,
};

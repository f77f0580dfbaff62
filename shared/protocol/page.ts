import { z } from 'zod';

/**
 * What a story page says about a story: the facts a reader can see, and nothing about the reader.
 *
 * Facts are read by a site adapter (`extension/sites`), carried in messages and stored on the device. They never
 * leave it: the upload schema (`update.ts`) has no place for them. Every field but the identity may be missing,
 * because pages differ and change.
 */

const shortText = z.string().max(400);
const labelList = z.array(z.string().min(1).max(200)).max(200);
const count = z.number().finite().nonnegative().max(1e12);

/** Kinds of page an adapter recognises. */
export const pageKinds = ['story', 'listing', 'editor'] as const;
export type PageKind = (typeof pageKinds)[number];

/** Public numbers on a page; a site fills those it shows. */
export const countersSchema = z
  .object({
    kudos: count,
    hits: count,
    bookmarks: count,
    comments: count,
    followers: count,
    favourites: count,
    votes: count,
    /** Mean rating, scaled by the adapter to 0 … 1 (0 = worst the site allows). */
    meanRating: z.number().finite().min(0).max(1),
  })
  .partial();
export type Counters = z.infer<typeof countersSchema>;

export const storyFactsSchema = z.object({
  /** Stable within a site, e.g. `12345` on AO3. */
  workId: z.string().min(1).max(200),
  chapterId: z.string().max(200).nullable(),
  /** The work's title. */
  title: shortText.nullable(),
  chapterTitle: shortText.nullable(),
  author: shortText.nullable(),
  /** Free tags, genres, categories: what the site calls them, in page order. */
  tags: labelList,
  fandoms: labelList,
  warnings: labelList,
  /** Audience rating as the site words it, e.g. `Teen And Up Audiences`. */
  rating: shortText.nullable(),
  /** As the page gives it: a BCP 47 tag or a language's name. */
  language: shortText.nullable(),
  status: z.enum(['complete', 'ongoing', 'hiatus', 'stub']).nullable(),
  /** Words of the whole work as the page states them. */
  words: count.nullable(),
  /** Chapters posted so far. */
  chapters: count.nullable(),
  counters: countersSchema,
  summary: z.string().max(4000).nullable(),
});
export type StoryFacts = z.infer<typeof storyFactsSchema>;

/** A field an adapter looked for and did not find; counted, and shown as "this site's page has changed". */
export const healthNoteSchema = z.object({
  field: z.string().min(1).max(60),
  problem: z.enum(['missing', 'empty', 'unexpected']),
  /** Whether the page can still be used without the field. */
  essential: z.boolean(),
});
export type HealthNote = z.infer<typeof healthNoteSchema>;

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/**
 * A story of the demo library: what a file in `content/` holds, and how the whole shelf is read and checked.
 *
 * The files are written by `tests/lab/build-demo-library.ts`. The library refuses to start on a file that is wrong,
 * because a story without its author or licence must never be shown.
 */

/** Reads and checks every story in `folder`. Throws {@link LibraryContentError} naming the file and the fault. */
export function loadLibrary(folder: string = CONTENT_FOLDER): Library {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  if (names.length === 0) throw new LibraryContentError(folder, 'there is no story in it');
  return libraryOf(names.sort().map((name) => readStory(join(folder, name))));
}

/** Puts stories on a shelf. Throws {@link LibraryContentError} if two share an id. */
export function libraryOf(stories: readonly Story[]): Library {
  const byId = new Map<string, Story>();
  const tags = new Map<string, number>();
  for (const story of stories) {
    if (byId.has(story.id)) throw new LibraryContentError(story.slug, `its id ${story.id} is taken`);
    byId.set(story.id, story);
    for (const tag of story.tags) tags.set(tag, (tags.get(tag) ?? 0) + 1);
  }
  return { stories, byId, tags };
}

export interface Library {
  readonly stories: readonly Story[];
  readonly byId: ReadonlyMap<string, Story>;
  /** Every tag, with the number of stories that carry it. */
  readonly tags: ReadonlyMap<string, number>;
}

/** A paragraph that stands for a pause in the telling; drawn as a rule, counted as no words. */
export const SCENE_BREAK = '* * *';

/** Words of a text: runs of anything but white space. */
export function countWords(paragraphs: readonly string[]): number {
  return paragraphs
    .filter((paragraph) => paragraph !== SCENE_BREAK)
    .reduce((sum, paragraph) => sum + (paragraph.match(/\S+/g)?.length ?? 0), 0);
}

/** The first sentence or two of a text, at most `limit` characters; what a listing says of a story. */
export function firstSentences(text: string, limit = 220): string {
  const sentences = text.match(/.*?[.!?…]["'”’)]*(?=\s|$)/g) ?? [text];
  let summary = (sentences[0] ?? text).trim();
  for (const sentence of sentences.slice(1)) {
    if (summary.length >= limit / 2 || summary.length + sentence.length > limit) break;
    summary = `${summary} ${sentence.trim()}`;
  }
  if (summary.length <= limit) return summary;
  const cut = summary.slice(0, limit - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), limit / 2)).replace(/[\s,;:–—-]+$/, '')}…`;
}

const line = z.string().trim().min(1).max(300);
const label = z.string().trim().min(1).max(80);
const count = z.number().int().nonnegative().max(1e9);
const httpsUrl = z.url({ protocol: /^https$/ });

const chapterSchema = z.object({
  /** `<story id>-<number from 1>`. */
  id: z.string().regex(/^\d{1,9}-\d{1,4}$/),
  /** Null where the work is a single piece. */
  title: line.nullable(),
  paragraphs: z.array(z.string().min(1)).min(1),
});
export type Chapter = z.infer<typeof chapterSchema>;

export const storySchema = z
  .object({
    id: z.string().regex(/^\d{1,9}$/),
    slug: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/),
    title: line,
    author: line,
    /** Year of first publication, or the day as `YYYY-MM-DD`. */
    published: z.string().regex(/^\d{4}(?:-\d{2}-\d{2})?$/),
    tags: z.array(label).min(1).max(40),
    fandom: label,
    rating: z.enum(['General Audiences', 'Teen And Up Audiences']),
    warnings: z.array(label).max(10),
    /** BCP 47. */
    language: z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/),
    /** `stub`: an excerpt of a longer work. */
    status: z.enum(['complete', 'stub']),
    summary: z.string().trim().min(1).max(600),
    words: count.positive(),
    chapters: z.array(chapterSchema).min(1).max(200),
    /** `votes` is the source's own community score; the others are demonstration values (see README). */
    counters: z.object({
      kudos: count,
      hits: count,
      bookmarks: count,
      comments: count,
      votes: count.optional(),
    }),
    licence: z.object({ name: line, url: httpsUrl }),
    source: z.object({ url: httpsUrl.nullable(), attribution: z.string().trim().min(1).max(600) }),
  })
  .superRefine((story, context) => {
    const words = story.chapters.reduce((sum, chapter) => sum + countWords(chapter.paragraphs), 0);
    if (words !== story.words)
      context.addIssue({
        code: 'custom',
        path: ['words'],
        message: `says ${story.words}, the chapters hold ${words}`,
      });
    story.chapters.forEach((chapter, index) => {
      const expected = `${story.id}-${index + 1}`;
      if (chapter.id !== expected)
        context.addIssue({
          code: 'custom',
          path: ['chapters', index, 'id'],
          message: `is ${chapter.id}, not ${expected}`,
        });
    });
  });
export type Story = z.infer<typeof storySchema>;

/** A story file that cannot be shown. */
export class LibraryContentError extends Error {
  constructor(where: string, fault: string, options?: ErrorOptions) {
    super(
      `The demo library cannot use ${where}: ${fault}. Build the content again with tests/lab/build-demo-library.ts.`,
      options,
    );
    this.name = 'LibraryContentError';
  }
}

const CONTENT_FOLDER = fileURLToPath(new URL('./content/', import.meta.url));

function readStory(path: string): Story {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new LibraryContentError(path, 'it cannot be read as JSON', { cause });
  }
  const parsed = storySchema.safeParse(json);
  if (!parsed.success) throw new LibraryContentError(path, z.prettifyError(parsed.error));
  return parsed.data;
}

import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

/**
 * What visitors of the demo library did: kudos, bookmarks, follows, ratings.
 *
 * A visitor is known only by the SHA-256 of an unguessable cookie, so a copy of the store lets nobody act as one.
 */
export interface LibraryStore {
  /** What this reader did with one work; {@link NO_FEEDBACK} if nothing. */
  feedback(reader: string, work: string): Promise<Feedback>;
  /** Every work on which this reader left something, most recent last. */
  shelf(reader: string): Promise<ReadonlyMap<string, Feedback>>;
  /** Merges `change` into what the reader did; resolves when it is kept, rejects (changing nothing) if it cannot be. */
  record(reader: string, work: string, change: Partial<Feedback>): Promise<Feedback>;
  /** Sums over all readers. */
  totals(work: string): Promise<FeedbackTotals>;
  /** Waits for what is being written. */
  close(): Promise<void>;
}

const feedbackSchema = z.object({
  kudos: z.boolean(),
  bookmark: z.boolean(),
  follow: z.boolean(),
  stars: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]).nullable(),
});
export type Feedback = z.infer<typeof feedbackSchema>;

export const NO_FEEDBACK: Feedback = { kudos: false, bookmark: false, follow: false, stars: null };

export interface FeedbackTotals {
  kudos: number;
  bookmarks: number;
}

/** A store that lives as long as the process. */
export function memoryStore(): LibraryStore {
  return storeOver(new Map(), async () => {});
}

/**
 * A store in one JSON file, written anew beside it and renamed into place with each change.
 *
 * A file that is not readable as ours is set aside as `<path>.unreadable` and reported through `notice`, so that a
 * damaged file neither stops the library nor is lost.
 */
export async function fileStore(
  path: string,
  notice: (message: string) => void = () => {},
): Promise<LibraryStore> {
  await mkdir(dirname(path), { recursive: true });
  const readers = await readReaders(path, notice);
  return storeOver(readers, (next) => writeAtomically(path, JSON.stringify(fileOf(next))));
}

/** Readers remembered; beyond that the one seen longest ago is forgotten. Bounds memory and file against a flood. */
export const MOST_READERS = 10_000;

type Works = ReadonlyMap<string, Feedback>;
type Readers = ReadonlyMap<string, Works>;

function storeOver(initial: Readers, persist: (next: Readers) => Promise<void>): LibraryStore {
  let readers = initial;
  let queue: Promise<unknown> = Promise.resolve();

  async function change(reader: string, work: string, wanted: Partial<Feedback>): Promise<Feedback> {
    const feedback = { ...(readers.get(reader)?.get(work) ?? NO_FEEDBACK), ...wanted };
    const next = withFeedback(readers, reader, work, feedback);
    await persist(next);
    readers = next;
    return feedback;
  }

  return {
    async feedback(reader, work) {
      return readers.get(reader)?.get(work) ?? NO_FEEDBACK;
    },
    async shelf(reader) {
      return readers.get(reader) ?? new Map();
    },
    record(reader, work, wanted) {
      const recorded = queue.then(() => change(reader, work, wanted));
      queue = recorded.catch(() => {});
      return recorded;
    },
    async totals(work) {
      const totals: FeedbackTotals = { kudos: 0, bookmarks: 0 };
      for (const works of readers.values()) {
        const feedback = works.get(work);
        if (feedback?.kudos) totals.kudos += 1;
        if (feedback?.bookmark) totals.bookmarks += 1;
      }
      return totals;
    },
    async close() {
      await queue;
    },
  };
}

function withFeedback(readers: Readers, reader: string, work: string, feedback: Feedback): Readers {
  const works = new Map(readers.get(reader));
  works.delete(work);
  if (!isNothing(feedback)) works.set(work, feedback);
  const next = new Map(readers);
  next.delete(reader);
  if (works.size > 0) next.set(reader, works);
  for (const oldest of next.keys()) {
    if (next.size <= MOST_READERS) break;
    next.delete(oldest);
  }
  return next;
}

function isNothing(feedback: Feedback): boolean {
  return !feedback.kudos && !feedback.bookmark && !feedback.follow && feedback.stars === null;
}

// Lists of pairs, not objects: an object would put works whose ids are digits in numeric order.
const fileSchema = z.object({
  version: z.literal(1),
  readers: z.array(z.tuple([z.string(), z.array(z.tuple([z.string(), feedbackSchema]))])),
});

function fileOf(readers: Readers): z.infer<typeof fileSchema> {
  return { version: 1, readers: [...readers].map(([reader, works]) => [reader, [...works]]) };
}

async function readReaders(path: string, notice: (message: string) => void): Promise<Readers> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (isMissing(cause)) return new Map();
    throw new Error(`The demo library cannot read ${path}; check who may read it.`, { cause });
  }
  try {
    const { readers } = fileSchema.parse(JSON.parse(text));
    return new Map(readers.map(([reader, works]) => [reader, new Map(works)]));
  } catch {
    await rename(path, `${path}.unreadable`);
    notice(
      `The demo library could not understand ${path}. It was kept as ${path}.unreadable and an empty one begun.`,
    );
    return new Map();
  }
}

async function writeAtomically(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    // What is left of a failed write is of no use; that it cannot be removed either is not the news.
    await rm(temporary, { force: true }).catch(() => {});
    throw new Error(`The demo library cannot write ${path}.`, { cause });
  }
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}

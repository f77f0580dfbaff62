import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

/** A writer with all documents of a folder, in its order. */
export interface Author {
  readonly id: string;
  readonly texts: readonly string[];
  /** Where the texts are from, for those that have an address. */
  readonly sources: readonly string[];
}

const documentSchema = z.object({
  author: z.string().min(1),
  text: z.string(),
  title: z.string().optional(),
  url: z.string().optional(),
});

/** Folder of the texts: that in PROMPTALE_DATA, else `../shared/data` beside the checkout. */
export function dataFolder(): string {
  return process.env['PROMPTALE_DATA'] ?? resolve(import.meta.dirname, '../../../../shared/data');
}

/**
 * Reads a folder's `docs.jsonl.gz`.
 *
 * @throws {Error} in a sentence that names the file, and the line when one is malformed.
 */
export async function readAuthors(folder: string): Promise<Author[]> {
  const file = join(folder, 'docs.jsonl.gz');
  const packed = await readFile(file).catch((cause: unknown) => {
    throw new Error(
      `There are no texts at ${file}. Name the folder that holds them (PROMPTALE_DATA or --data).`,
      { cause },
    );
  });
  const authors = new Map<string, { texts: string[]; sources: string[] }>();
  const lines = unpack(file, packed).split('\n');
  lines.forEach((line, index) => {
    if (line.trim() === '') return;
    const { author, text, title = '', url } = parseDocument(file, line, index + 1);
    const known = authors.get(author) ?? { texts: [], sources: [] };
    authors.set(author, known);
    known.texts.push(text);
    if (url !== undefined) known.sources.push(`${title} ${url}`.trim());
  });
  return [...authors].map(([id, own]) => ({ id, ...own }));
}

/** Whether a person belongs to the fifth that no public model has read and no training has seen. */
export function isUnseen(person: string): boolean {
  return createHash('sha256').update(`person:${person}`).digest().readUInt32BE(0) % 10 < 2;
}

function unpack(file: string, packed: Buffer): string {
  try {
    return gunzipSync(packed).toString('utf8');
  } catch (cause) {
    throw new Error(`${file} is no gzip file. Fetch it again.`, { cause });
  }
}

function parseDocument(file: string, line: string, number: number): z.infer<typeof documentSchema> {
  let content: unknown;
  try {
    content = JSON.parse(line);
  } catch (cause) {
    throw new Error(`${file}, line ${number}: no JSON.`, { cause });
  }
  const parsed = documentSchema.safeParse(content);
  if (!parsed.success) throw new Error(`${file}, line ${number}: a document needs "author" and "text".`);
  return parsed.data;
}

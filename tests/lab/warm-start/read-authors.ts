import { join, resolve } from 'node:path';
import { z } from 'zod';
import { readJsonLines } from '../json-lines.ts';

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
 * @throws MalformedLine naming file and line; Error when the file is missing or no gzip
 */
export function readAuthors(folder: string): Author[] {
  const authors = new Map<string, { texts: string[]; sources: string[] }>();
  for (const { author, text, title = '', url } of readJsonLines(join(folder, FILE), documentSchema)) {
    const known = authors.get(author) ?? { texts: [], sources: [] };
    authors.set(author, known);
    known.texts.push(text);
    if (url !== undefined) known.sources.push(`${title} ${url}`.trim());
  }
  return [...authors].map(([id, own]) => ({ id, ...own }));
}

const FILE = 'docs.jsonl.gz';

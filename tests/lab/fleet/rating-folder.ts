import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MalformedLine } from '../malformed-line.ts';

/** A folder of ratings: who rated which story how, and what a page would show of each story. */
export interface RatingFolder {
  readonly people: readonly RatingPerson[];
  readonly items: ReadonlyMap<string, RatedItem>;
}

export interface RatingPerson {
  readonly id: string;
  /** In the order of the file; a second rating of an item replaces the first. */
  readonly ratings: readonly Rating[];
}

export interface Rating {
  readonly item: string;
  readonly value: number;
  /** When, in the folder's own unit; null where it does not say. */
  readonly at: number | null;
}

export interface RatedItem {
  readonly id: string;
  readonly title: string | null;
  readonly genres: readonly string[];
  readonly type: string | null;
  readonly episodes: number | null;
  /** 1 … 10, as a page shows it. */
  readonly meanRating: number | null;
  /** How many have it on a list. */
  readonly members: number | null;
  readonly text: string | null;
  /** What its readers call it, from `tags.tsv`. */
  readonly tags: readonly string[];
}

/**
 * Reads `ratings.tsv`, `items.tsv`, and `tags.tsv` where there is one. Columns are found by their names; optional ones
 * (genres, type, episodes, mean_rating, members, text, ts) may be missing or empty.
 * @throws MalformedLine naming file and line; Error when a file or a needed column is missing
 */
export function readRatingFolder(folder: string): RatingFolder {
  const items = new Map<string, RatedItem>();
  const tags = readTags(join(folder, 'tags.tsv'));
  for (const row of readTable(join(folder, 'items.tsv'), ['item'])) {
    const id = row.text('item');
    items.set(id, {
      id,
      title: row.textOrNull('title'),
      genres: (row.textOrNull('genres') ?? '').split('|').filter((genre) => genre !== ''),
      type: row.textOrNull('type'),
      episodes: row.numberOrNull('episodes'),
      meanRating: row.numberOrNull('mean_rating'),
      members: row.numberOrNull('members'),
      text: row.textOrNull('text'),
      tags: tags.get(id) ?? [],
    });
  }
  const people = new Map<string, Map<string, Rating>>();
  for (const row of readTable(join(folder, 'ratings.tsv'), ['user', 'item', 'rating'])) {
    const user = row.text('user');
    const item = row.text('item');
    if (!items.has(item)) throw row.malformed(`item ${item} is not in items.tsv`);
    const ratings = people.get(user) ?? new Map<string, Rating>();
    people.set(user, ratings);
    ratings.set(item, { item, value: row.number('rating'), at: row.numberOrNull('ts') });
  }
  return {
    people: [...people].map(([id, ratings]) => ({ id, ratings: [...ratings.values()] })),
    items,
  };
}

/** Tags by item, most frequent first. */
function readTags(file: string): Map<string, string[]> {
  if (!existsSync(file)) return new Map();
  const counts = new Map<string, Map<string, number>>();
  for (const row of readTable(file, ['item', 'tag'])) {
    const item = row.text('item');
    const tag = row.text('tag').toLowerCase();
    const given = counts.get(item) ?? new Map<string, number>();
    counts.set(item, given.set(tag, (given.get(tag) ?? 0) + 1));
  }
  return new Map(
    [...counts].map(([item, given]) => [
      item,
      [...given].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([tag]) => tag),
    ]),
  );
}

interface Row {
  text(column: string): string;
  textOrNull(column: string): string | null;
  number(column: string): number;
  numberOrNull(column: string): number | null;
  malformed(problem: string): MalformedLine;
}

function* readTable(file: string, needed: readonly string[]): Generator<Row> {
  if (!existsSync(file)) throw new Error(`${file} is not there; a data folder needs it.`);
  const lines = readFileSync(file, 'utf8').split('\n');
  const header = (lines[0] ?? '').replace(/\r$/, '').split('\t');
  for (const column of needed) {
    if (!header.includes(column)) throw new Error(`${file} has no column called ${column}.`);
  }
  const places = new Map(header.map((column, place) => [column, place]));
  for (const [index, raw] of lines.entries()) {
    const line = raw.replace(/\r$/, '');
    if (index === 0 || line === '') continue;
    const malformed = (problem: string): MalformedLine => new MalformedLine(file, index + 1, problem);
    const cells = line.split('\t');
    if (cells.length !== header.length) {
      throw malformed(`${cells.length} columns instead of ${header.length}`);
    }
    const textOrNull = (column: string): string | null => {
      const text = cells[places.get(column) ?? -1];
      return text === undefined || text === '' ? null : text;
    };
    const text = (column: string): string => {
      const value = textOrNull(column);
      if (value === null) throw malformed(`${column} is empty`);
      return value;
    };
    const numberOrNull = (column: string): number | null => {
      const written = textOrNull(column);
      if (written === null) return null;
      const value = Number(written);
      if (!Number.isFinite(value)) throw malformed(`${column} is “${written}”, which is no number`);
      return value;
    };
    const number = (column: string): number => {
      const value = numberOrNull(column);
      if (value === null) throw malformed(`${column} is empty`);
      return value;
    };
    yield { text, textOrNull, number, numberOrNull, malformed };
  }
}

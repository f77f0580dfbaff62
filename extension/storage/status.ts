import type { z } from 'zod';
import type { TaleDatabase } from './database.ts';
import { type Status, type StatusTopic, statusSchemas } from './records.ts';

/**
 * Small pieces of state that pages show, one row a topic in `settings`: written by whoever does the work, read by
 * the popup inside `liveQuery(() => readStatus(database, 'training'))`.
 */

/** The topic's state; null when nothing was told yet, or when a row of another version is not understood. */
export async function readStatus<T extends StatusTopic>(
  db: TaleDatabase,
  topic: T,
): Promise<Status<T> | null> {
  const row = await db.settings.get(rowKey(topic));
  if (row === undefined) return null;
  const parsed = schemas[topic].safeParse(row.value);
  return parsed.success ? parsed.data : null;
}

/** @throws {z.ZodError} when the value is not of the topic's schema: a mistake of the caller. */
export async function writeStatus<T extends StatusTopic>(
  db: TaleDatabase,
  topic: T,
  value: Status<T>,
): Promise<void> {
  await db.settings.put({ key: rowKey(topic), value: schemas[topic].parse(value) });
}

/** Reads, changes and writes in one transaction; `null` from `change` leaves the row as it is. */
export async function changeStatus<T extends StatusTopic>(
  db: TaleDatabase,
  topic: T,
  change: (current: Status<T> | null) => Status<T> | null,
): Promise<void> {
  await db.transaction('rw', db.settings, async () => {
    const next = change(await readStatus(db, topic));
    if (next !== null) await writeStatus(db, topic, next);
  });
}

const schemas: { readonly [T in StatusTopic]: z.ZodType<Status<T>> } = statusSchemas;

function rowKey(topic: StatusTopic): string {
  return `status:${topic}`;
}

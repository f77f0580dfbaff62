import type { z } from 'zod';
import type { TaleDatabase } from './database.ts';

/** Small settings of the extension's own, one row a key, checked when they are read. */

/** The setting; null when it is absent or not of the schema. */
export async function readSetting<T>(db: TaleDatabase, key: string, schema: z.ZodType<T>): Promise<T | null> {
  const row = await db.settings.get(key);
  const parsed = schema.safeParse(row?.value);
  return parsed.success ? parsed.data : null;
}

export async function writeSetting<T>(
  db: TaleDatabase,
  key: string,
  schema: z.ZodType<T>,
  value: T,
): Promise<void> {
  await db.settings.put({ key, value: schema.parse(value) });
}

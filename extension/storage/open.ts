import type { z } from 'zod';
import type { TaleDatabase } from './database.ts';
import { readRawDatabase } from './raw-database.ts';
import {
  consentSchema,
  exampleRecordSchema,
  keyRecordSchema,
  modelRecordSchema,
  personalRecordSchema,
  signalRecordSchema,
  storyRecordSchema,
  trainingResultSchema,
  updateRecordSchema,
  voucherRecordSchema,
} from './records.ts';
import { writeStatus } from './status.ts';
import { troubleOf } from './trouble.ts';

export type Opening =
  | { readonly is: 'opened' }
  /** The database was damaged and was made anew from what could be read. */
  | { readonly is: 'recovered'; readonly kept: number; readonly lost: number; readonly message: string }
  /** It cannot be used now; nothing was deleted. */
  | { readonly is: 'failed'; readonly message: string };

/**
 * Opens the database; one whose upgrade fails is read out as it is and built anew from the rows that are sound.
 * A database that cannot even be read is left alone: a full disk or a locked profile looks the same and passes.
 */
export async function openSafely(db: TaleDatabase, now: () => number): Promise<Opening> {
  const first = await tryToOpen(db);
  if (first === null) return { is: 'opened' };
  if (troubleOf(first)?.code === 'STORAGE_FULL') return failed(first);
  const second = await tryToOpen(db);
  if (second === null) return { is: 'opened' };
  try {
    const { kept, lost } = await rebuild(db);
    const message =
      lost === 0
        ? `The database was damaged and was repaired; all ${kept} rows were kept.`
        : `The database was damaged and was repaired; ${kept} rows were kept, ${lost} could not be read.`;
    await writeStatus(db, 'storage', { problem: message, at: now() });
    return { is: 'recovered', kept, lost, message };
  } catch (cause) {
    return failed(cause);
  }
}

async function tryToOpen(db: TaleDatabase): Promise<unknown> {
  try {
    await db.open();
    return null;
  } catch (cause) {
    db.close({ disableAutoOpen: false });
    return cause ?? new Error('The database did not open.');
  }
}

function failed(cause: unknown): Opening {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return {
    is: 'failed',
    message: troubleOf(cause)?.message ?? `The extension’s database could not be opened: ${detail}`,
  };
}

/** Rows are put back only if they are what the table holds: a damaged row would fail again later. */
const rowSchemas: Readonly<Record<string, z.ZodType>> = {
  consent: consentSchema,
  stories: storyRecordSchema,
  signals: signalRecordSchema,
  examples: exampleRecordSchema,
  models: modelRecordSchema,
  results: trainingResultSchema,
  personal: personalRecordSchema,
  updates: updateRecordSchema,
  vouchers: voucherRecordSchema,
  keys: keyRecordSchema,
};

async function rebuild(db: TaleDatabase): Promise<{ kept: number; lost: number }> {
  // All rows are in memory before anything is deleted.
  const { rows, unreadable } = await readRawDatabase(db.name);
  await db.delete({ disableAutoOpen: false });
  await db.open();
  let kept = 0;
  let lost = unreadable;
  for (const table of db.tables) {
    for (const row of rows.get(table.name) ?? []) {
      if (rowSchemas[table.name]?.safeParse(row).success === false) {
        lost++;
        continue;
      }
      try {
        await table.put(row);
        kept++;
      } catch {
        lost++;
      }
    }
  }
  return { kept, lost };
}

import { readdir } from 'node:fs/promises';
import { getTableName, is, Table } from 'drizzle-orm';
import type { Database } from '../../server/store/database.ts';
import * as schema from '../../server/store/schema.ts';
import { sha256Hex } from '../../shared/crypto/sha256.ts';

/** Refusals are what a server writes down of an attack; everything else must stay as it was. */
const CHANGES_BY_DESIGN = new Set<string>([getTableName(schema.refusals)]);

/** A hash of all that a server knows, by table, and of the names of all that it stores. */
export async function serverState(
  db: Database,
  blobFolder: string,
): Promise<Readonly<Record<string, string>>> {
  const state: Record<string, string> = {};
  for (const table of Object.values(schema)) {
    if (!is(table, Table) || CHANGES_BY_DESIGN.has(getTableName(table))) continue;
    const rows: unknown[] = await db.select().from(table);
    const lines = rows.map((row) =>
      JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
    );
    state[getTableName(table)] = hashOf(lines);
  }
  state['blobs'] = hashOf(await readdir(blobFolder, { recursive: true }));
  return state;
}

const hashOf = (lines: readonly string[]): string =>
  sha256Hex(new TextEncoder().encode([...lines].sort().join('\n')));

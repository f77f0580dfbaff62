import { mkdirSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';

/** What a helper of masked sums must not forget: its key, and which seals it opened in which group. */
export interface HelperStore {
  /** The stored value of `name`, or the one that `make` gives, stored first. */
  secret(name: string, make: () => Promise<string>): Promise<string>;
  /**
   * Remembers that each seal was opened in this group; false, and nothing remembered, when one of them was opened in
   * another group before.
   */
  claim(seals: readonly string[], group: string): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Opens a helper's store: a folder of its own, apart from any server's. @param folder `memory://` for one that ends with
 * the process
 */
export async function openHelperStore(folder: string): Promise<HelperStore> {
  const inMemory = folder.startsWith('memory://');
  if (!inMemory) mkdirSync(folder, { recursive: true });
  const db = await PGlite.create(inMemory ? {} : { dataDir: folder });
  await db.exec(`
    create table if not exists secrets (name text primary key, value text not null);
    create table if not exists opened_seals (seal text primary key, in_group text not null);
  `);
  return {
    async secret(name, make) {
      const read = async () =>
        (await db.query<{ value: string }>('select value from secrets where name = $1', [name])).rows[0]
          ?.value;
      const found = await read();
      if (found !== undefined) return found;
      const made = await make();
      await db.query('insert into secrets values ($1, $2) on conflict do nothing', [name, made]);
      return (await read()) ?? made;
    },
    claim: (seals, group) =>
      db.transaction(async (tx) => {
        const others = await tx.query(
          'select 1 from opened_seals where seal = any($1) and in_group <> $2 limit 1',
          [seals, group],
        );
        if (others.rows.length > 0) return false;
        await tx.query(
          'insert into opened_seals select seal, $2 from unnest($1::text[]) as seal on conflict do nothing',
          [seals, group],
        );
        return true;
      }),
    close: () => db.close(),
  };
}

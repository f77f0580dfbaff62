import { mkdirSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';

/** What a signer must not forget: the highest total it ever signed for each account, wei. */
export interface SignerStore {
  /**
   * Notes totals that are about to be signed, all or none.
   * @param totals by account, in lower case
   * @param emitted everything that may have been signed together, wei
   * @returns null when they were noted, else why they must not be signed
   */
  raise(totals: ReadonlyMap<string, bigint>, emitted: bigint): Promise<string | null>;
  close(): Promise<void>;
}

/**
 * Opens a signer's store: a folder of its own, apart from the server's, so that no backup of one restores the other.
 * @param folder `memory://` for one that ends with the process
 */
export async function openSignerStore(folder: string): Promise<SignerStore> {
  const inMemory = folder.startsWith('memory://');
  if (!inMemory) mkdirSync(folder, { recursive: true });
  const db = await PGlite.create(inMemory ? {} : { dataDir: folder });
  await db.exec(
    'create table if not exists signed (account text primary key, cumulative numeric(78, 0) not null)',
  );
  return {
    raise: (totals, emitted) =>
      db.transaction(async (tx) => {
        for (const [account, total] of totals) {
          const { rows } = await tx.query<{ cumulative: string }>(
            'select cumulative::text from signed where account = $1',
            [account],
          );
          if (total < BigInt(rows[0]?.cumulative ?? '0'))
            return `${account} was signed a larger total before; a total may never fall`;
        }
        await tx.query(
          `insert into signed select * from unnest($1::text[], $2::numeric[])
           on conflict (account) do update set cumulative = excluded.cumulative`,
          [[...totals.keys()], [...totals.values()].map(String)],
        );
        const { rows } = await tx.query<{ all: string }>('select sum(cumulative)::text as all from signed');
        if (BigInt(rows[0]?.all ?? '0') > emitted) {
          await tx.rollback();
          return 'all totals together would be more than finished epochs have emitted';
        }
        return null;
      }),
    close: () => db.close(),
  };
}

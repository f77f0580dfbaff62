import type { Transaction } from 'dexie';
import { z } from 'zod';

/**
 * The history of the database, one entry a release that changed a table. An entry is never edited once it was
 * released: devices are at any of these versions, and each is upgraded from where it is (`migrations.test.ts`).
 */
export interface Migration {
  readonly version: number;
  /** What differs from the version before: table → keys and indexes; null drops a table. */
  readonly stores: Readonly<Record<string, string | null>>;
  /** Rewrites rows, in the transaction of the upgrade: it succeeds as a whole or leaves the old version in place. */
  readonly upgrade?: (transaction: Transaction) => Promise<void>;
}

export const migrations: readonly Migration[] = [
  {
    version: 1,
    stores: {
      consent: 'key',
      stories: 'key, site, lastSeen',
      signals: '++id, story, site, day, at, [story+visit]',
      examples: 'story, task',
      models: 'hash, task',
      results: 'id, task',
      personal: 'task',
      updates: 'hash, task, createdAt, state.is',
      vouchers: 'key',
      keys: 'key',
      settings: 'key',
    },
  },
  {
    // Withdrawing one kind of signal deletes by kind.
    version: 2,
    stores: { signals: '++id, story, site, day, at, observation.kind, [story+visit]' },
  },
  {
    // Writers teach too: how they go on, and which suggestions they take.
    version: 3,
    stores: { writings: '++id, &draft, site, day, at', takenSuggestions: '++id, site, day, at' },
  },
  {
    // Contributors vote on candidates that others taught.
    version: 4,
    stores: { votes: 'candidate, task, state.is' },
  },
  {
    // What members of masked groups remember; and what each update cost of the privacy budget. Those that were made before carried no noise.
    version: 5,
    stores: { participations: 'update, [server+task]', maskings: 'update' },
    async upgrade(transaction) {
      const consent: unknown = await transaction.table('consent').get('current');
      const server = z.object({ server: z.string() }).safeParse(consent).data?.server;
      if (server === undefined) return;
      const made = z.object({ hash: z.string(), task: z.string(), createdAt: z.number() });
      const earlier: unknown[] = await transaction.table('updates').toArray();
      const rows = earlier.flatMap((row) => made.safeParse(row).data ?? []);
      await transaction.table('participations').bulkPut(
        rows.map(({ hash, task, createdAt }) => ({
          update: hash,
          server,
          task,
          noiseMultiplier: 0,
          at: createdAt,
        })),
      );
    },
  },
  {
    // Credits of the unlinkable payout: worth something to whoever has them, so they are kept until they are redeemed.
    version: 6,
    stores: { credits: 'message, server' },
  },
];

/** The version this release reads and writes. */
export const DATABASE_VERSION = Math.max(...migrations.map(({ version }) => version));

import { desc, eq } from 'drizzle-orm';
import { denominations } from '../../shared/credits/denominations.ts';
import { type CreditKey, creditKeySchema, creditWindowLeafSchema } from '../../shared/protocol/credits.ts';
import type { TransparencyLog } from '../log/transparency-log.ts';
import type { Database } from '../store/database.ts';
import { creditKeys } from '../store/schema.ts';
import { makeCreditKey } from './blind-signature.ts';

export interface CreditPorts {
  readonly db: Database;
  readonly log: TransparencyLog;
  now(): number;
  /** Epochs of a window; 0 for no credits. */
  readonly every: number;
}

/** The window that an epoch belongs to. */
export function windowOf(epoch: number, every: number): number {
  return Math.floor(epoch / every);
}

/**
 * Makes the keys of the window that an epoch belongs to, once, and names them in the log: whoever draws a credit finds
 * there that the keys he was given are everybody's.
 */
export async function openCreditWindow(ports: CreditPorts, epoch: number): Promise<void> {
  if (ports.every === 0) return;
  const window = windowOf(epoch, ports.every);
  if ((await ports.db.$count(creditKeys, eq(creditKeys.window, window))) > 0) return;
  const made = await Promise.all(
    denominations.map(async (worth) => ({ denomination: worth.toString(), ...(await makeCreditKey()) })),
  );
  await ports.db.transaction(async (tx) => {
    const keys = made.map(({ denomination, publicKey }) => ({ denomination, publicKey }));
    const leaf = creditWindowLeafSchema.parse({ type: 'credit-window', window, keys, at: ports.now() });
    const { index } = await ports.log.append(tx, leaf);
    await tx.insert(creditKeys).values(made.map((key) => ({ window, leafIndex: index, ...key })));
  });
}

export interface OpenWindow {
  readonly window: number;
  readonly keys: readonly CreditKey[];
  /** Index of the leaf that names them. */
  readonly leaf: number;
}

/** The window that was opened last; null before the first. */
export async function newestWindow(db: Database): Promise<OpenWindow | null> {
  const [newest] = await db.select().from(creditKeys).orderBy(desc(creditKeys.window)).limit(1);
  if (newest === undefined) return null;
  const rows = await db.select().from(creditKeys).where(eq(creditKeys.window, newest.window));
  return {
    window: newest.window,
    leaf: newest.leafIndex,
    keys: rows
      .map(({ denomination, publicKey }) => creditKeySchema.parse({ denomination, publicKey }))
      .sort((a, b) => (BigInt(a.denomination) < BigInt(b.denomination) ? 1 : -1)),
  };
}

import { and, eq, inArray, lt, sql } from 'drizzle-orm';
import { verifyCredit } from '../../shared/credits/verify-credit.ts';
import { canonicalBytes } from '../../shared/protocol/canonical.ts';
import { type Credit, creditSchema, creditsLeafSchema } from '../../shared/protocol/credits.ts';
import { Refused } from '../../shared/protocol/errors.ts';
import { credit as addTo } from '../rewards/ledger.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Database } from '../store/database.ts';
import { creditIssues, creditKeys, publicBlobs, redemptions } from '../store/schema.ts';
import type { CreditPorts } from './credit-windows.ts';

/**
 * Takes a credit back for an account. Nobody says who he is: the signature is all there is to check. The same credit for
 * the same account again is told how the first one stands.
 * @param epoch the running one
 * @throws Refused CREDIT_INVALID, CREDIT_SPENT
 */
export async function redeemCredit(
  db: Database,
  account: string,
  credit: Credit,
  epoch: number,
): Promise<'waiting' | 'added'> {
  const [key] = await db
    .select({ publicKey: creditKeys.publicKey })
    .from(creditKeys)
    .where(and(eq(creditKeys.window, credit.window), eq(creditKeys.denomination, credit.denomination)));
  if (key === undefined || !(await verifyCredit(credit, key.publicKey))) {
    throw new Refused('CREDIT_INVALID', 'The signature of this credit is of no key of ours.');
  }
  const { message, signature, window, denomination } = credit;
  await db
    .insert(redemptions)
    .values({ message, signature, window, denomination, account, epoch })
    .onConflictDoNothing();
  const [row] = await db.select().from(redemptions).where(eq(redemptions.message, message));
  if (row?.account !== account) {
    throw new Refused('CREDIT_SPENT', 'This credit was redeemed already, to another account.');
  }
  return row.added ? 'added' : 'waiting';
}

/** Whether a credit with this message was redeemed to the account: what entitles to ask for its voucher. */
export async function isRedeemedTo(db: Database, account: string, message: string): Promise<boolean> {
  const [row] = await db.select().from(redemptions).where(eq(redemptions.message, message));
  return row?.account === account;
}

/**
 * Adds the credits that came back in finished epochs to their accounts, all at once, and publishes them without the
 * accounts: anyone can count that no key's credits came back more often than they were given.
 * @param current the running epoch
 */
export async function addRedeemed(
  { db, log, now, blobs }: Omit<CreditPorts, 'every'> & { readonly blobs: BlobStore },
  current: number,
): Promise<void> {
  const due = and(eq(redemptions.added, false), lt(redemptions.epoch, current));
  if ((await db.$count(redemptions, due)) === 0) return;
  await db.transaction(async (tx) => {
    const rows = await tx
      .select()
      .from(redemptions)
      .where(due)
      .orderBy(redemptions.message)
      .limit(ADDED_AT_ONCE)
      .for('update');
    for (const { account, denomination } of rows) await addTo(tx, account, BigInt(denomination));
    await tx
      .update(redemptions)
      .set({ added: true })
      .where(
        inArray(
          redemptions.message,
          rows.map(({ message }) => message),
        ),
      );
    const credits = rows.map(({ window, denomination, message, signature }) =>
      creditSchema.parse({ window, denomination, message, signature }),
    );
    const redeemed = await blobs.put(canonicalBytes(credits));
    await tx
      .insert(publicBlobs)
      .values({ hash: redeemed, kind: 'credits', since: now() })
      .onConflictDoNothing();
    const leaf = creditsLeafSchema.parse({
      type: 'credits',
      epoch: current - 1,
      totals: await totalsOf(tx),
      redeemed,
      at: now(),
    });
    await log.append(tx, leaf);
  });
}

/** The rest follows with a leaf of its own. */
const ADDED_AT_ONCE = 5000;

async function totalsOf(tx: Database) {
  const count = sql<number>`count(*)::int`;
  const issued = await tx
    .select({ window: creditIssues.window, denomination: creditIssues.denomination, count })
    .from(creditIssues)
    .groupBy(creditIssues.window, creditIssues.denomination);
  const added = await tx
    .select({ window: redemptions.window, denomination: redemptions.denomination, count })
    .from(redemptions)
    .where(eq(redemptions.added, true))
    .groupBy(redemptions.window, redemptions.denomination);
  return issued
    .map(({ window, denomination, count: given }) => ({
      window,
      denomination,
      issued: given,
      redeemed: added.find((row) => row.window === window && row.denomination === denomination)?.count ?? 0,
    }))
    .sort((a, b) => a.window - b.window || (BigInt(a.denomination) < BigInt(b.denomination) ? 1 : -1));
}

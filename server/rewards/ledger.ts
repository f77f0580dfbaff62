import { and, eq, isNull, sql, sum } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import { accounts, contributors, creditIssues, earnings } from '../store/schema.ts';

/** The ledger in wei. A total never falls; a correction would be withheld growth. */

/** Writes what an epoch decided for a contributor, and credits it to his account when one is bound. */
export async function recordEarning(
  tx: Database,
  earning: { contributor: string; epoch: number; amount: bigint; outcome: string; why: string | null },
): Promise<void> {
  const [contributor] = await tx
    .select({ account: contributors.account })
    .from(contributors)
    .where(eq(contributors.id, earning.contributor));
  const account = contributor?.account ?? null;
  await tx
    .insert(earnings)
    .values({ ...earning, amount: earning.amount.toString(), account: earning.amount > 0n ? account : null });
  if (account !== null && earning.amount > 0n) await credit(tx, account, earning.amount);
}

/**
 * Binds a contributor to the account he is paid at, and credits what he earned before. Later earnings follow.
 * @param epoch the running one: from the next on whoever is paid at one account counts as one
 */
export async function bindAccount(
  tx: Database,
  contributor: string,
  account: string,
  epoch: number,
): Promise<void> {
  await tx.update(contributors).set({ account, accountSince: epoch }).where(eq(contributors.id, contributor));
  const total = await undrawnBy(tx, contributor);
  const open = and(
    eq(earnings.contributor, contributor),
    isNull(earnings.account),
    sql`${earnings.amount} > 0`,
  );
  await tx.update(earnings).set({ account }).where(open);
  await tx
    .update(creditIssues)
    .set({ account })
    .where(and(eq(creditIssues.contributor, contributor), isNull(creditIssues.account)));
  if (total > 0n) await credit(tx, account, total);
}

/** Ends the tie between a contributor and an account: what was credited stays there, later earnings wait. */
export async function unbindAccount(db: Database, contributor: string): Promise<void> {
  await db
    .update(contributors)
    .set({ account: null, accountSince: null })
    .where(eq(contributors.id, contributor));
}

/** What a contributor earned and neither an account was credited with nor credits were drawn for, wei. */
export async function undrawnBy(db: Database, contributor: string): Promise<bigint> {
  const [waiting] = await db
    .select({ total: sum(earnings.amount) })
    .from(earnings)
    .where(and(eq(earnings.contributor, contributor), isNull(earnings.account)));
  const [drawn] = await db
    .select({ total: sum(creditIssues.denomination) })
    .from(creditIssues)
    .where(and(eq(creditIssues.contributor, contributor), isNull(creditIssues.account)));
  return BigInt(waiting?.total ?? '0') - BigInt(drawn?.total ?? '0');
}

/** Everything a contributor ever earned, wei. */
export async function earnedBy(db: Database, contributor: string): Promise<bigint> {
  const [row] = await db
    .select({ total: sum(earnings.amount) })
    .from(earnings)
    .where(eq(earnings.contributor, contributor));
  return BigInt(row?.total ?? '0');
}

/** Contributors whose earnings go to `account`, other than `except`. */
export async function boundElsewhere(
  db: Database,
  account: string,
  except: string,
): Promise<{ id: string; publicKey: string }[]> {
  const rows = await db
    .select({ id: contributors.id, publicKey: contributors.publicKey })
    .from(contributors)
    .where(eq(contributors.account, account));
  return rows.filter(({ id }) => id !== except);
}

/** Adds to what an account is owed, wei. */
export async function credit(tx: Database, account: string, amount: bigint): Promise<void> {
  await tx
    .insert(accounts)
    .values({ account, owed: amount.toString(), signed: '0', epoch: 0 })
    .onConflictDoUpdate({
      target: accounts.account,
      set: { owed: sql`${accounts.owed} + ${amount.toString()}::numeric` },
    });
}

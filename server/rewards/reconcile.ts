import { inArray, sql, sum } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import { accounts } from '../store/schema.ts';
import type { RewardsChain } from './chain.ts';

/** What the ledger and the chain say of the same money. */
export interface Reconciliation {
  /** Accounts that were paid more than was signed for them, in words for an operator: each is told when it is read. */
  readonly overpaid: readonly string[];
  /** What does not agree in all, as it is now; empty when all does. */
  readonly totals: readonly string[];
  /** First block that the next look has to read. */
  readonly nextBlock: number;
}

/**
 * Compares the ledger with the chain: nobody was paid more than was signed for him, all payments together are what the
 * contract says it paid, the ledger owes no more than finished epochs have emitted, and the contract holds what is still
 * owed. Any problem means a stolen signer, a database restored from an older backup, or a fault of ours.
 * @param fromBlock where the last look ended; null for the first, which looks at single claims some way back only
 */
export async function reconcile(
  db: Database,
  chain: RewardsChain,
  fromBlock: number | null,
): Promise<Reconciliation> {
  const { claims, nextBlock } = await chain.claimsSince(fromBlock);
  const { totalClaimed, held } = await chain.supply();
  const finished = (await chain.currentEpoch()) - 1;
  const emitted = finished < 0 ? 0n : await chain.emittedThrough(finished);
  const overpaid: string[] = [];
  const totals: string[] = [];

  const newest = new Map<string, bigint>();
  for (const { account, cumulative } of claims) newest.set(account.toLowerCase(), cumulative);
  const rows =
    newest.size === 0
      ? []
      : await db
          .select()
          .from(accounts)
          .where(inArray(sql`lower(${accounts.account})`, [...newest.keys()]));
  const signedFor = new Map(rows.map(({ account, signed }) => [account.toLowerCase(), BigInt(signed)]));
  for (const [account, paid] of newest) {
    if (paid > (signedFor.get(account) ?? 0n))
      overpaid.push(
        `${account} was paid ${paid} wei in all, and ${signedFor.get(account) ?? 0n} were signed for it`,
      );
  }

  const [all] = await db.select({ owed: sum(accounts.owed), signed: sum(accounts.signed) }).from(accounts);
  const owed = BigInt(all?.owed ?? '0');
  const signed = BigInt(all?.signed ?? '0');
  if (totalClaimed > signed)
    totals.push(`the contract has paid ${totalClaimed} wei in all, and ${signed} were ever signed`);
  if (owed > emitted)
    totals.push(`the ledger owes ${owed} wei in all, and finished epochs have emitted ${emitted}`);
  if (held + totalClaimed < owed)
    totals.push(`the contract holds ${held} wei, less than the ${owed - totalClaimed} that are still owed`);
  return { overpaid, totals, nextBlock };
}

import { eq, sum } from 'drizzle-orm';
import { Refused } from '../../shared/protocol/errors.ts';
import { type Voucher, voucherSchema } from '../../shared/protocol/voucher.ts';
import type { Database } from '../store/database.ts';
import { accounts } from '../store/schema.ts';
import type { RewardsChain } from './chain.ts';
import { claimSchema } from './voucher-signer.ts';

/** Totals are signed in hundredths of a TALE; the rest stays owed. */
export const GRAIN = 10n ** 16n;
/** Vouchers hold for this long, s: a server that goes down must not eat rewards. */
const VALID_SECONDS = 365 * 24 * 3600;

/**
 * Signs an account's running total. One transaction reads what is owed, requires that the total never falls and that all
 * totals signed together stay within what finished epochs have emitted, and writes; only then is the signature made.
 * @throws Refused NOTHING_OWED when there is nothing, INTERNAL when the ledger and the emission do not agree
 */
export async function signVoucher(db: Database, chain: RewardsChain, account: string): Promise<Voucher> {
  const finished = (await chain.currentEpoch()) - 1;
  if (finished < 0) throw new Refused('NOTHING_OWED', 'The first epoch has not ended yet.');
  const emitted = await chain.emittedThrough(finished);
  const deadline = (await chain.chainTime()) + VALID_SECONDS;
  const paid = await chain.claimed(account);
  const total = await db.transaction(async (tx) => {
    const [row] = await tx.select().from(accounts).where(eq(accounts.account, account)).for('update');
    if (row === undefined) throw new Refused('NOTHING_OWED', 'Nothing has been earned for this address yet.');
    const owed = (BigInt(row.owed) / GRAIN) * GRAIN;
    const signed = BigInt(row.signed);
    if (owed === 0n)
      throw new Refused('NOTHING_OWED', 'What was earned is less than 0.01 TALE so far; it is kept.');
    // A database restored from an older backup would owe less than was signed: refuse, never sign lower.
    if (owed < signed || owed < paid)
      throw new Refused('INTERNAL', 'The ledger owes less than was signed; its operator must look.');
    const [all] = await tx.select({ signed: sum(accounts.signed) }).from(accounts);
    if (BigInt(all?.signed ?? '0') - signed + owed > emitted) {
      throw new Refused('INTERNAL', 'Signing this would exceed what finished epochs have emitted.');
    }
    await tx
      .update(accounts)
      .set({ signed: owed.toString(), epoch: finished })
      .where(eq(accounts.account, account));
    return owed;
  });
  const claim = claimSchema.parse({ account, cumulative: total.toString(), epoch: finished, deadline });
  const signature = await chain.voucherSigner.signClaim(claim);
  return voucherSchema.parse({
    chainId: chain.chainId,
    contract: chain.rewards,
    account,
    cumulative: total.toString(),
    epoch: finished,
    deadline,
    signer: chain.voucherSigner.address,
    signature,
  });
}

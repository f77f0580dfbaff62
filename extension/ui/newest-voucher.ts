import type { TaleDatabase } from '../storage/database.ts';
import type { VoucherRecord } from '../storage/records.ts';
import { readStatus } from '../storage/status.ts';

/**
 * The voucher record of the bound payout address that was looked at last (a local chain that was reset leaves older
 * ones behind); null before the first.
 */
export async function newestVoucher(db: TaleDatabase): Promise<VoucherRecord | null> {
  const [payout, records] = await Promise.all([readStatus(db, 'payout'), db.vouchers.toArray()]);
  const account = payout?.address.toLowerCase();
  const bound =
    account === undefined ? records : records.filter((r) => r.voucher.account.toLowerCase() === account);
  return bound.reduce<VoucherRecord | null>(
    (newest, record) => (newest === null || record.at > newest.at ? record : newest),
    null,
  );
}

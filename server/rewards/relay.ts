import { and, eq } from 'drizzle-orm';
import type { z } from 'zod';
import { refuse } from '../../shared/protocol/errors.ts';
import type { relayStateSchema } from '../../shared/protocol/procedures.ts';
import type { Voucher } from '../../shared/protocol/voucher.ts';
import type { Database } from '../store/database.ts';
import { relays } from '../store/schema.ts';
import type { RewardsChain } from './chain.ts';
import { claimRefusalWords } from './claim-refusals.ts';

export type RelayState = z.infer<typeof relayStateSchema>;

/**
 * Submits a voucher's claim for its owner, who needs no gas. Idempotent by (account, total): asking again, also at the
 * same moment, tells how the first asking went, and a total that the contract has already paid is a success, whoever
 * relayed it.
 */
export async function relayClaim(
  db: Database,
  chain: RewardsChain,
  voucher: Voucher,
  now: number,
): Promise<RelayState> {
  if (voucher.chainId !== chain.chainId || voucher.contract.toLowerCase() !== chain.rewards.toLowerCase()) {
    return failed('The voucher is for another chain or contract.', 'Ask for a new voucher.');
  }
  const claims = underWay.get(chain) ?? new Map<string, Promise<RelayState>>();
  underWay.set(chain, claims);
  const claim = `${voucher.account} ${voucher.cumulative}`;
  const first = claims.get(claim);
  if (first !== undefined) return first;
  const relaying = relayOnce(db, chain, voucher, now).finally(() => claims.delete(claim));
  claims.set(claim, relaying);
  return relaying;
}

/** Claims being relayed at this moment: of two that ask at once, neither would find the other's row yet. */
const underWay = new WeakMap<RewardsChain, Map<string, Promise<RelayState>>>();

async function relayOnce(
  db: Database,
  chain: RewardsChain,
  voucher: Voucher,
  now: number,
): Promise<RelayState> {
  const key = and(eq(relays.account, voucher.account), eq(relays.cumulative, voucher.cumulative));
  const [before] = await db.select().from(relays).where(key);
  if (before !== undefined) {
    const receipt = await chain.receipt(before.tx);
    if (receipt?.ok) return { is: 'confirmed', tx: before.tx, block: receipt.block };
    if ((await chain.claimed(voucher.account)) >= BigInt(voucher.cumulative))
      return { is: 'confirmed', tx: before.tx, block: null };
    if (receipt === null && now - before.at < RESEND_AFTER_MS) return { is: 'submitted', tx: before.tx };
    await db.delete(relays).where(key);
  }
  const outcome = await chain.relayClaim(voucher, before?.tx);
  switch (outcome.is) {
    case 'already-paid':
      return { is: 'confirmed', tx: null, block: null };
    case 'refused':
      return failed(...claimRefusalWords(outcome.error, outcome.args));
    case 'sent': {
      const row = { account: voucher.account, cumulative: voucher.cumulative, tx: outcome.tx, at: now };
      await db
        .insert(relays)
        .values(row)
        .onConflictDoUpdate({ target: [relays.account, relays.cumulative], set: row });
      return { is: 'submitted', tx: outcome.tx };
    }
  }
}

/** A transaction that is not mined for this long was dropped or pays too little; it is sent again, for more. */
const RESEND_AFTER_MS = 120_000;

function failed(why: string, next: string): RelayState {
  return { is: 'failed', code: refuse('CLAIM_REFUSED', why).code, why, next };
}

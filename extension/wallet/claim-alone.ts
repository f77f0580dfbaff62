import type { Wallet } from 'ethers';
import { parseWei } from './amounts.ts';
import type { ChainProblem, RewardsChain } from './chain.ts';
import type { Claimable } from './claim-call.ts';
import type { ClaimProblem } from './claim-problems.ts';
import { problemOfRevert } from './claim-state.ts';

export type ClaimedAlone =
  | { readonly is: 'paid'; readonly tx: string; readonly block: number | null; readonly amount: bigint }
  /** Everything these say was paid before. */
  | { readonly is: 'nothing' }
  | { readonly is: 'failed'; readonly problem: ClaimProblem }
  | { readonly is: 'no-chain'; readonly problem: ChainProblem };

/**
 * Claims without the server: sends the largest total that the contract would pay now from `wallet`, which pays the fee.
 * Vouchers and proofs name the same running total, so one that is refused (its signer was dropped, its root does not
 * stand yet) leaves the others to be tried, and none can be paid twice.
 */
export async function claimAlone(
  chain: Pick<RewardsChain, 'sendClaim'>,
  claimables: readonly Claimable[],
  wallet: Wallet,
): Promise<ClaimedAlone> {
  let outcome: ClaimedAlone = { is: 'nothing' };
  for (const claimable of [...claimables].sort((a, b) => (totalOf(a) < totalOf(b) ? 1 : -1))) {
    const sent = await chain.sendClaim(claimable, wallet);
    if (!sent.ok) return { is: 'no-chain', problem: sent.trouble.problem };
    const { value } = sent;
    if (value.is === 'paid') return value;
    if (value.is === 'no-gas') return { is: 'failed', problem: 'no-gas' };
    if (value.is === 'reverted') return { is: 'failed', problem: 'reverted' };
    const { revert } = value;
    // What was paid already says least of all: a reason that stands in the way of more is told first.
    if (revert.revert !== 'NothingToClaim' && outcome.is === 'nothing') {
      outcome = { is: 'failed', problem: problemOfRevert[revert.revert] };
    }
  }
  return outcome;
}

function totalOf(claimable: Claimable): bigint {
  return parseWei(claimable.by === 'voucher' ? claimable.voucher.cumulative : claimable.proof.cumulative);
}

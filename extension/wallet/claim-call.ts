import { Interface } from 'ethers';
import type { ExitProof } from '../../shared/protocol/exit-proof.ts';
import type { Voucher } from '../../shared/protocol/voucher.ts';
import { rewardsAbi } from './abi.ts';

/** What pays a total: a voucher, or a proof under a root of the exit path. */
export type Claimable =
  | { readonly by: 'voucher'; readonly voucher: Voucher }
  | { readonly by: 'proof'; readonly proof: ExitProof };

/** A transaction that any wallet can send: whoever sends it, the total's own account is paid. */
export interface ClaimCall {
  readonly chainId: number;
  readonly to: string;
  /** Call data, hex. */
  readonly data: string;
}

export function claimCall(claimable: Claimable): ClaimCall {
  if (claimable.by === 'voucher') {
    const { chainId, contract, account, cumulative, epoch, deadline, signer, signature } = claimable.voucher;
    const claim = [account, cumulative, epoch, deadline];
    return { chainId, to: contract, data: rewards.encodeFunctionData('claim', [claim, signer, signature]) };
  }
  const { chainId, contract, account, cumulative, salt, proof } = claimable.proof;
  const data = rewards.encodeFunctionData('claimWithProof', [account, cumulative, salt, proof]);
  return { chainId, to: contract, data };
}

const rewards = new Interface(rewardsAbi);

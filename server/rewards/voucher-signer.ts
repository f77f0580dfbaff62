import { Contract, type Wallet } from 'ethers';
import { z } from 'zod';
import { abi as rewardsAbi } from '../../contracts/abi/TaleRewards.ts';
import { bytes32Schema } from '../../shared/protocol/exit-proof.ts';
import { addressSchema, weiSchema } from '../../shared/protocol/ids.ts';
import { claimDomain, claimTypes } from '../../shared/protocol/voucher.ts';

/** A claim to be signed, as the contract has it. */
export const claimSchema = z.strictObject({
  account: addressSchema,
  cumulative: weiSchema,
  epoch: z.number().int().nonnegative(),
  deadline: z.number().int().positive(),
});
export type Claim = z.infer<typeof claimSchema>;

/** What a root of the exit path pays to one account. */
export const exitClaimSchema = z.strictObject({
  account: addressSchema,
  cumulative: weiSchema,
  salt: bytes32Schema,
});

/** A root to be proposed, with all that it pays: whoever signs can make it again and see. */
export const proposedRootSchema = z.strictObject({
  epoch: z.number().int().nonnegative(),
  root: bytes32Schema,
  claims: z.array(exitClaimSchema).min(1),
});
export type ProposedRoot = z.infer<typeof proposedRootSchema>;

/** Who holds the key that the contract obeys: this process, or another one (`server/signer`). */
export interface VoucherSigner {
  readonly address: string;
  /** EIP-712 signature of a claim, 65 bytes as hex. */
  signClaim(claim: Claim): Promise<string>;
  /** Proposes a root of the exit path to the contract. @returns the transaction */
  proposeRoot(proposed: ProposedRoot): Promise<string>;
}

/** A key in this process. @param wallet connected to the chain, with coins for the weekly proposal's fee */
export function keySigner(wallet: Wallet, chainId: number, rewards: string): VoucherSigner {
  return {
    address: wallet.address,
    signClaim: ({ account, cumulative, epoch, deadline }) =>
      wallet.signTypedData(claimDomain(chainId, rewards), claimTypes, {
        account,
        cumulative: BigInt(cumulative),
        epoch,
        deadline,
      }),
    async proposeRoot({ root, epoch }) {
      const propose = new Contract(rewards, rewardsAbi, wallet).getFunction('proposeRoot');
      await propose.staticCall(root, epoch);
      return (await propose.send(root, epoch)).hash;
    },
  };
}

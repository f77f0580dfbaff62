import { z } from 'zod';
import { addressSchema, weiSchema } from './ids.ts';

/**
 * A cumulative claim: the newest voucher of an account says all that the account was ever owed, so losing one loses
 * nothing and none can be replayed (EIP-712; the contract pays the difference to what was claimed).
 */
export const claimTypes = {
  Claim: [
    { name: 'account', type: 'address' },
    { name: 'cumulative', type: 'uint256' },
    { name: 'epoch', type: 'uint64' },
    { name: 'deadline', type: 'uint64' },
  ],
};

/** EIP-712 domain of the rewards contract at `contract` on `chainId`. */
export function claimDomain(chainId: number, contract: string) {
  return { name: 'TaleRewards', version: '1', chainId, verifyingContract: contract };
}

export const voucherSchema = z.object({
  chainId: z.number().int().positive(),
  contract: addressSchema,
  account: addressSchema,
  /** Total ever owed to the account, wei. */
  cumulative: weiSchema,
  /** Last finished epoch that is included. */
  epoch: z.number().int().nonnegative(),
  /** Unix seconds after which the contract refuses; long, because a dead server must not eat rewards. */
  deadline: z.number().int().positive(),
  signer: addressSchema,
  signature: z.string().regex(/^0x[0-9a-f]+$/),
});
export type Voucher = z.infer<typeof voucherSchema>;

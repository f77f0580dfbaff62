import { z } from 'zod';
import { addressSchema, weiSchema } from './ids.ts';

/** 32 bytes as the chain writes them. */
export const bytes32Schema = z.string().regex(/^0x[0-9a-f]{64}$/);

/** What an account may claim by proof under a published root when no server is left. */
export const exitProofSchema = z.object({
  chainId: z.number().int().positive(),
  contract: addressSchema,
  /** Root of the tree it leads to. */
  root: bytes32Schema,
  /** Last finished epoch that is included. */
  epoch: z.number().int().nonnegative(),
  account: addressSchema,
  /** Total ever owed to the account, wei: the same running total as a voucher's. */
  cumulative: weiSchema,
  /** Known to the account's owner and to the server alone: without it nobody finds an account among the leaves. */
  salt: bytes32Schema,
  /** Siblings from the leaf up to the root; pairs are hashed in sorted order. At most 64, for more leaves than there are people. */
  proof: z.array(bytes32Schema).max(64),
});
export type ExitProof = z.infer<typeof exitProofSchema>;

import { z } from 'zod';
import { addressSchema, hashSchema, taskSchema } from './ids.ts';
import { maskingTermsSchema } from './masking-terms.ts';
import { privacyTermsSchema } from './privacy-terms.ts';

/** The chain on which vouchers of a server are paid. */
export const chainInfoSchema = z.object({
  chainId: z.number().int().positive(),
  /** JSON-RPC endpoint anyone may read from; null when the operator names none. */
  rpcUrl: z.url().nullable(),
  rewards: addressSchema,
  token: addressSchema,
  /** Hash of the chain's first block: a local chain that was reset is another chain with the same id. */
  genesisHash: z.string().regex(/^0x[0-9a-f]{64}$/),
});
export type ChainInfo = z.infer<typeof chainInfoSchema>;

/** What one has to show to be admitted; the cost is part of the design (`docs` say why). */
export const admissionPolicySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('proof-of-work'),
    /** Leading zero bits of SHA-256(challenge ‖ public key ‖ counter). */
    bits: z.number().int().min(0).max(40),
    challenge: hashSchema,
  }),
  z.object({ kind: z.literal('invite') }),
  z.object({ kind: z.literal('open') }),
]);
export type AdmissionPolicy = z.infer<typeof admissionPolicySchema>;

export const serverInfoSchema = z.object({
  protocol: z.number().int(),
  name: z.string().max(120),
  tasks: z.array(taskSchema),
  chain: chainInfoSchema.nullable(),
  /** Raw Ed25519 public key (32 bytes, hex) that signs log heads. */
  logKey: hashSchema,
  limits: z.object({ bodyBytes: z.number().int(), stalenessVersions: z.number().int() }),
  admission: admissionPolicySchema,
  /** Who may fetch update bodies (`integrity.md` §6); onboarding states it. */
  audit: z.enum(['public', 'auditors']),
  /** How each task's updates are protected; a round says it again, and the log. */
  protection: z.array(
    z.object({
      task: taskSchema,
      privacy: privacyTermsSchema.nullable(),
      masking: maskingTermsSchema.nullable(),
    }),
  ),
  /** Set where limits are relaxed for a laptop; shown wherever figures are shown. */
  profile: z.enum(['laptop', 'standard']),
  epochSeconds: z.number().int().positive(),
  /** Server clock, ms since 1970. */
  now: z.number().int(),
});
export type ServerInfo = z.infer<typeof serverInfoSchema>;

import { z } from 'zod';
import { hashSchema, weiSchema } from './ids.ts';

/**
 * Credits of the unlinkable payout: bearer tokens of a few fixed worths, signed blindly (RSABSSA-SHA384-PSS-Randomized,
 * RFC 9474), so that whoever signed one cannot tell to whom when it comes back.
 */

/** So many credits are asked for at once at most. */
export const CREDITS_AT_ONCE = 20;

const bytesAsHex = (bytes: number) =>
  z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`), `expected ${bytes} bytes in lower-case hex`);

/** A blinded message, a blind signature and a signature: as long as the modulus. */
export const rsaBlockSchema = bytesAsHex(256);
/** What a credit's signature is of: 32 bytes that keep a bad key from recognising it, and the credit's own 32. */
export const creditMessageSchema = bytesAsHex(64);

/** The key of one worth in one window: DER of its SubjectPublicKeyInfo, 2048 bits, in hex. */
export const creditKeySchema = z.object({
  denomination: weiSchema,
  publicKey: z.string().regex(/^([0-9a-f]{2}){200,600}$/),
});
export type CreditKey = z.infer<typeof creditKeySchema>;

export const creditSchema = z.strictObject({
  window: z.number().int().nonnegative(),
  denomination: weiSchema,
  message: creditMessageSchema,
  signature: rsaBlockSchema,
});
export type Credit = z.infer<typeof creditSchema>;

/** Keys of a window: the same for everybody, or the key itself would say whose credit it is. */
export const creditWindowLeafSchema = z.object({
  type: z.literal('credit-window'),
  window: z.number().int().nonnegative(),
  keys: z.array(creditKeySchema).min(1).max(10),
  at: z.number().int().nonnegative(),
});
export type CreditWindowLeaf = z.infer<typeof creditWindowLeafSchema>;

/** Credits that came back and were added to accounts together, and how many there were of each key until then. */
export const creditsLeafSchema = z.object({
  type: z.literal('credits'),
  /** Last finished epoch that is included. */
  epoch: z.number().int().nonnegative(),
  /** Of every key that ever signed one, by window and worth. */
  totals: z.array(
    z.object({
      window: z.number().int().nonnegative(),
      denomination: weiSchema,
      issued: z.number().int().nonnegative(),
      redeemed: z.number().int().nonnegative(),
    }),
  ),
  /** Blob of the credits that came back since the leaf before: canonical CBOR of a list, ascending by message. */
  redeemed: hashSchema,
  at: z.number().int().nonnegative(),
});
export type CreditsLeaf = z.infer<typeof creditsLeafSchema>;

import { z } from 'zod';
import { canonicalDigest } from './canonical.ts';
import { PROTOCOL_VERSION } from './envelope.ts';
import { contributorIdSchema } from './ids.ts';

/**
 * Leave for a second key to be paid where another one is paid already, given by that key or by the address itself:
 * without it anybody could tie himself to a victim, and the two would count as one.
 */
export const addressConsentSchema = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('contributor'),
    contributor: contributorIdSchema,
    /** Ed25519 over `addressConsentDigest`. */
    signature: z.string().regex(/^[0-9a-f]{128}$/),
  }),
  z.strictObject({
    by: z.literal('address'),
    /** EIP-191 personal signature of `addressConsentText`. */
    signature: z.string().regex(/^0x[0-9a-f]{130}$/i),
  }),
]);
export type AddressConsent = z.infer<typeof addressConsentSchema>;

/** What the key that was first at an address signs, 32 bytes. */
export function addressConsentDigest(address: string, newcomer: string): Uint8Array {
  return canonicalDigest({ protocol: PROTOCOL_VERSION, action: 'share address', address, newcomer });
}

/** What the address's own wallet signs. */
export function addressConsentText(address: string, newcomer: string): string {
  return `PrompTale: the contributor ${newcomer} may be paid at ${address}, and counts as one with whoever is paid there.`;
}

import { z } from 'zod';
import { sha256 } from '../../crypto/sha256.ts';
import { contextBytes, type MaskingContext, maskingContextSchema } from '../group-terms.ts';
import { bytesOf, memberSchema, someBytes, writeMessage } from '../message.ts';

/** What members and server say in each phase (Bonawitz et al. 2017, Figure 4, with the consistency check of §6). */

/** Members of a group at most: shares are numbered by one byte. */
const members = <T extends z.ZodType>(of: T) => z.array(of).min(1).max(255);
/** 32 bytes of a secret, and the number of the share. */
export const SHARE_LENGTH = 33;

/** 0. A member's keys of the round: `cipher` for shares, `mask` for masks. */
export const advertisedSchema = z.strictObject({
  cipher: bytesOf(32),
  mask: bytesOf(32),
  signature: bytesOf(64),
});
export type Advertised = z.infer<typeof advertisedSchema>;
const keysSchema = z.strictObject({ member: memberSchema, ...advertisedSchema.shape });
export type MemberKeys = z.infer<typeof keysSchema>;
export const rosterSchema = z.strictObject({ roster: members(keysSchema) });

/** Two shares, encrypted for one member. */
export const ENCRYPTED_LENGTH = 2 * SHARE_LENGTH + 16;

/**
 * 1. Shares of two secrets for every other member of the roster, in its order, one behind the other; `selfHash` tells
 * whether they restore the right one.
 */
export const sharesSchema = z.strictObject({ selfHash: bytesOf(32), shares: someBytes });
export const sharesForSchema = z.strictObject({
  shares: members(z.strictObject({ from: memberSchema, encrypted: bytesOf(ENCRYPTED_LENGTH) })),
});
/** What a member tells another: shares of the seed of its own mask, and of its masking key. */
const sharePairSchema = z.strictObject({ self: bytesOf(SHARE_LENGTH), mask: bytesOf(SHARE_LENGTH) });
export type SharePair = z.infer<typeof sharePairSchema>;

/** 2. The masked vector, packed. */
export const maskedSchema = z.strictObject({ masked: someBytes });
export const survivorsSchema = z.strictObject({ survivors: members(memberSchema) });

/** 3. A member's signature under who is said to have survived. */
export const agreedSchema = z.strictObject({ signature: bytesOf(64) });
export const signaturesSchema = z.strictObject({
  survivors: members(memberSchema),
  dropped: z.array(memberSchema).max(254),
  signatures: members(z.strictObject({ member: memberSchema, signature: bytesOf(64) })),
});

/** 4. Shares, one behind the other: of survivors' own seeds, of the masking keys of those who fell silent, in order. */
export const revealedSchema = z.strictObject({ self: someBytes, mask: someBytes });

/** Whose shares a member holds. */
const heldSchema = z.strictObject({ from: memberSchema, ...sharePairSchema.shape });

/** What a member remembers between two phases: all it needs to go on, in a worker that was just started. */
const common = {
  context: maskingContextSchema,
  me: memberSchema,
  vector: someBytes,
  cipherSecret: bytesOf(32),
  maskSecret: bytesOf(32),
  selfSecret: bytesOf(32),
};
export const savedSchema = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('advertised'), ...common, own: advertisedSchema }),
  z.strictObject({
    is: z.literal('shared'),
    ...common,
    roster: members(keysSchema),
    ownShares: sharePairSchema,
  }),
  z.strictObject({
    is: z.literal('masked'),
    context: maskingContextSchema,
    me: memberSchema,
    /** Of those who shared: their shares, as they came. */
    held: members(heldSchema),
  }),
  z.strictObject({
    is: z.literal('agreed'),
    context: maskingContextSchema,
    me: memberSchema,
    held: members(heldSchema),
    survivors: members(memberSchema),
  }),
  /** Shares were given; nothing is left that could be given again. */
  z.strictObject({ is: z.literal('revealed') }),
]);
export type Saved = z.infer<typeof savedSchema>;

/** What a member signs about its keys. */
export function keysDigest(context: MaskingContext, keys: Pick<Advertised, 'cipher' | 'mask'>): Uint8Array {
  return sha256(contextBytes(context, 'keys'), writeMessage({ cipher: keys.cipher, mask: keys.mask }));
}

/** What a member signs about who survived. */
export function survivorsDigest(context: MaskingContext, survivors: readonly string[]): Uint8Array {
  return sha256(contextBytes(context, 'survivors', survivors));
}

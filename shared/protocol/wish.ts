import { z } from 'zod';
import { addressSchema, hashSchema, weiSchema } from './ids.ts';
import { ruleNameSchema } from './rule-name.ts';

/**
 * What holders of TALE wish of the engine's published parameters. A wish is signed by an account (EIP-712), replaces
 * that account's earlier one of the same parameter, and decides nothing: the tally is published for operators to answer.
 */

const direction = z.enum(['lower', 'keep', 'higher']);
/** Withdraws a wish. */
const NONE = z.literal('none');

/** What can be wished of each parameter. */
export const wishChoices = {
  /** The aggregation rule. */
  rule: z.union([ruleNameSchema, NONE]),
  /** C, the norm every update is held to. */
  norm: z.union([direction, NONE]),
  /** f, how many attackers of a round the rule is to withstand. */
  attackers: z.union([direction, NONE]),
  /** σ, the noise that every update carries. */
  noise: z.union([direction, NONE]),
  /** k, how often a contributor may take part under one privacy budget. */
  participations: z.union([direction, NONE]),
  /** The most of an epoch's pay that one entity may have. */
  'pay-cap': z.union([direction, NONE]),
} as const;
export type WishParameter = keyof typeof wishChoices;
export const wishParameterSchema = z.enum(Object.keys(wishChoices) as [WishParameter, ...WishParameter[]]);

/** Anything that can be wished of some parameter: no upload has a place for a text of one's own. */
const anyWish = z.enum([...ruleNameSchema.options, ...direction.options, NONE.value]);

export const wishSchema = z
  .strictObject({
    account: addressSchema,
    parameter: wishParameterSchema,
    wish: anyWish,
    /** When it was signed, Unix seconds: a later one of the same account and parameter takes its place. */
    at: z.number().int().nonnegative(),
    /** EIP-712, 65 bytes. */
    signature: z.string().regex(/^0x[0-9a-f]{130}$/i),
  })
  .refine(({ parameter, wish }) => wishChoices[parameter].safeParse(wish).success, {
    message: 'this cannot be wished of this parameter',
  });
export type AnyWish = Wish['wish'];
export type Wish = z.infer<typeof wishSchema>;

/** Votes, wei, that an account needs to be heard: empty accounts cost nothing, and would fill the log. */
export const LEAST_VOTES = 10n ** 18n;

/** EIP-712 type of what an account signs. */
export const wishTypes = {
  Wish: [
    { name: 'account', type: 'address' },
    { name: 'parameter', type: 'string' },
    { name: 'wish', type: 'string' },
    { name: 'at', type: 'uint64' },
  ],
};

/** EIP-712 domain: the token whose votes carry the wish. */
export function wishDomain(chainId: number, token: string) {
  return { name: 'PrompTale wishes', version: '1', chainId, verifyingContract: token };
}

/** A wish as it was counted. */
export const countedWishSchema = wishSchema.and(
  z.object({
    /** Votes of the account at the tally's block (ERC-5805), wei. */
    votes: weiSchema,
    /** Whom the account belongs to, numbered anew in every tally. All accounts of nobody known are one. */
    party: z.number().int().nonnegative(),
  }),
);
export type CountedWish = z.infer<typeof countedWishSchema>;

export const parameterTallySchema = z.object({
  parameter: wishParameterSchema,
  /** How many parties wished something of it. */
  parties: z.number().int().positive(),
  /** The largest share of one party. */
  largestShare: z.number().min(0).max(1),
  /** By share, the largest first; Σ = 1. */
  shares: z.array(z.object({ wish: anyWish, share: z.number().min(0).max(1) })).min(1),
});
export type ParameterTally = z.infer<typeof parameterTallySchema>;

export const wishesLeafSchema = z.object({
  type: z.literal('wishes'),
  /** The epoch that had just ended. */
  epoch: z.number().int().nonnegative(),
  chainId: z.number().int().positive(),
  token: addressSchema,
  /** Votes are those at this block: anyone may ask the token. */
  block: z.number().int().nonnegative(),
  /** Blob of the counted wishes: canonical CBOR of a list, by account and parameter. */
  wishes: hashSchema,
  tally: z.array(parameterTallySchema),
  at: z.number().int().nonnegative(),
});
export type WishesLeaf = z.infer<typeof wishesLeafSchema>;

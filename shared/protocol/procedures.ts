import { z } from 'zod';
import {
  CREDITS_AT_ONCE,
  creditKeySchema,
  creditMessageSchema,
  creditSchema,
  rsaBlockSchema,
} from './credits.ts';
import { codecSchema } from './envelope.ts';
import { errorCodeSchema } from './errors.ts';
import { exitProofSchema } from './exit-proof.ts';
import {
  addressSchema,
  contributorIdSchema,
  hashSchema,
  inviteCodeSchema,
  modelHashSchema,
  roundNumberSchema,
  taskSchema,
  updateHashSchema,
  weiSchema,
} from './ids.ts';
import { treeHeadSchema } from './log.ts';
import { maskingTermsSchema } from './masking-terms.ts';
import { privacyTermsSchema } from './privacy-terms.ts';
import { segmentSchema } from './segments.ts';
import { serverInfoSchema } from './server-info.ts';
import { addressConsentSchema } from './shared-address.ts';
import { signedRequestSchema } from './signed-request.ts';
import { statementRowSchema } from './statement.ts';
import { voucherSchema } from './voucher.ts';
import { parameterTallySchema, wishParameterSchema, wishSchema } from './wish.ts';

/**
 * Every procedure that crosses the wire, with the schema of what goes in and what comes out. The server builds its tRPC
 * routers on this map; clients call by it and check the answers by it. `update.submit` takes a frame and `masking.say` a
 * signed request (octets), and
 * `GET /models/:hash` and `GET /blobs/:hash` give octets: those have no JSON schema.
 */

const proofSchema = z.array(hashSchema).max(64);
/** What to do next, in every answer about an update. */
const nextStepSchema = z.object({
  round: roundNumberSchema.nullable(),
  retryAfterMs: z.number().int().nonnegative(),
});

export const relayStateSchema = z.discriminatedUnion('is', [
  z.object({ is: z.literal('submitted'), tx: z.string() }),
  z.object({ is: z.literal('confirmed'), tx: z.string().nullable(), block: z.number().int().nullable() }),
  z.object({ is: z.literal('failed'), code: errorCodeSchema, why: z.string(), next: z.string() }),
]);

/** What a member of a masked group is told. */
export const toldSchema = z.object({
  /** What there is to answer; null for nothing yet. */
  told: z.object({ phase: z.number().int(), message: z.base64() }).nullable(),
  /** The group has ended, or this member is not part of it any more. */
  over: z.boolean(),
  retryAfterMs: z.number().int().nonnegative(),
});
export type Told = z.infer<typeof toldSchema>;

/**
 * A member's answer in a phase, as octets: a signed request in canonical CBOR, since a masked vector in JSON would be a
 * third longer. What is said twice counts once.
 */
export const maskingSaySchema = signedRequestSchema(
  'masking.say',
  z.strictObject({
    update: updateHashSchema,
    phase: z.number().int().min(1).max(9),
    message: z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'expected bytes'),
  }),
);

export const procedures = {
  'server.info': { type: 'query', in: z.void(), out: serverInfoSchema },
  'contributor.enrol': {
    type: 'mutation',
    in: z.object({
      publicKey: hashSchema,
      proof: z.object({ challenge: hashSchema, counter: z.number().int().nonnegative() }).nullable(),
      /** Where the server takes people in by invitation. */
      invite: inviteCodeSchema.optional(),
    }),
    out: z.object({
      contributor: contributorIdSchema,
      standing: z.enum(['new', 'established', 'suspended']),
      acceptedRounds: z.number().int(),
    }),
  },
  /** Makes an invitation; it is told once. */
  'contributor.invite': {
    type: 'mutation',
    in: signedRequestSchema('contributor.invite', z.strictObject({})),
    out: z.object({
      code: inviteCodeSchema,
      /** How many more this contributor may give. */
      left: z.number().int().nonnegative(),
    }),
  },
  /** Says something of a decision about oneself; a newer note takes the place of the last. */
  'contributor.appeal': {
    type: 'mutation',
    in: signedRequestSchema(
      'contributor.appeal',
      z.strictObject({ note: z.string().trim().min(1).max(1000) }),
    ),
    out: z.object({ kept: z.literal(true) }),
  },
  'contributor.bind': {
    type: 'mutation',
    in: signedRequestSchema(
      'contributor.bind',
      z.strictObject({
        address: addressSchema,
        /** Needed where another key is paid there already. */
        consent: addressConsentSchema.optional(),
      }),
    ),
    out: z.object({ address: addressSchema }),
  },
  /** Ends the tie to the payout address: what was credited there stays there, and what is earned from now on waits. */
  'contributor.unbind': {
    type: 'mutation',
    in: signedRequestSchema('contributor.unbind', z.strictObject({})),
    out: z.object({ unbound: z.literal(true) }),
  },
  'contributor.forget': {
    type: 'mutation',
    in: signedRequestSchema('contributor.forget', z.strictObject({})),
    out: z.object({ voucher: voucherSchema.nullable(), kept: z.array(z.string()) }),
  },
  'round.current': {
    type: 'query',
    in: z.object({ task: taskSchema }),
    out: z.object({
      task: taskSchema,
      round: roundNumberSchema,
      state: z.enum(['open', 'closing', 'candidate', 'ratifying']),
      base: z.object({ version: z.number().int().positive(), hash: modelHashSchema, path: z.string() }),
      parameters: z.number().int().positive(),
      norm: z.number().positive(),
      /** Noise that an update has to carry, and how often a contributor may take part; null for none. */
      privacy: privacyTermsSchema.nullable(),
      /** How single updates are hidden; null where they are not. */
      masking: maskingTermsSchema.nullable(),
      codec: codecSchema,
      /** When the round closes at the latest, ms since 1970 by the server's clock. */
      deadline: z.number().int(),
      accepted: z.number().int(),
      target: z.number().int(),
      seedCommitment: hashSchema,
    }),
  },
  /** Whether this contributor is asked about the candidate of the round under way. */
  'ratify.sample': {
    type: 'mutation',
    in: signedRequestSchema('ratify.sample', z.strictObject({ task: taskSchema })),
    out: z.object({
      /** Null when there is nothing to vote on, or this contributor is not asked, or has voted. */
      candidate: z
        .object({
          round: roundNumberSchema,
          /** The version it would replace, and the candidate: hashes of their bytes, under `/blobs/:hash`. */
          current: modelHashSchema,
          candidate: modelHashSchema,
          /** Ms since 1970 by the server's clock. */
          until: z.number().int(),
        })
        .nullable(),
    }),
  },
  'ratify.vote': {
    type: 'mutation',
    in: signedRequestSchema(
      'ratify.vote',
      z.strictObject({
        task: taskSchema,
        round: roundNumberSchema,
        candidate: modelHashSchema,
        /** Randomised on the device. */
        worse: z.boolean(),
        /** One trait of the voter's, randomised once and for all; null from who tells none. */
        segment: segmentSchema.nullable(),
      }),
    ),
    out: z.object({ counted: z.literal(true) }),
  },
  'update.status': {
    type: 'query',
    in: z.object({ update: updateHashSchema }),
    out: z.object({
      update: updateHashSchema,
      state: z.enum(['accepted', 'aggregated', 'not-drawn', 'copy', 'left-out', 'quarantined']),
      round: roundNumberSchema,
      /** Where the round stands in the log, with the proof under `head`. */
      inclusion: z
        .object({ index: z.number().int(), leaf: z.unknown(), proof: proofSchema, head: treeHeadSchema })
        .nullable(),
      /** The version it became part of; null while its round's candidate is voted on. */
      newModel: modelHashSchema.nullable(),
      /** Whether what it is part of was published: aggregated and not promoted is a candidate. */
      promoted: z.boolean(),
      next: nextStepSchema,
    }),
  },
  /** What a member's masked group waits for, after its first message, which was its update. Asked again, it is told the same. */
  'masking.ask': {
    type: 'mutation',
    in: signedRequestSchema('masking.ask', z.strictObject({ update: updateHashSchema })),
    out: toldSchema,
  },
  'rewards.balance': {
    type: 'mutation',
    in: signedRequestSchema('rewards.balance', z.strictObject({})),
    out: z.object({
      earned: weiSchema,
      /** Of it, what was neither credited to an account nor drawn as credits. */
      undrawn: weiSchema,
      account: addressSchema.nullable(),
      /** Rounds whose epoch has not closed yet. */
      pendingRounds: z.number().int(),
      /** The server pays on a chain, and cannot reach it. */
      isChainAway: z.boolean(),
      /** The running one; null without an answer of a chain. */
      epoch: z.number().int().nullable(),
      epochEndsAt: z.number().int().nullable(),
    }),
  },
  /** A page of what became of every update, newest first. */
  'rewards.statement': {
    type: 'mutation',
    /** `before` continues where the last page ended; null begins. */
    in: signedRequestSchema(
      'rewards.statement',
      z.strictObject({ before: z.number().int().positive().nullable() }),
    ),
    out: z.object({ rows: z.array(statementRowSchema), before: z.number().int().positive().nullable() }),
  },
  'rewards.voucher': {
    type: 'mutation',
    in: signedRequestSchema('rewards.voucher', z.strictObject({})),
    out: z.object({ voucher: voucherSchema }),
  },
  /** The newest root's proof for the account one is paid at; null where none includes it. */
  'rewards.exit': {
    type: 'mutation',
    in: signedRequestSchema('rewards.exit', z.strictObject({})),
    out: z.object({ proof: exitProofSchema.nullable() }),
  },
  /** The window in which credits are signed now, and where the log names its keys; null where none are. */
  'credits.window': {
    type: 'query',
    in: z.void(),
    out: z.object({
      window: z
        .object({
          window: z.number().int().nonnegative(),
          keys: z.array(creditKeySchema),
          leaf: z.number().int().nonnegative(),
          /** When it ends, ms since 1970, and how long one lasts, ms. */
          endsAt: z.number().int(),
          lasts: z.number().int().positive(),
        })
        .nullable(),
    }),
  },
  /** Signs blinded credits and takes their worth off what was earned; what is asked again is signed again, and paid once. */
  'credits.issue': {
    type: 'mutation',
    in: signedRequestSchema(
      'credits.issue',
      z.strictObject({
        window: z.number().int().nonnegative(),
        blinded: z
          .array(z.strictObject({ denomination: weiSchema, message: rsaBlockSchema }))
          .min(1)
          .max(CREDITS_AT_ONCE),
      }),
    ),
    out: z.object({ signatures: z.array(rsaBlockSchema) }),
  },
  /** Takes a credit back for an account, from whoever has it; it is added when the epoch ends, with all others. */
  'credits.redeem': {
    type: 'mutation',
    in: z.object({ account: addressSchema, credit: creditSchema }),
    /** `addsInMs`: until the epoch ends in which it came back, by the chain's time. */
    out: z.object({ state: z.enum(['waiting', 'added']), addsInMs: z.number().int().nonnegative() }),
  },
  /** The voucher of an account, for who redeemed a credit to it: its message is the proof. */
  'credits.voucher': {
    type: 'mutation',
    in: z.object({ account: addressSchema, message: creditMessageSchema }),
    out: z.object({ voucher: voucherSchema }),
  },
  /** The newest root's proof for such an account; null where none includes it. */
  'credits.exit': {
    type: 'mutation',
    in: z.object({ account: addressSchema, message: creditMessageSchema }),
    out: z.object({ proof: exitProofSchema.nullable() }),
  },
  /** What an account wishes of a parameter: its own signature says whose it is. */
  'wishes.cast': {
    type: 'mutation',
    in: wishSchema,
    out: z.object({ counted: z.literal(true) }),
  },
  /** Each parameter as it is, and what holders wished of it when they were last counted. */
  'wishes.current': {
    type: 'query',
    in: z.void(),
    out: z.object({
      parameters: z.array(z.object({ parameter: wishParameterSchema, now: z.string().max(200) })),
      /** Null before the first count. */
      counted: z
        .object({
          epoch: z.number().int(),
          leaf: z.number().int(),
          tally: z.array(parameterTallySchema),
        })
        .nullable(),
    }),
  },
  'rewards.relay': { type: 'mutation', in: z.object({ voucher: voucherSchema }), out: relayStateSchema },
  'log.head': { type: 'query', in: z.void(), out: treeHeadSchema },
  'log.entries': {
    type: 'query',
    in: z.object({ from: z.number().int().nonnegative(), count: z.number().int().min(1).max(200) }),
    out: z.object({ entries: z.array(z.object({ index: z.number().int(), leaf: z.unknown() })) }),
  },
  'log.inclusion': {
    type: 'query',
    in: z.object({ index: z.number().int().nonnegative(), size: z.number().int().positive() }),
    out: z.object({ proof: proofSchema }),
  },
  'log.consistency': {
    type: 'query',
    in: z.object({ first: z.number().int().positive(), second: z.number().int().positive() }),
    out: z.object({ proof: proofSchema }),
  },
} as const satisfies Record<string, { type: 'query' | 'mutation'; in: z.ZodType; out: z.ZodType }>;

export type ProcedureMap = typeof procedures;
export type ProcedureName = keyof ProcedureMap;
export type ProcedureIn<N extends ProcedureName> = z.infer<ProcedureMap[N]['in']>;
export type ProcedureOut<N extends ProcedureName> = z.infer<ProcedureMap[N]['out']>;

/** Answer to `update.submit`, whose input is a frame (see `frame.ts`). */
export const submitReceiptSchema = z.object({
  update: updateHashSchema,
  state: z.literal('accepted'),
  round: roundNumberSchema,
  next: nextStepSchema,
});
export type SubmitReceipt = z.infer<typeof submitReceiptSchema>;

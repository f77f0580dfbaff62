import { z } from 'zod';
import { creditKeySchema, creditMessageSchema, rsaBlockSchema } from '../../shared/protocol/credits.ts';
import { exitProofSchema } from '../../shared/protocol/exit-proof.ts';
import {
  addressSchema,
  contributorIdSchema,
  modelHashSchema,
  roundNumberSchema,
  taskSchema,
  updateHashSchema,
  weiSchema,
} from '../../shared/protocol/ids.ts';
import { maskingTermsSchema } from '../../shared/protocol/masking-terms.ts';
import { storyFactsSchema } from '../../shared/protocol/page.ts';
import { privacyTermsSchema } from '../../shared/protocol/privacy-terms.ts';
import { segmentSchema } from '../../shared/protocol/segments.ts';
import { chainInfoSchema } from '../../shared/protocol/server-info.ts';
import { observationSchema } from '../../shared/protocol/signal.ts';
import { voucherSchema } from '../../shared/protocol/voucher.ts';
import { siteIdSchema } from '../messaging/messages.ts';

/** What the device's database holds, table by table. Rows are checked when they are written and when they are read. */

const time = z.number().int().nonnegative();
const bytes = z.instanceof(Uint8Array);
const floats = z.custom<Float32Array>((value) => value instanceof Float32Array);

/** Consent, as one versioned record: everything that captures, trains or sends asks it first. */
export const consentSchema = z.object({
  key: z.literal('current'),
  /** Version of the text that was agreed to; a newer text asks again. */
  textVersion: z.number().int(),
  agreedAt: time.nullable(),
  sites: z.record(z.string(), z.object({ on: z.boolean(), at: time, origins: z.array(z.string()) })),
  kinds: z.object({ reading: z.boolean(), feedback: z.boolean(), writing: z.boolean() }),
  /** Send updates (true), or only personalise on this device (false). */
  contribute: z.boolean(),
  badges: z.boolean(),
  /** Suggestions in the editors of sites that are on; absent in records of before there were any. */
  suggestions: z.boolean().default(false),
  server: z.url(),
  /** Capture and training rest until then; `restart` is until the browser starts again. */
  pausedUntil: z.union([time, z.literal('restart')]).nullable(),
});
export type Consent = z.infer<typeof consentSchema>;

export const storyRecordSchema = z.object({
  /** `${site}:${workId}` */
  key: z.string().min(3).max(260),
  site: siteIdSchema,
  facts: storyFactsSchema,
  /** Dense inputs `[D]` of the taste model; the text itself is not kept. */
  features: floats,
  featuresVersion: z.number().int(),
  /** Whether the features saw the text of a chapter, or only the facts. */
  withText: z.boolean(),
  /** Its reader does not want to see it in listings. */
  hidden: z.boolean().optional(),
  firstSeen: time,
  lastSeen: time,
});
export type StoryRecord = z.infer<typeof storyRecordSchema>;

export const signalRecordSchema = z.object({
  id: z.number().int().optional(),
  story: z.string(),
  site: siteIdSchema,
  chapterId: z.string().nullable(),
  at: time,
  /** Local calendar day `YYYY-MM-DD`, to list and delete by. */
  day: z.string(),
  /** Reading: id of the visit (a newer report replaces an older one); others: empty. */
  visit: z.string(),
  observation: observationSchema,
  /** Why the data inspection on the device left it out of training; empty when it counts. */
  doubts: z.array(z.string()),
});
export type SignalRecord = z.infer<typeof signalRecordSchema>;

export const exampleRecordSchema = z.object({
  story: z.string(),
  task: taskSchema,
  features: floats,
  /** −1 (disliked) … 1 (loved). */
  preference: z.number().min(-1).max(1),
  confidence: z.number().min(0).max(1),
  at: time,
});
export type ExampleRecord = z.infer<typeof exampleRecordSchema>;

/** Something that was written on a site where that is switched on: ids of the public vocabulary, never the text. */
export const writingRecordSchema = z.object({
  id: z.number().int().optional(),
  /** One draft of one editor: its newest state replaces the one before. */
  draft: z.string().min(1).max(260),
  site: siteIdSchema,
  at: time,
  /** Local calendar day `YYYY-MM-DD`, to list and delete by. */
  day: z.string(),
  ids: z.custom<Uint16Array>((value) => value instanceof Uint16Array),
  /** 1 where a word stands, 0 at marks; as long as `ids`. */
  isWord: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});
export type WritingRecord = z.infer<typeof writingRecordSchema>;

/** A list of suggestions of which one was taken: numbers that describe them (`ranking/features.ts`), never the texts. */
export const takenSuggestionSchema = z.object({
  id: z.number().int().optional(),
  site: siteIdSchema,
  at: time,
  day: z.string(),
  /** `[n, OPTION_FEATURE_COUNT]` */
  rows: floats,
  chosen: z.number().int().nonnegative(),
});
export type TakenSuggestion = z.infer<typeof takenSuggestionSchema>;

export const modelRecordSchema = z.object({
  hash: modelHashSchema,
  task: taskSchema,
  version: z.number().int().nonnegative(),
  parameters: bytes,
  fetchedAt: time,
});
export type ModelRecord = z.infer<typeof modelRecordSchema>;

/** What one training left behind, until it was made an update. */
export const trainingResultSchema = z.object({
  id: z.string(),
  task: taskSchema,
  base: modelHashSchema,
  delta: floats,
  steps: z.number().int(),
  examples: z.number().int(),
  lossBefore: z.number().nullable(),
  lossAfter: z.number().nullable(),
  backend: z.string(),
  at: time,
});
export type TrainingResult = z.infer<typeof trainingResultSchema>;

export const personalRecordSchema = z.object({
  task: taskSchema,
  base: modelHashSchema,
  /** The personal head and calibration; its schema is the task's (`shared/learning/taste/personal.ts`). */
  head: z.unknown(),
  examples: z.number().int(),
  at: time,
});
export type PersonalRecord = z.infer<typeof personalRecordSchema>;

/** One update on its way: written before it is sent; kept afterwards, without its bytes, as "what was sent". */
export const updateRecordSchema = z.object({
  hash: updateHashSchema,
  task: taskSchema,
  round: z.number().int().positive(),
  base: modelHashSchema,
  /** The frame as sent; kept for the viewer until the next update of the task. */
  frame: bytes,
  /** How its round hides it; absent or null where it does not. The log has to say the same afterwards. */
  masking: maskingTermsSchema.nullable().optional(),
  createdAt: time,
  attempts: z.number().int(),
  nextAttemptAt: time,
  state: z.discriminatedUnion('is', [
    z.object({ is: z.literal('queued') }),
    z.object({ is: z.literal('received'), at: time }),
    z.object({ is: z.literal('refused'), code: z.string(), message: z.string(), at: time }),
    z.object({ is: z.literal('left-out'), why: z.string(), at: time }),
    z.object({
      is: z.literal('aggregated'),
      at: time,
      leafIndex: z.number().int(),
      inclusionVerified: z.boolean(),
      newModel: modelHashSchema.nullable(),
    }),
  ]),
});
export type UpdateRecord = z.infer<typeof updateRecordSchema>;

/** What an update that was made costs of the privacy budget: the device's ledger. */
export const participationRecordSchema = z.object({
  update: updateHashSchema,
  /** Whose model it went to: each server has a budget of its own. */
  server: z.url(),
  task: taskSchema,
  /** σ of its noise; 0 for none. */
  noiseMultiplier: z.number().nonnegative(),
  at: time,
});
export type ParticipationRecord = z.infer<typeof participationRecordSchema>;

/**
 * What a member of a masked group remembers until its group has a sum: state and last answer as `shared/masking` wrote
 * them, stored before anything is sent.
 */
export const maskingRecordSchema = z.object({
  update: updateHashSchema,
  task: taskSchema,
  round: z.number().int().positive(),
  saved: bytes,
  /** The last answer until the server has heard it. */
  said: z.object({ phase: z.number().int(), message: bytes }).nullable(),
});
export type MaskingRecord = z.infer<typeof maskingRecordSchema>;

/** A candidate this device is asked about: fetched, judged on its own examples, answered by a randomised bit. */
export const voteRecordSchema = z.object({
  candidate: modelHashSchema,
  task: taskSchema,
  round: roundNumberSchema,
  /** The version it would replace. */
  current: modelHashSchema,
  /** The candidate itself until it is judged; empty afterwards. */
  parameters: bytes,
  /** When the vote ends. */
  until: time,
  state: z.discriminatedUnion('is', [
    z.object({ is: z.literal('asked') }),
    /** What the device found; it never leaves it. */
    z.object({ is: z.literal('judged'), worse: z.boolean(), at: time }),
    /** What is said, drawn once: sent again as it is until it is answered. */
    z.object({
      is: z.literal('said'),
      worse: z.boolean(),
      segment: segmentSchema.nullable(),
      at: time,
      counted: z.boolean(),
    }),
    z.object({ is: z.literal('missed'), why: z.string(), at: time }),
  ]),
});
export type VoteRecord = z.infer<typeof voteRecordSchema>;

/** A claim's way: the popup shows exactly these states. */
export const claimStateSchema = z.discriminatedUnion('is', [
  z.object({ is: z.literal('claimable') }),
  z.object({ is: z.literal('submitted'), tx: z.string().nullable(), at: time }),
  z.object({
    is: z.literal('confirmed'),
    tx: z.string().nullable(),
    block: z.number().int().nullable(),
    at: time,
  }),
  z.object({ is: z.literal('failed'), why: z.string(), next: z.string(), at: time }),
]);
export const voucherRecordSchema = z.object({
  /** `${chainId}:${genesisHash}:${contract}:${account}`: a local chain that was reset is another chain. */
  key: z.string(),
  voucher: voucherSchema,
  state: claimStateSchema,
  /** What the contract had paid to the account when last looked at, wei. */
  claimedOnChain: z.string(),
  balance: z.string(),
  at: time,
});
export type VoucherRecord = z.infer<typeof voucherRecordSchema>;

/** A credit of the unlinkable payout, from being blinded to being redeemed. Whoever has its signature has its worth. */
export const creditRecordSchema = z.object({
  /** What its signature is of. */
  message: creditMessageSchema,
  /** URL of the server that signs and redeems it. */
  server: z.string(),
  window: z.number().int().nonnegative(),
  denomination: weiSchema,
  publicKey: creditKeySchema.shape.publicKey,
  state: z.discriminatedUnion('is', [
    /** Sent to be signed, or about to be: the same is sent again until it is. */
    z.object({ is: z.literal('blinded'), blinded: rsaBlockSchema, inverse: rsaBlockSchema }),
    z.object({ is: z.literal('held'), signature: rsaBlockSchema }),
    z.object({
      is: z.literal('redeemed'),
      account: addressSchema,
      at: time,
      /** When the server adds it to the account, with those of everybody. */
      addsAt: time.default(0),
    }),
  ]),
  /** Not before this: among those of everybody who drew in the same window, ms since 1970. */
  redeemAt: time,
});
export type CreditRecord = z.infer<typeof creditRecordSchema>;

/** The contributor's key pair: Ed25519, not extractable, made on this device. */
export const keyRecordSchema = z.object({
  key: z.literal('contributor'),
  contributor: contributorIdSchema,
  publicKey: bytes,
  pair: z.custom<CryptoKeyPair>(
    (v) => typeof v === 'object' && v !== null && 'privateKey' in v && 'publicKey' in v,
  ),
  /** Servers (by URL) that have admitted this key. */
  enrolledAt: z.record(z.string(), time),
  createdAt: time,
  /** Made from a phrase that its owner wrote down. */
  hasPhrase: z.boolean().default(false),
});
export type KeyRecord = z.infer<typeof keyRecordSchema>;

/** Small pieces of state that the popup shows, one row a topic. */
export const statusSchemas = {
  training: z.object({
    state: z.enum(['idle', 'preparing', 'training', 'stopping', 'failed']),
    step: z.number().int(),
    of: z.number().int(),
    backend: z.string().nullable(),
    message: z.string().nullable(),
    at: time,
  }),
  server: z.object({
    reachable: z.boolean(),
    message: z.string().nullable(),
    /** The code of what it refused last, where it did. */
    refusal: z.string().nullable().default(null),
    at: time,
  }),
  round: z.object({
    task: taskSchema,
    round: z.number().int(),
    modelVersion: z.number().int(),
    accepted: z.number().int(),
    target: z.number().int(),
    deadline: time,
    at: time,
  }),
  /** What updates of each task have told so far, by the device's own ledger. */
  privacy: z.object({
    tasks: z.array(
      z.object({
        task: taskSchema,
        /** Null where updates carry no noise. */
        budget: z
          .object({
            terms: privacyTermsSchema,
            /** ε of the updates with noise, and of all that are allowed. */
            spent: z.number(),
            total: z.number(),
            participations: z.number().int(),
            isSpent: z.boolean(),
          })
          .nullable(),
        /** Updates that carried no noise. */
        bare: z.number().int(),
        /** The server protects updates less than when somebody agreed to contribute: none is sent. */
        isLessProtected: z.boolean(),
      }),
    ),
    at: time,
  }),
  earnings: z.object({
    /** Wei, decimal: measured in a running or not yet closed epoch are unknown, so only the count is told. */
    owed: z.string(),
    pendingRounds: z.number().int(),
    epochEndsAt: time.nullable(),
    /** The server answers, and cannot reach the chain it pays on. */
    isChainAway: z.boolean().default(false),
    at: time,
  }),
  /** What can be claimed when the server is gone for good: the chain it paid on, and the newest proof. */
  exit: z.object({ chain: chainInfoSchema, proof: exitProofSchema.nullable(), askedAt: time }),
  payout: z.object({
    address: addressSchema,
    boundAt: time.nullable(),
    /** The server is not told whose address it is: it is paid by credits. */
    unlinked: z.boolean().default(false),
  }),
  storage: z.object({ problem: z.string().nullable(), at: time }),
  /** Trouble per site: how often its pages could not be read lately. */
  siteHealth: z.object({
    sites: z.record(
      z.string(),
      z.object({
        opened: z.number().int(),
        unknown: z.number().int(),
        missing: z.record(z.string(), z.number().int()),
        at: time,
      }),
    ),
  }),
} as const;
export type StatusTopic = keyof typeof statusSchemas;
export type Status<T extends StatusTopic> = z.infer<(typeof statusSchemas)[T]>;

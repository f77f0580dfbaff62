import { z } from 'zod';
import { creditsLeafSchema, creditWindowLeafSchema } from './credits.ts';
import { errorCodeSchema } from './errors.ts';
import { bytes32Schema } from './exit-proof.ts';
import {
  addressSchema,
  hashSchema,
  modelHashSchema,
  roundNumberSchema,
  taskSchema,
  updateHashSchema,
  weiSchema,
} from './ids.ts';
import { maskingTermsSchema } from './masking-terms.ts';
import { normDriftSchema, privacyTermsSchema } from './privacy-terms.ts';
import { ruleNameSchema } from './rule-name.ts';
import { segmentSchema } from './segments.ts';
import { wishesLeafSchema } from './wish.ts';

/**
 * Leaves of the transparency log. A leaf's bytes are its canonical CBOR; its hash is RFC 9162's. A verifier hashes what
 * it was given as it was given, and reads it by these schemas afterwards.
 */

const finite = z.number().finite();
const time = z.number().int().nonnegative();

/** What the server's rate is multiplied by: knots in ascending order of steps, lines between them. */
const scheduleSchema = z
  .array(z.tuple([z.number().int().nonnegative(), finite.nonnegative()]))
  .min(1)
  .max(100)
  .refine((knots) => knots.every(([step], i) => i === 0 || step > knots[i - 1]![0]), {
    message: 'steps of a schedule must ascend',
  });
const paced = { learningRate: finite.positive(), schedule: scheduleSchema.optional() };
const moment = finite.min(0).lt(1);
const adaptive = { ...paced, beta1: moment, beta2: moment, epsilon: finite.positive() };

export const optimiserConfigSchema = z.discriminatedUnion('name', [
  z.object({ name: z.literal('fedavg'), ...paced }),
  z.object({ name: z.literal('fedavgm'), ...paced, momentum: moment }),
  z.object({ name: z.literal('fedadam'), ...adaptive }),
  z.object({ name: z.literal('fedyogi'), ...adaptive }),
]);

/** One update of a cohort, as an input of the replay. */
export const cohortRowSchema = z.object({
  update: updateHashSchema,
  bodyHash: hashSchema,
  base: modelHashSchema,
  /** Who sent it, under a name that holds for this epoch only. */
  pseudonym: hashSchema,
  /** min(1, (1 + accepted rounds) / R): how established the contributor is. */
  ramp: finite,
  established: z.boolean(),
  /** Versions between its base and the round's. */
  staleness: z.number().int().nonnegative(),
  /** How many say the same in the long run, ≥ 1. */
  multiplicity: finite.min(1),
  /** How much of it was not sent before, in [0, 1]. */
  novelty: finite.min(0).max(1),
  /** Its entity has more than a tenth of the influence of the last rounds, and is held at 5 %. */
  held: z.boolean(),
  /** Its contributor is too new to be paid yet. */
  probation: z.boolean(),
});

/** An update that was accepted and is not in the cohort: with these anyone can draw it again. */
export const notDrawnRowSchema = z.object({
  update: updateHashSchema,
  pseudonym: hashSchema,
  established: z.boolean(),
});

/** A group of a masked round: what became of it. Its sum is public; its members' updates nobody saw. */
export const groupRowSchema = z.object({
  /** Updates that were drawn into it, sorted. */
  members: z.array(updateHashSchema).min(1),
  /** Those of them that are in the sum; empty without one. */
  summed: z.array(updateHashSchema),
  /** SHA-256 of the packed sum of residues; null when none came out. */
  sum: hashSchema.nullable(),
  /** `too-long`: longer than honest members can make it, and left out. */
  verdict: z.enum(['used', 'too-long', 'void']),
  why: z.string().max(300).nullable(),
});
export type GroupRow = z.infer<typeof groupRowSchema>;

/** How a row stands to the middle of its cohort. */
export const rowStatisticsSchema = z.object({
  distance: finite,
  direction: finite,
  signs: finite,
  flags: z.array(z.enum(['far', 'against', 'signs'])),
});

export const concentrationSchema = z.object({
  gini: finite,
  hhi: finite,
  effectiveParties: finite,
  nakamotoThird: z.number().int(),
  nakamotoHalf: z.number().int(),
  largestShare: finite,
  topPercentShare: finite,
});

/** How contributors outside the cohort voted on a candidate, by randomised response. */
export const electionSchema = z.object({
  /** How many were asked. */
  asked: z.number().int().nonnegative(),
  /** Every vote that was counted, in order of its ballot: a voter finds his own, and anyone counts them. */
  ballots: z.array(z.object({ ballot: hashSchema, worse: z.boolean() })),
  /** Debiased share of ‘worse’; null with too few votes to decide by. */
  worse: z.object({ share: finite, se: finite }).nullable(),
  /** Of segments with enough voters to hide in. */
  segments: z.array(z.object({ segment: segmentSchema, votes: z.number().int(), worse: finite, se: finite })),
});
export type Election = z.infer<typeof electionSchema>;

export const roundLeafSchema = z.object({
  type: z.literal('round'),
  task: taskSchema,
  round: roundNumberSchema,
  outcome: z.enum(['published', 'quarantined', 'void']),
  /** Why it was not published; null when it was. */
  reason: z.string().max(300).nullable(),
  /** Fewer than 20 established entities: the gates that need a crowd do not apply yet. */
  bootstrap: z.boolean(),
  profile: z.enum(['laptop', 'standard']),
  base: z.object({ version: z.number().int().positive(), hash: modelHashSchema }),
  result: z
    .object({
      version: z.number().int().positive(),
      hash: modelHashSchema,
      /** SHA-256 of the aggregate's float32 bytes. */
      aggregate: hashSchema,
      stateAfter: hashSchema,
    })
    .nullable(),
  rule: z.object({ name: ruleNameSchema, f: z.number().int().nonnegative() }).nullable(),
  /** C: L2 norm every update was held to. */
  norm: finite.positive(),
  /** The noise that every update carries, on top of C; absent or null for none. */
  privacy: privacyTermsSchema.nullable().optional(),
  /** C of the next round, and by which rule it follows from this one's updates; absent where C is fixed. */
  nextNorm: z.object({ drift: normDriftSchema, norm: finite.positive() }).nullable().optional(),
  /** How single updates are hidden; absent or null where bodies are what was learnt. */
  masking: maskingTermsSchema.nullable().optional(),
  /** Groups of a masked round. Their means are the rule's rows then: weights, shares and statistics are of those used. */
  groups: z.array(groupRowSchema).nullable().optional(),
  optimiser: optimiserConfigSchema,
  stateBefore: hashSchema,
  seed: z.object({ commitment: hashSchema, reveal: hashSchema }),
  /** K: how many were to be drawn at most. */
  size: z.number().int().positive(),
  notDrawn: z.array(notDrawnRowSchema),
  /** Drawn, and left out because their bodies were damaged or erased before the round was computed. */
  lost: z.array(notDrawnRowSchema),
  cohort: z.array(cohortRowSchema),
  /** After ramp, staleness, multiplicity and cap; same order as `cohort`. */
  weights: z.array(finite),
  /** Projection shares of the step; same order as `cohort`. */
  shares: z.array(finite),
  influence: concentrationSchema,
  /** How far the aggregate would have been elsewhere without each row, Σ = 1; null where it cannot be told. */
  leaveOneOut: z.array(finite).nullable(),
  /** Same order as `cohort`; empty for fewer than three. */
  statistics: z.array(rowStatisticsSchema),
  /** Over the last 50 rounds with this one, by entity. */
  influenceWindow: z.object({ rounds: z.number().int().nonnegative(), of: concentrationSchema }),
  /** L2 norm of the model's step. */
  stepNorm: finite.nullable(),
  /** What the probe panel says of the step; null without a panel. */
  effect: z.object({ lossBefore: finite, lossAfter: finite, jump: finite }).nullable(),
  /** Median pairwise cosine of the cohort: how much the updates agree. */
  agreement: finite.nullable(),
  /** How many attackers the rule's proof covers on these rows, at most the rule's f; null for rules without a proof. */
  promised: z.number().int().nonnegative().nullable(),
  /** Updates refused while the round was open: the first 500 one by one, all of them by reason. */
  refused: z.array(z.object({ update: updateHashSchema.nullable(), code: errorCodeSchema })).max(500),
  refusedByReason: z.record(z.string(), z.number().int().positive()),
  ratification: z.enum(['ratified', 'refused', 'skipped-small']),
  /** Null where nobody was asked. */
  election: electionSchema.nullable().optional(),
  /** Salted commitment to the direction by which the round is valued; opened when the epoch closes. */
  valuation: z.object({ directionCommitment: hashSchema, panelCommitment: hashSchema }).nullable(),
  openedAt: time,
  closedAt: time,
});
export type RoundLeaf = z.infer<typeof roundLeafSchema>;

export const epochLeafSchema = z.object({
  type: z.literal('epoch'),
  epoch: z.number().int().nonnegative(),
  pool: weiSchema,
  referenceScore: finite,
  cap: finite,
  fewestRounds: z.number().int(),
  rounds: z.array(
    z.object({
      task: taskSchema,
      round: roundNumberSchema,
      /** Blob with g as float32, and the salt of its commitment. */
      direction: hashSchema,
      salt: hashSchema,
      values: z.array(z.object({ update: updateHashSchema, value: finite })),
    }),
  ),
  outcomes: z.array(
    z.object({
      pseudonym: hashSchema,
      outcome: z.enum(['paid', 'carried', 'unpaid']),
      /** What was known of this entity's worth before the epoch. */
      before: z.object({ rounds: z.number().int(), sum: finite, squares: finite, paidUpTo: finite }),
      score: finite,
      pay: weiSchema,
      why: z.string().max(60).nullable(),
    }),
  ),
  issued: weiSchema,
  closedAt: time,
});
export type EpochLeaf = z.infer<typeof epochLeafSchema>;

/** A root of the exit path: what everybody could claim by proof if this server ended now. */
export const exitLeafSchema = z.object({
  type: z.literal('exit'),
  chainId: z.number().int().positive(),
  contract: addressSchema,
  /** Last finished epoch that is included. */
  epoch: z.number().int().nonnegative(),
  root: bytes32Schema,
  /** Blob of its leaves [n · 32], ascending. */
  leaves: hashSchema,
  accounts: z.number().int().positive(),
  /** Everything ever owed, rounded down to what can be claimed, wei. */
  total: weiSchema,
  at: time,
});
export type ExitLeaf = z.infer<typeof exitLeafSchema>;

const genesisLeafSchema = z.object({
  type: z.literal('genesis'),
  protocol: z.number().int(),
  task: taskSchema,
  model: z.object({ version: z.literal(1), hash: modelHashSchema, parameters: z.number().int().positive() }),
  optimiserState: hashSchema,
  createdAt: time,
});

export const leafSchema = z.discriminatedUnion('type', [
  genesisLeafSchema,
  roundLeafSchema,
  epochLeafSchema,
  exitLeafSchema,
  creditWindowLeafSchema,
  creditsLeafSchema,
  wishesLeafSchema,
]);
export type Leaf = z.infer<typeof leafSchema>;

/** A signed tree head: signature by the server's log key over the canonical digest of {size, root, at}. */
export const treeHeadSchema = z.object({
  size: z.number().int().nonnegative(),
  root: hashSchema,
  at: time,
  signature: z.string().regex(/^[0-9a-f]{128}$/),
});
export type TreeHead = z.infer<typeof treeHeadSchema>;

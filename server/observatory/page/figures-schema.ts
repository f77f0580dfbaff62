import { z } from 'zod';
import { taskSchema, weiSchema } from '../../../shared/protocol/ids.ts';
import { concentrationSchema, electionSchema, treeHeadSchema } from '../../../shared/protocol/log.ts';
import { ruleNameSchema } from '../../../shared/protocol/rule-name.ts';

/** What the observatory shows, as the server tells it and its page reads it. */
const whole = z.number().int().nonnegative();

export const figuresSchema = z.object({
  server: z.string(),
  profile: z.enum(['laptop', 'standard']),
  participants: whole,
  log: treeHeadSchema,
  underWay: z.array(
    z.object({
      task: taskSchema,
      round: whole,
      state: z.string(),
      accepted: whole,
      target: whole,
      /** Ms since 1970. */
      deadline: whole,
    }),
  ),
  /** Newest first. */
  rounds: z.array(
    z.object({
      /** Its place in the log. */
      leaf: whole,
      task: taskSchema,
      round: whole,
      outcome: z.enum(['published', 'quarantined', 'void']),
      reason: z.string().nullable(),
      bootstrap: z.boolean(),
      cohort: whole,
      notDrawn: whole,
      newcomers: whole,
      refused: z.record(z.string(), whole),
      rule: z.object({ name: ruleNameSchema, f: whole }).nullable(),
      largestShare: z.number(),
      hhi: z.number(),
      windowHhi: z.number(),
      windowNakamotoThird: whole,
      agreement: z.number().nullable(),
      promised: whole.nullable(),
      flagged: whole,
      version: whole.nullable(),
      closedAt: whole,
    }),
  ),
  /** Oldest first. */
  quality: z.array(
    z.object({
      task: taskSchema,
      round: whole,
      version: whole.nullable(),
      outcome: z.enum(['published', 'quarantined', 'void']),
      panelLoss: z.number().nullable(),
      votes: whole,
      worse: electionSchema.shape.worse,
      segments: electionSchema.shape.segments,
    }),
  ),
  influence: z.array(
    z.object({
      task: taskSchema,
      rounds: whole,
      entities: whole,
      concentration: concentrationSchema,
      /** Share that the least influential hold together, at even steps from none to all of them. */
      lorenz: z.array(z.number()),
    }),
  ),
  versions: z.array(z.object({ task: taskSchema, version: whole, hash: z.string(), publishedAt: whole })),
  /** Oldest first. */
  epochs: z.array(
    z.object({
      epoch: whole,
      pool: weiSchema,
      issued: weiSchema,
      paid: whole,
      unpaid: whole,
      closedAt: whole,
    }),
  ),
  claims: z.object({ relayed: whole, lastAt: whole.nullable() }),
  /** Whether ledger and chain agreed when they were last compared. */
  supply: z.object({ checkedAt: whole.nullable(), problems: z.array(z.string()) }),
  chain: z.object({ chainId: whole, rewards: z.string(), token: z.string() }).nullable(),
  /** What the server decides by itself. */
  powers: z.array(
    z.object({
      task: taskSchema,
      rule: ruleNameSchema,
      norm: z.number(),
      optimiser: z.string(),
      serverRate: z.number(),
      protection: z.string(),
      cohort: whole,
      minimum: whole,
      capacity: whole,
    }),
  ),
  /** Who may fetch updates' bodies. */
  bodies: z.enum(['public', 'auditors']),
  /** Whether updates are valued by a probe panel. */
  panel: z.boolean(),
});
export type Figures = z.infer<typeof figuresSchema>;

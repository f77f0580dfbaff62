import { z } from 'zod';
import {
  cohortRowSchema,
  concentrationSchema,
  electionSchema,
  groupRowSchema,
  notDrawnRowSchema,
  rowStatisticsSchema,
} from '../../shared/protocol/log.ts';
import { normDriftSchema } from '../../shared/protocol/privacy-terms.ts';

/**
 * The life of a round: open → closing → candidate → ratifying → published | quarantined | void.
 *
 * Every arrow is one transaction, and every step between two arrows can be repeated: a process killed anywhere goes on
 * from the last arrow, with no accepted update lost or counted twice.
 */
export const activeStates = ['open', 'closing', 'candidate', 'ratifying'] as const;

const drawnEntrySchema = z.object({ update: z.string(), entity: z.string(), established: z.boolean() });

/** Who was drawn when a round closed, who was not, and what was sent before. */
export const drawSchema = z.object({
  /** Enough established entities took part lately: newcomers are held to a tenth. */
  crowd: z.boolean(),
  cohort: z.array(drawnEntrySchema),
  notDrawn: z.array(drawnEntrySchema),
  copies: z.array(z.string()),
});

/** A row of the cohort with whose it is: the log tells only the pseudonym. */
export const candidateRowSchema = cohortRowSchema.extend({ contributor: z.string(), entity: z.string() });

/** What closing computed, kept with the round until it is published. Hashes name blobs that are already stored. */
export const candidateSchema = z.object({
  outcome: z.discriminatedUnion('is', [
    z.object({
      is: z.literal('model'),
      model: z.string(),
      aggregate: z.string(),
      stateAfter: z.string(),
      weights: z.array(z.number()),
      shares: z.array(z.number()),
      influence: concentrationSchema,
      agreement: z.number().nullable(),
      promised: z.number().int().nullable(),
      stepNorm: z.number(),
      leaveOneOut: z.array(z.number()).nullable(),
      statistics: z.array(rowStatisticsSchema),
      window: z.object({ rounds: z.number().int(), of: concentrationSchema }),
      effect: z.object({ lossBefore: z.number(), lossAfter: z.number(), jump: z.number() }).nullable(),
      /** Checks of the candidate that failed: it will be quarantined. */
      failed: z.string().nullable(),
    }),
    z.object({ is: z.literal('no-model'), why: z.string() }),
  ]),
  f: z.number().int(),
  /** Groups of a masked round; the rule's rows are the means of those used. */
  groups: z.array(groupRowSchema).nullable().default(null),
  bootstrap: z.boolean(),
  /** C of the next round, where it follows the updates. */
  nextNorm: z.object({ drift: normDriftSchema, norm: z.number() }).nullable().default(null),
  cohort: z.array(candidateRowSchema),
  notDrawn: z.array(notDrawnRowSchema.extend({ entity: z.string() })),
  lost: z.array(notDrawnRowSchema.extend({ entity: z.string() })),
  valuation: z
    .object({
      direction: z.string(),
      salt: z.string(),
      directionCommitment: z.string(),
      panelCommitment: z.string(),
      values: z.array(z.object({ update: z.string(), value: z.number(), why: z.string().nullable() })),
    })
    .nullable(),
  /** While contributors are asked: until when, ms since 1970. */
  ratifyUntil: z.number().int().nullable().default(null),
  ratification: z.enum(['ratified', 'refused', 'skipped-small']).nullable(),
  /** What the votes were; null where nobody was asked. */
  election: electionSchema.nullable().default(null),
});
export type RoundCandidate = z.infer<typeof candidateSchema>;

/** Each member of the cohort's part of shares of the rule's rows: all of its own row, or an equal part of its group's. */
export function sharesOfMembers(
  { cohort, groups }: Pick<RoundCandidate, 'cohort' | 'groups'>,
  shares: readonly number[],
): number[] {
  if (groups === null) return [...shares];
  const used = groups.filter(({ verdict }) => verdict === 'used');
  const part = new Map(
    used.flatMap(({ summed }, i) => summed.map((update) => [update, (shares[i] ?? 0) / summed.length])),
  );
  return cohort.map(({ update }) => part.get(update) ?? 0);
}

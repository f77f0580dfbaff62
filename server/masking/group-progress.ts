import { z } from 'zod';

/** Where a group of a masked round stands; kept with the round. Members are named by the hashes of their updates. */
export const groupProgressSchema = z.object({
  members: z.array(z.string()),
  /** The phase whose messages are collected; the first are the updates themselves, and were when the round closed. */
  phase: z.number().int().nonnegative(),
  /** Nothing that is said in this phase counts any more. */
  isClosed: z.boolean(),
  /** When it ends, whoever has not answered by then; ms since 1970. */
  deadline: z.number().int(),
  end: z
    .discriminatedUnion('is', [
      z.object({ is: z.literal('sum'), sum: z.string(), summed: z.array(z.string()) }),
      z.object({ is: z.literal('void'), why: z.string(), culprits: z.array(z.string()) }),
    ])
    .nullable(),
});
export type GroupProgress = z.infer<typeof groupProgressSchema>;

const groupsSchema = z.array(groupProgressSchema);

/** The groups of a round; none before they are drawn. */
export function groupsOf({ groups }: { readonly groups: unknown }): GroupProgress[] {
  return groups === null ? [] : groupsSchema.parse(groups);
}

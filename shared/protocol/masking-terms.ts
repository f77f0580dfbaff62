import { z } from 'zod';
import { hashSchema } from './ids.ts';

/** Ways in which a server learns sums of groups, and no single update (`shared/masking`). */
export const maskingEngineSchema = z.enum(['helper', 'pairwise']);

/** Fewest members that a group may have: of fewer, whoever knows all but one knows that one. */
const SMALLEST_GROUP = 3;

export const groupSizeSchema = z.number().int().min(SMALLEST_GROUP).max(255);

/** How a round hides single updates; published with it. */
export const maskingTermsSchema = z.discriminatedUnion('engine', [
  z.object({
    engine: z.literal('helper'),
    /** g: members of a group. */
    groupSize: groupSizeSchema,
    /** Raw X25519 public key of the helper, hex: a device compares it with what the log says later. */
    helperKey: hashSchema,
  }),
  z.object({ engine: z.literal('pairwise'), groupSize: groupSizeSchema }),
]);
export type MaskingTerms = z.infer<typeof maskingTermsSchema>;

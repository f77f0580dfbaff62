import { z } from 'zod';
import { contributorIdSchema, hashSchema, modelHashSchema, roundNumberSchema, taskSchema } from './ids.ts';

/** Changes when an old client could no longer take part. */
export const PROTOCOL_VERSION = 1;

/** Ways to write a delta as bytes (`shared/codec`), or a member's first message of a masked sum (`shared/masking`). */
export const codecSchema = z.enum(['int8-block', 'masked-helper', 'masked-pairwise']);
export type Codec = z.infer<typeof codecSchema>;

/**
 * What a contributor signs about an update. There is no count of examples, no segment, no duration and no free string:
 * what a client claims about itself earns nothing and would only leak. `strictObject`, so nothing can be smuggled in.
 */
export const envelopeSchema = z.strictObject({
  protocol: z.literal(PROTOCOL_VERSION),
  task: taskSchema,
  round: roundNumberSchema,
  /** Model the delta was trained from. */
  base: modelHashSchema,
  bodyHash: hashSchema,
  /** Length of the body in bytes. */
  bodyLength: z.number().int().positive().max(64_000_000),
  codec: codecSchema,
  /** 128 random bits, so that equal bodies still make different envelopes. */
  nonce: z.string().regex(/^[0-9a-f]{32}$/),
  /** Whole seconds since 1970: finer times would only help linking. */
  created: z.number().int().positive().max(4_102_444_800),
  contributor: contributorIdSchema,
});
export type Envelope = z.infer<typeof envelopeSchema>;

import { z } from 'zod';
import { addressSchema } from './ids.ts';

/** That an address takes tips for what a writer publishes, signed by the address's key (`shared/tips`). */
export const tipSchema = z.object({
  /** The writer's profile, as `writerAt` spells it: `archiveofourown.org/users/quill`. */
  writer: z.string().min(1).max(200),
  address: addressSchema,
  /** EIP-191, 65 bytes. */
  signature: z.string().regex(/^0x[0-9a-f]{130}$/i),
});
export type Tip = z.infer<typeof tipSchema>;

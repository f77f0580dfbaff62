import { z } from 'zod';
import { canonicalBytes, readCanonical } from '../protocol/canonical.ts';

/** Bytes of a given length, as messages carry them. */
export const bytesOf = (length: number) =>
  z.custom<Uint8Array>(
    (value) => value instanceof Uint8Array && value.length === length,
    `expected ${length} bytes`,
  );
export const someBytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'expected bytes');

export const memberSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** A message, or a state, as canonical bytes. */
export const writeMessage: (value: unknown) => Uint8Array = canonicalBytes;

/** Reads what another party wrote: null for anything that is not just that. */
export function readMessage<T>(bytes: Uint8Array, schema: z.ZodType<T>): T | null {
  const read = readCanonical(bytes);
  const parsed = read === null ? null : schema.safeParse(read.value);
  return parsed?.success === true ? parsed.data : null;
}

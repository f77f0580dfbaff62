import type { z } from 'zod';
import { fromHex, toHex } from '../crypto/hex.ts';

/** A value as an address's fragment (`#…`), its JSON in hex: browsers send no fragment to a server. */
export function toFragment<S extends z.ZodType>(schema: S, value: z.infer<S>): string {
  return `#${toHex(new TextEncoder().encode(JSON.stringify(schema.parse(value))))}`;
}

/** The value of a fragment; null where there is none, or one that the schema does not know. */
export function fromFragment<S extends z.ZodType>(schema: S, fragment: string): z.infer<S> | null {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(fromHex(fragment.replace(/^#/, ''))));
    const parsed = schema.safeParse(json);
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

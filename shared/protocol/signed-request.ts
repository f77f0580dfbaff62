import { z } from 'zod';
import { canonicalDigest } from './canonical.ts';
import { PROTOCOL_VERSION } from './envelope.ts';
import { contributorIdSchema } from './ids.ts';

/**
 * A request that only the holder of a contributor key can make. The signature is over the canonical bytes of
 * everything beside itself, the action's name included, so that a request for one thing never serves for another.
 */
export function signedRequestSchema<A extends string, P extends z.ZodType>(action: A, payload: P) {
  return z.strictObject({
    protocol: z.literal(PROTOCOL_VERSION),
    action: z.literal(action),
    contributor: contributorIdSchema,
    payload,
    /** Whole seconds since 1970. */
    created: z.number().int().positive(),
    nonce: z.string().regex(/^[0-9a-f]{32}$/),
    signature: z.string().regex(/^[0-9a-f]{128}$/),
  });
}

/** What is signed of a request: SHA-256 over everything but the signature. */
export function signedRequestDigest(request: Record<string, unknown>): Uint8Array {
  const { signature: _, ...signed } = request;
  return canonicalDigest(signed);
}

/** How far a request's clock may be from the server's, in seconds. */
export const CLOCK_TOLERANCE_SECONDS = 900;

import { eq, lt } from 'drizzle-orm';
import { fromHex } from '../../shared/crypto/hex.ts';
import { verifySignature } from '../../shared/crypto/signing.ts';
import { Refused } from '../../shared/protocol/errors.ts';
import { CLOCK_TOLERANCE_SECONDS, signedRequestDigest } from '../../shared/protocol/signed-request.ts';
import type { Database } from '../store/database.ts';
import { contributors, requestNonces } from '../store/schema.ts';

export interface SignedRequest {
  readonly contributor: string;
  readonly created: number;
  readonly nonce: string;
  readonly signature: string;
}

/**
 * Checks that a request was signed by its enrolled contributor, lately, and never seen before.
 * @throws Refused CLOCK_SKEW, CONTRIBUTOR_UNKNOWN, SIGNATURE_INVALID, REPLAYED
 */
export async function authenticate(
  db: Database,
  request: SignedRequest & Record<string, unknown>,
  now: number,
): Promise<typeof contributors.$inferSelect> {
  if (Math.abs(now / 1000 - request.created) > CLOCK_TOLERANCE_SECONDS) {
    throw new Refused('CLOCK_SKEW', 'The request was made too far from the server’s time.');
  }
  const [contributor] = await db.select().from(contributors).where(eq(contributors.id, request.contributor));
  if (contributor === undefined)
    throw new Refused('CONTRIBUTOR_UNKNOWN', 'This contributor is not enrolled here.');
  const valid = await verifySignature(
    fromHex(contributor.publicKey),
    fromHex(request.signature),
    signedRequestDigest(request),
  );
  if (!valid) throw new Refused('SIGNATURE_INVALID', 'The signature is not of the enrolled key.');
  await db.delete(requestNonces).where(lt(requestNonces.expiresAt, now));
  const fresh = await db
    .insert(requestNonces)
    .values({ nonce: request.nonce, expiresAt: now + 2 * CLOCK_TOLERANCE_SECONDS * 1000 })
    .onConflictDoNothing()
    .returning({ nonce: requestNonces.nonce });
  if (fresh.length === 0) throw new Refused('REPLAYED', 'This request was received before.');
  return contributor;
}

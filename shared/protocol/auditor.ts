import { fromHex, toHex } from '../crypto/hex.ts';
import { verifySignature } from '../crypto/signing.ts';
import { canonicalDigest } from './canonical.ts';
import { PROTOCOL_VERSION } from './envelope.ts';
import { CLOCK_TOLERANCE_SECONDS } from './signed-request.ts';

/**
 * How an enrolled auditor asks for bytes that are not for everybody: the request's `authorization` says who asks, for
 * what and when, signed by the key that the operator enrolled.
 */
export interface Auditor {
  /** Raw Ed25519 public key, hex. */
  readonly key: string;
  /** Ed25519 over 32 bytes. */
  readonly sign: (digest: Uint8Array) => Promise<Uint8Array>;
}

/** The `authorization` of a request for the bytes of `hash`. @param now ms since 1970 */
export async function auditorAuthorization(auditor: Auditor, hash: string, now: number): Promise<string> {
  const created = Math.floor(now / 1000);
  const signature = await auditor.sign(digestOf(hash, created));
  return `Auditor ${auditor.key} ${created} ${toHex(signature)}`;
}

/** Whether `authorization` is one of these auditors asking for the bytes of `hash` now. Malformed is `false`. */
export async function isAuditor(
  authorization: string | undefined,
  hash: string,
  auditors: readonly string[],
  now: number,
): Promise<boolean> {
  const parts = /^Auditor ([0-9a-f]{64}) (\d{1,12}) ([0-9a-f]{128})$/.exec(authorization ?? '');
  const [, key, time, signature] = parts ?? [];
  if (key === undefined || time === undefined || signature === undefined) return false;
  if (!auditors.includes(key) || Math.abs(now / 1000 - Number(time)) > CLOCK_TOLERANCE_SECONDS) return false;
  return verifySignature(fromHex(key), fromHex(signature), digestOf(hash, Number(time)));
}

function digestOf(hash: string, created: number): Uint8Array {
  return canonicalDigest({ protocol: PROTOCOL_VERSION, action: 'audit', hash, created });
}

import { fromHex } from '../crypto/hex.ts';
import type { Credit } from '../protocol/credits.ts';

/** Salt of the PSS encoding, bytes: as long as SHA-384's digest (RFC 9474 §5). */
const SALT_BYTES = 48;

/**
 * Whether a credit's signature is of this key: RSASSA-PSS with SHA-384, as a blind signature is once it is unblinded
 * (RFC 9474 §4.5). Malformed keys are `false`, never an exception.
 * @param publicKey DER of its SubjectPublicKeyInfo, hex
 */
export async function verifyCredit(
  credit: Pick<Credit, 'message' | 'signature'>,
  publicKey: string,
): Promise<boolean> {
  try {
    const algorithm = { name: 'RSA-PSS', hash: 'SHA-384' } as const;
    const key = await crypto.subtle.importKey('spki', new Uint8Array(fromHex(publicKey)), algorithm, false, [
      'verify',
    ]);
    return await crypto.subtle.verify(
      { name: 'RSA-PSS', saltLength: SALT_BYTES },
      key,
      new Uint8Array(fromHex(credit.signature)),
      new Uint8Array(fromHex(credit.message)),
    );
  } catch {
    return false;
  }
}

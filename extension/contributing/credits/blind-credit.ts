import { RSABSSA } from '@cloudflare/blindrsa-ts';
import { fromHex, toHex } from '../../../shared/crypto/hex.ts';

/** Randomised: a prefix of 32 random bytes keeps a server with a made-up key from recognising a credit (RFC 9474 §7.2). */
const suite = RSABSSA.SHA384.PSS.Randomized();

/** A credit that is to be signed, with what unblinds its signature; hex. Only `blinded` ever leaves before it is spent. */
export interface BlindedCredit {
  /** What the signature will be of, 64 bytes. */
  readonly message: string;
  readonly blinded: string;
  readonly inverse: string;
}

/**
 * A fresh credit, blinded for the key that is to sign it (Prepare and Blind of RFC 9474 §4.1, §4.2).
 * @param publicKey DER of its SubjectPublicKeyInfo, hex
 * @param own 32 random bytes: what makes it this credit
 * @throws {Error} for a key that is none
 */
export async function blindCredit(publicKey: string, own: Uint8Array): Promise<BlindedCredit> {
  const message = suite.prepare(own);
  const { blindedMsg, inv } = await suite.blind(await importKey(publicKey), message);
  return { message: toHex(message), blinded: toHex(blindedMsg), inverse: toHex(inv) };
}

/**
 * The credit's signature, taken out of the blind one and checked (Finalize of RFC 9474 §4.4); 256 bytes, hex.
 * @throws {Error} where the server signed something else, or with another key
 */
export async function unblindCredit(
  publicKey: string,
  { message, inverse }: BlindedCredit,
  blindSignature: string,
): Promise<string> {
  const key = await importKey(publicKey);
  return toHex(await suite.finalize(key, fromHex(message), fromHex(blindSignature), fromHex(inverse)));
}

function importKey(publicKey: string): Promise<CryptoKey> {
  const algorithm = { name: 'RSA-PSS', hash: 'SHA-384' };
  return crypto.subtle.importKey('spki', new Uint8Array(fromHex(publicKey)), algorithm, true, ['verify']);
}

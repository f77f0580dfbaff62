import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { fromHex } from '../../crypto/hex.ts';
import { contextBytes, type MaskingContext } from '../group-terms.ts';

/** Keys of one round (X25519, RFC 7748): made for it, forgotten after it. */
export interface RoundKey {
  /** 32 bytes; a member's own, which shares of it can restore. */
  readonly secret: Uint8Array;
  /** 32 bytes */
  readonly shown: Uint8Array;
}

/** What PKCS #8 puts before the 32 bytes of an X25519 key (RFC 8410, §7). */
const PKCS8 = fromHex('302e020100300506032b656e04220420');

export async function makeRoundKey(): Promise<RoundKey> {
  const made = await crypto.subtle.generateKey('X25519', true, ['deriveBits']);
  if (!('privateKey' in made)) throw new Error('the platform makes no X25519 key pairs');
  const { privateKey, publicKey } = made;
  const wrapped = new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey));
  return {
    secret: wrapped.slice(PKCS8.length),
    shown: new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)),
  };
}

/** Agrees with other members by one's own secret: what two share, or null for a key that is none. */
export type Agreement = (shown: Uint8Array) => Promise<Uint8Array | null>;

/** Agreements by a secret, whose key is opened once for them all. */
export async function agreementBy(secret: Uint8Array): Promise<Agreement> {
  const own = await privateKeyOf(secret);
  return async (shown) => {
    try {
      const other = await crypto.subtle.importKey('raw', new Uint8Array(shown), 'X25519', true, []);
      return new Uint8Array(await crypto.subtle.deriveBits({ name: 'X25519', public: other }, own, 256));
    } catch {
      // WebCrypto refuses points of small order, with which every secret would be the same.
      return null;
    }
  };
}

/** The public key that belongs to a secret: whether shares restored the right one. */
export async function shownOf(secret: Uint8Array): Promise<Uint8Array> {
  // X25519 of the base point, 9.
  const base = new Uint8Array(32);
  base[0] = 9;
  return (await (await agreementBy(secret))(base)) ?? new Uint8Array(32);
}

function privateKeyOf(secret: Uint8Array): Promise<CryptoKey> {
  const wrapped = new Uint8Array(PKCS8.length + secret.length);
  wrapped.set(PKCS8);
  wrapped.set(secret, PKCS8.length);
  return crypto.subtle.importKey('pkcs8', wrapped, 'X25519', false, ['deriveBits']);
}

/** Encrypts what `from` says to `to` alone: AES-256-GCM under a key of this round, this direction and these two. */
export async function encryptFor(
  agreed: Uint8Array,
  plain: Uint8Array,
  context: MaskingContext,
  between: { readonly from: string; readonly to: string },
): Promise<Uint8Array> {
  const { key, parameters } = await cipherOf(agreed, context, between);
  return new Uint8Array(await crypto.subtle.encrypt(parameters, key, new Uint8Array(plain)));
}

/** The reverse; null for what was not encrypted so. */
export async function decryptFrom(
  agreed: Uint8Array,
  encrypted: Uint8Array,
  context: MaskingContext,
  between: { readonly from: string; readonly to: string },
): Promise<Uint8Array | null> {
  try {
    const { key, parameters } = await cipherOf(agreed, context, between);
    return new Uint8Array(await crypto.subtle.decrypt(parameters, key, new Uint8Array(encrypted)));
  } catch {
    return null;
  }
}

async function cipherOf(
  agreed: Uint8Array,
  context: MaskingContext,
  { from, to }: { readonly from: string; readonly to: string },
) {
  const info = contextBytes(context, 'shares', [from, to]);
  const bytes = hkdf(nobleSha256, agreed, new Uint8Array(0), info, 32);
  const key = await crypto.subtle.importKey('raw', new Uint8Array(bytes), 'AES-GCM', false, [
    'encrypt',
    'decrypt',
  ]);
  // One message a key: the nonce need not vary.
  return {
    key,
    parameters: { name: 'AES-GCM', iv: new Uint8Array(12), additionalData: new Uint8Array(info) } as const,
  };
}

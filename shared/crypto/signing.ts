/** Ed25519 signatures (RFC 8032) by WebCrypto: the same code signs in the browser and verifies on the server. */

/** Verifies an Ed25519 `signature` [64] of `message` under a raw public key [32]. Malformed input is `false`, never an exception. */
export async function verifySignature(
  publicKey: Uint8Array,
  signature: Uint8Array,
  message: Uint8Array,
): Promise<boolean> {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  try {
    const key = await crypto.subtle.importKey('raw', owned(publicKey), 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', key, owned(signature), owned(message));
  } catch {
    return false;
  }
}

/** Signs `message`; returns 64 bytes. */
export async function sign(privateKey: CryptoKey, message: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, owned(message)));
}

export interface SigningKey {
  readonly pair: CryptoKeyPair;
  /** Raw public key, 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** Makes a key pair. A device's key is not extractable; a server's is, because it must survive a restart. */
export async function generateSigningKey(options: { extractable: boolean }): Promise<SigningKey> {
  const pair = await crypto.subtle.generateKey('Ed25519', options.extractable, ['sign', 'verify']);
  return { pair, publicKey: new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)) };
}

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410 §7). */
const PKCS8_START = Uint8Array.of(48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32);

/** The key pair of a seed [32] (RFC 8032 §5.1.5); its private half cannot be exported. */
export async function signingKeyOf(seed: Uint8Array): Promise<SigningKey> {
  const pkcs8 = new Uint8Array([...PKCS8_START, ...seed]);
  const readable = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign']);
  const { x } = await crypto.subtle.exportKey('jwk', readable);
  if (x === undefined) throw new Error('an Ed25519 key without its public half');
  const publicKey = fromBase64Url(x);
  return {
    pair: {
      privateKey: await importPrivateKey(pkcs8),
      publicKey: await crypto.subtle.importKey('raw', publicKey, 'Ed25519', true, ['verify']),
    },
    publicKey,
  };
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

/** PKCS #8 bytes of an extractable private key. */
export async function exportPrivateKey(key: CryptoKey): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.exportKey('pkcs8', key));
}

/** Private key from PKCS #8 bytes. @throws if they are not an Ed25519 key */
export async function importPrivateKey(pkcs8: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('pkcs8', owned(pkcs8), 'Ed25519', false, ['sign']);
}

/** A copy over a buffer of its own: WebCrypto takes no view of shared memory. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

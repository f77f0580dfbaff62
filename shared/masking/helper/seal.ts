import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { z } from 'zod';
import { sha256 } from '../../crypto/sha256.ts';
import { verifySignature } from '../../crypto/signing.ts';
import { contextBytes, type MaskingContext } from '../group-terms.ts';
import { SECRET_LENGTH } from '../mask-stream.ts';
import { bytesOf, writeMessage } from '../message.ts';

/** HPKE (RFC 9180) in base mode: X25519, HKDF-SHA-256, AES-256-GCM. */
export const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

/** A member's secret for the helper: what the aggregator passes on and cannot read. */
export const sealSchema = z.strictObject({
  publicKey: bytesOf(32),
  /** New for every seal; with the key it names a seal that is opened once. */
  nonce: bytesOf(16),
  /** SHA-256 of the masked vector that the secret belongs to. */
  maskedHash: bytesOf(32),
  /** HPKE's encapsulated key. */
  encapsulated: bytesOf(32),
  /** The secret, encrypted. */
  sealed: bytesOf(SECRET_LENGTH + 16),
  /** Ed25519 of the member over all of the above and the context. */
  signature: bytesOf(64),
});
export type Seal = z.infer<typeof sealSchema>;

/** Seals `secret` to the helper whose raw X25519 public key this is. @throws for a key that is none */
export async function sealSecret(
  secret: Uint8Array,
  inputs: {
    readonly context: MaskingContext;
    readonly helperKey: Uint8Array;
    readonly publicKey: Uint8Array;
    readonly nonce: Uint8Array;
    readonly maskedHash: Uint8Array;
    sign(digest: Uint8Array): Promise<Uint8Array>;
  },
): Promise<Seal> {
  const { context, publicKey, nonce, maskedHash } = inputs;
  const { enc, ct } = await suite.seal(
    {
      recipientPublicKey: await suite.kem.deserializePublicKey(buffer(inputs.helperKey)),
      info: infoOf(context),
    },
    buffer(secret),
    aadOf({ publicKey, nonce, maskedHash }),
  );
  const unsigned = {
    publicKey,
    nonce,
    maskedHash,
    encapsulated: new Uint8Array(enc),
    sealed: new Uint8Array(ct),
  };
  return { ...unsigned, signature: await inputs.sign(digestOf(unsigned, context)) };
}

/** The secret in a seal, for whoever holds the helper's key; null when it is of another round, model, group size or key. */
export async function openSeal(
  seal: Seal,
  context: MaskingContext,
  helperKey: CryptoKey,
): Promise<Uint8Array | null> {
  try {
    const secret = await suite.open(
      { recipientKey: helperKey, enc: buffer(seal.encapsulated), info: infoOf(context) },
      buffer(seal.sealed),
      aadOf(seal),
    );
    return new Uint8Array(secret);
  } catch {
    return null;
  }
}

/** Whether the member signed this seal for this context. */
export function isSigned(seal: Seal, context: MaskingContext): Promise<boolean> {
  const { signature, ...unsigned } = seal;
  return verifySignature(seal.publicKey, signature, digestOf(unsigned, context));
}

function digestOf(unsigned: Omit<Seal, 'signature'>, context: MaskingContext): Uint8Array {
  return sha256(contextBytes(context, 'seal for a helper'), writeMessage(unsigned));
}

function infoOf(context: MaskingContext): ArrayBuffer {
  return buffer(contextBytes(context, 'secret for a helper'));
}

function aadOf({
  publicKey,
  nonce,
  maskedHash,
}: Pick<Seal, 'publicKey' | 'nonce' | 'maskedHash'>): ArrayBuffer {
  return buffer(writeMessage({ publicKey, nonce, maskedHash }));
}

/** A buffer of its own, as HPKE's interface wants it. */
function buffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

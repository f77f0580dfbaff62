import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  privateDecrypt,
  publicEncrypt,
  timingSafeEqual,
} from 'node:crypto';
import { promisify } from 'node:util';
import { Refused } from '../../shared/protocol/errors.ts';

const BITS = 2048;

/** A new pair: the public key as hex of its DER, the private one as PEM. */
export async function makeCreditKey(): Promise<{ publicKey: string; privateKey: string }> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: BITS,
    publicExponent: 0x10001,
  });
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('hex'),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/**
 * BlindSign of RFC 9474 §4.3: the blinded message to the private exponent, checked before it is given away (a fault in
 * the computation would tell the key). By the platform's own RSA, which blinds its timing.
 * @param privateKey PKCS #8, PEM
 * @param blinded 256 bytes
 * @throws Refused BAD_REQUEST where the message is not below the modulus
 */
export function blindSign(privateKey: string, blinded: Uint8Array): Uint8Array {
  const key = createPrivateKey(privateKey);
  const padding = constants.RSA_NO_PADDING;
  try {
    const signature = privateDecrypt({ key, padding }, blinded);
    const back = publicEncrypt({ key: createPublicKey(key), padding }, signature);
    if (timingSafeEqual(back, blinded)) return signature;
  } catch (cause) {
    throw new Refused('BAD_REQUEST', 'This is no blinded message of the key that was named.', { cause });
  }
  throw new Refused('INTERNAL', 'The signature came out wrong, and was not given away.');
}

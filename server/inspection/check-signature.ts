import { sha256Hex } from '../../shared/crypto/sha256.ts';
import { verifySignature } from '../../shared/crypto/signing.ts';
import { refuse } from '../../shared/protocol/errors.ts';
import type { Check } from './check.ts';

/** 1b. The contributor is enrolled and in standing, the signature is his, and the body is the one that was signed. */
export const checkSignature: Check<'frame', never> = async ({ frame }, desk) => {
  const contributor = await desk.contributor(frame.envelope.contributor);
  if (contributor === null) {
    return { ok: false, refusal: refuse('CONTRIBUTOR_UNKNOWN', 'This contributor is not enrolled here.') };
  }
  if (!(await verifySignature(contributor.publicKey, frame.signature, frame.digest))) {
    return { ok: false, refusal: refuse('SIGNATURE_INVALID', 'The signature is not of the enrolled key.') };
  }
  if (contributor.suspended) {
    return { ok: false, refusal: refuse('CONTRIBUTOR_SUSPENDED', 'This contributor is suspended.') };
  }
  if (sha256Hex(frame.body) !== frame.envelope.bodyHash) {
    return { ok: false, refusal: refuse('BODY_HASH_MISMATCH', 'The body has not the hash that was signed.') };
  }
  return { ok: true, adds: {} };
};

import { fromHex, toHex } from '../crypto/hex.ts';
import { searchProof } from '../crypto/proof-of-work.ts';
import { sha256Hex } from '../crypto/sha256.ts';
import { sign } from '../crypto/signing.ts';
import { PROTOCOL_VERSION } from '../protocol/envelope.ts';
import { type ContributorId, contributorIdSchema, type InviteCode } from '../protocol/ids.ts';
import type { ProcedureIn, ProcedureName, ProcedureOut } from '../protocol/procedures.ts';
import type { ServerClient } from '../protocol/server-client.ts';
import { signedRequestDigest } from '../protocol/signed-request.ts';

/** A key that contributes: the extension's, a demo reader's, a fleet participant's. */
export interface ContributorKey {
  readonly id: ContributorId;
  readonly publicKey: Uint8Array;
  sign(digest: Uint8Array): Promise<Uint8Array>;
}

/** The contributor whose Ed25519 key this is. */
export function contributorKey(publicKey: Uint8Array, privateKey: CryptoKey): ContributorKey {
  return {
    id: contributorIdSchema.parse(sha256Hex(publicKey)),
    publicKey,
    sign: (digest) => sign(privateKey, digest),
  };
}

/** Tries between two yields while searching a proof of work. */
const TRIES_AT_ONCE = 2000;

/**
 * Enrols `key`, doing the work that admission costs; a key that is known already costs nothing.
 * @param pause yields to the host, so that a page or a worker stays answerable
 * @param invite for a server that takes people in by invitation
 * @throws ServerTrouble
 */
export async function enrol(
  client: ServerClient,
  key: ContributorKey,
  pause: () => Promise<void>,
  invite?: InviteCode,
): Promise<ProcedureOut<'contributor.enrol'>> {
  const { admission } = await client.call('server.info');
  const publicKey = toHex(key.publicKey) as ProcedureIn<'contributor.enrol'>['publicKey'];
  if (admission.kind !== 'proof-of-work') {
    return client.call('contributor.enrol', {
      publicKey,
      proof: null,
      ...(invite === undefined ? {} : { invite }),
    });
  }
  const challenge = fromHex(admission.challenge);
  for (let from = 0; ; from += TRIES_AT_ONCE) {
    const counter = searchProof(challenge, key.publicKey, admission.bits, from, TRIES_AT_ONCE);
    if (counter !== null) {
      return client.call('contributor.enrol', {
        publicKey,
        proof: { challenge: admission.challenge, counter },
      });
    }
    await pause();
  }
}

type SignedName = {
  [N in ProcedureName]: ProcedureIn<N> extends { signature: string } ? N : never;
}[ProcedureName];

/**
 * Makes a call that only the key's holder can make.
 * @param now ms since 1970 @param nonce 16 random bytes @throws ServerTrouble
 */
export async function signedCall<N extends SignedName>(
  client: ServerClient,
  key: ContributorKey,
  name: N,
  payload: ProcedureIn<N> extends { payload: infer P } ? P : never,
  { now, nonce }: { now: number; nonce: Uint8Array },
): Promise<ProcedureOut<N>> {
  const request = await signedRequest(key, name, payload, { now, nonce });
  const call: (name: N, input: unknown) => Promise<ProcedureOut<N>> = client.call as never;
  return call(name, request);
}

/** A request of this key's holder, as `signedRequestSchema` has it. @param now ms since 1970 @param nonce 16 random bytes */
export async function signedRequest<P>(
  key: ContributorKey,
  action: string,
  payload: P,
  { now, nonce }: { now: number; nonce: Uint8Array },
) {
  const request = {
    protocol: PROTOCOL_VERSION,
    action,
    contributor: key.id,
    payload,
    created: Math.floor(now / 1000),
    nonce: toHex(nonce),
  };
  return { ...request, signature: toHex(await key.sign(signedRequestDigest(request))) };
}

import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { importPrivateKey } from '../../../shared/crypto/signing.ts';
import { type ContributorKey, contributorKey } from '../../../shared/learning/contributor.ts';

/** Start of a PKCS #8 Ed25519 key (RFC 8410); the 32 secret bytes follow. */
const PKCS8_START = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Keys made already: making one takes longer than signing with it. */
const known = new Map<string, Promise<ContributorKey>>();

/** A participant's key, which follows from the fleet's seed: the same run signs the same bytes. For simulation only. */
export function fleetKey(seed: number, person: string): Promise<ContributorKey> {
  const name = `fleet ${seed} key ${person}`;
  const key = known.get(name) ?? makeKey(name);
  known.set(name, key);
  return key;
}

async function makeKey(name: string): Promise<ContributorKey> {
  const secret = createHash('sha256').update(name).digest();
  const pkcs8 = Buffer.concat([PKCS8_START, secret]);
  const publicKey = createPublicKey(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }))
    .export({ format: 'der', type: 'spki' })
    .subarray(-32);
  return contributorKey(new Uint8Array(publicKey), await importPrivateKey(new Uint8Array(pkcs8)));
}

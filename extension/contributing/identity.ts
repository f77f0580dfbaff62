import { generateSigningKey, type SigningKey } from '../../shared/crypto/signing.ts';
import { type ContributorKey, contributorKey, enrol } from '../../shared/learning/contributor.ts';
import type { ServerClient } from '../../shared/protocol/server-client.ts';
import { type KeyRecord, keyRecordSchema } from '../storage/records.ts';
import { readInvitation } from './invitation.ts';
import type { ContributingPorts } from './ports.ts';

/** This device's contributor key, made when it is first needed; the private half cannot be exported. */
export async function ownKey(ports: Pick<ContributingPorts, 'db' | 'now'>): Promise<ContributorKey> {
  const found = keyRecordSchema.safeParse(await ports.db.keys.get('contributor'));
  if (found.success) return contributorKey(found.data.publicKey, found.data.pair.privateKey);
  const record = keyRecord(await generateSigningKey({ extractable: false }), ports.now(), false);
  // Two that need the key at once (a sync and a click) must not each have their own: the first one stored is the key.
  const first = await ports.db.transaction('rw', ports.db.keys, async () => {
    const other = keyRecordSchema.safeParse(await ports.db.keys.get('contributor'));
    if (other.success) return other.data;
    await ports.db.keys.put(record);
    return record;
  });
  return contributorKey(first.publicKey, first.pair.privateKey);
}

/** A key that is enrolled nowhere yet, as it is stored. */
export function keyRecord(made: SigningKey, now: number, hasPhrase: boolean): KeyRecord {
  return {
    key: 'contributor',
    contributor: contributorKey(made.publicKey, made.pair.privateKey).id,
    publicKey: new Uint8Array(made.publicKey),
    pair: made.pair,
    enrolledAt: {},
    createdAt: now,
    hasPhrase,
  };
}

/** The key, enrolled at this server; admission's work is done once a server. @throws ServerTrouble */
export async function enrolledKey(ports: ContributingPorts, client: ServerClient): Promise<ContributorKey> {
  const key = await ownKey(ports);
  const record = await ports.db.keys.get('contributor');
  if (record?.enrolledAt[client.url] !== undefined) return key;
  await enrol(client, key, ports.pause, (await readInvitation(ports.db, client.url)) ?? undefined);
  await ports.db.keys.update('contributor', {
    enrolledAt: { ...record?.enrolledAt, [client.url]: ports.now() },
  });
  return key;
}

/** The server does not know this key (any more): enrol again at the next occasion. */
export async function forgetEnrolment(ports: ContributingPorts, client: ServerClient): Promise<void> {
  const record = await ports.db.keys.get('contributor');
  if (record === undefined) return;
  const { [client.url]: _, ...others } = record.enrolledAt;
  await ports.db.keys.update('contributor', { enrolledAt: others });
}

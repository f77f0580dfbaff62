import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { toHex } from '../../shared/crypto/hex.ts';
import { generateSigningKey, sign } from '../../shared/crypto/signing.ts';
import { type ContributorKey, enrol, signedCall } from '../../shared/learning/contributor.ts';
import { auditorAuthorization } from '../../shared/protocol/auditor.ts';
import { addressSchema, inviteCodeSchema } from '../../shared/protocol/ids.ts';
import { roundLeafSchema } from '../../shared/protocol/log.ts';
import { ServerTrouble } from '../../shared/protocol/server-client.ts';
import { listedEntitySchema } from '../entities/list-entities.ts';
import { frameFor, newContributor } from '../testing/contributors.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

const TOKEN = 'a token of the operator';
let server: TestServer;
let auditor: { key: string; sign: (digest: Uint8Array) => Promise<Uint8Array> };

beforeAll(async () => {
  const { pair, publicKey } = await generateSigningKey({ extractable: false });
  auditor = { key: toHex(publicKey), sign: (digest) => sign(pair.privateKey, digest) };
  server = await startTestServer({ OPERATOR_TOKEN: TOKEN, AUDIT: 'auditors', AUDITORS: auditor.key });
});
afterAll(() => server.stop());

const ask = (path: string, init: RequestInit = {}, token = TOKEN) =>
  server.app.request(`/operator${path}`, { ...init, headers: { authorization: `Bearer ${token}` } });

describe('what only the operator may ask', () => {
  it('is refused without the token, with another one, and where none is set', async () => {
    expect((await ask('/entities', {}, 'something else')).status).toBe(401);
    expect((await server.app.request('/operator/entities')).status).toBe(401);
  });

  it('lists entities with their share of influence', async () => {
    await server.finishRound();
    const { entities } = z
      .object({ entities: z.array(listedEntitySchema) })
      .parse(await (await ask('/entities')).json());
    expect(entities).toHaveLength(5);
    expect(entities.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
    expect(entities[0]!.members[0]).toMatchObject({
      acceptedRounds: 1,
      established: false,
      suspended: false,
    });
  });

  it('knows a suspended key, and its address, again after it was forgotten, until the operator reinstates it', async () => {
    const call = () => ({ now: Date.now(), nonce: crypto.getRandomValues(new Uint8Array(16)) });
    const standing = (contributor: string, suspended: boolean) =>
      ask('/standing', { method: 'POST', body: JSON.stringify({ contributor, suspended }) });
    const comeBack = (key: ContributorKey) => enrol(server.client, key, async () => undefined);
    const bind = (key: ContributorKey) =>
      signedCall(server.client, key, 'contributor.bind', { address }, call());
    const isSuspended = async ({ id }: ContributorKey) =>
      (await server.engine.db.query.contributors.findMany()).find((row) => row.id === id)?.suspended;
    const address = addressSchema.parse('0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed');
    const honest = await newContributor(server.client);
    const cheat = await newContributor(server.client);
    await bind(cheat);
    await standing(cheat.id, true);
    const { kept } = await signedCall(server.client, cheat, 'contributor.forget', {}, call());
    expect(kept.join()).toContain('since you were suspended');
    // Who was not suspended leaves no mark.
    await signedCall(server.client, honest, 'contributor.forget', {}, call());
    expect(await comeBack(honest)).toMatchObject({ standing: 'new' });

    expect(await comeBack(cheat)).toMatchObject({ standing: 'suspended' });
    const other = await newContributor(server.client);
    expect(await isSuspended(other)).toBe(false);
    await bind(other);
    expect(await isSuspended(other)).toBe(true);
    const marks = JSON.stringify(await server.engine.db.query.tombstones.findMany());
    expect(marks).not.toContain(cheat.id);
    expect(marks.toLowerCase()).not.toContain(address.slice(2).toLowerCase());

    await standing(cheat.id, false);
    await standing(other.id, false);
    for (const key of [cheat, other]) {
      await signedCall(server.client, key, 'contributor.forget', {}, call());
      expect(await comeBack(key)).toMatchObject({ standing: 'new' });
    }
  });

  it('suspends a key, whose updates are refused then, and reinstates it', async () => {
    const key = await newContributor(server.client);
    const standing = (suspended: boolean) =>
      ask('/standing', { method: 'POST', body: JSON.stringify({ contributor: key.id, suspended }) });
    expect((await standing(true)).status).toBe(200);
    const round = await server.client.call('round.current', { task: 'taste' });
    const refused = await server.client.submit(await frameFor(key, round)).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ServerTrouble);
    expect(refused).toMatchObject({ refusal: { code: 'CONTRIBUTOR_SUSPENDED' } });
    await standing(false);
    expect(await server.client.submit(await frameFor(key, round))).toMatchObject({ state: 'accepted' });
  });

  it('reads what a contributor says of a decision, the newest of it, from a suspended key too', async () => {
    const key = await newContributor(server.client);
    const standing = { contributor: key.id, suspended: true };
    await ask('/standing', { method: 'POST', body: JSON.stringify(standing) });
    const appeal = (note: string) =>
      signedCall(
        server.client,
        key,
        'contributor.appeal',
        { note },
        {
          now: Date.now(),
          nonce: crypto.getRandomValues(new Uint8Array(16)),
        },
      );
    await appeal('I read much, and at night.');
    await appeal('I read much, at night, and slowly.');
    const { entities } = z
      .object({ entities: z.array(listedEntitySchema) })
      .parse(await (await ask('/entities')).json());
    const own = entities.flatMap(({ members }) => members).find(({ contributor }) => contributor === key.id);
    expect(own?.appeal).toMatchObject({ note: 'I read much, at night, and slowly.' });
    await expect(appeal(' ')).rejects.toThrow();
    await expect(appeal('x'.repeat(1001))).rejects.toThrow();
  });

  it('makes invitations, each told once', async () => {
    const made = await (await ask('/invites', { method: 'POST', body: '{"count":3}' })).json();
    const { codes } = z.object({ codes: z.array(inviteCodeSchema) }).parse(made);
    expect(new Set(codes).size).toBe(3);
    expect((await ask('/invites', { method: 'POST', body: '{"count":0}' })).status).toBe(400);
  });

  it('says what is wrong with what it was asked', async () => {
    expect((await ask('/standing', { method: 'POST', body: 'nonsense' })).status).toBe(400);
    const nobody = JSON.stringify({ contributor: 'f'.repeat(64), suspended: true });
    expect((await ask('/standing', { method: 'POST', body: nobody })).status).toBe(404);
  });
});

describe('bodies that are for auditors', () => {
  it('are given to an enrolled auditor, and to nobody else', async () => {
    await server.finishRound();
    const { entries } = await server.client.call('log.entries', { from: 0, count: 50 });
    const rounds = entries.flatMap(({ leaf }) => {
      const parsed = roundLeafSchema.safeParse(leaf);
      return parsed.success ? [parsed.data] : [];
    });
    const { bodyHash } = rounds[0]!.cohort[0]!;
    const statusOf = async (authorization?: string) =>
      (
        await server.app.request(`/blobs/${bodyHash}`, {
          headers: authorization === undefined ? {} : { authorization },
        })
      ).status;
    expect(await statusOf()).toBe(404);
    expect(await statusOf(await auditorAuthorization(auditor, 'f'.repeat(64), Date.now()))).toBe(404);
    expect(await statusOf(await auditorAuthorization(auditor, bodyHash, Date.now()))).toBe(200);
  });
});

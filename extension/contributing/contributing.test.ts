import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  lyingClient,
  startTestServer,
  type TestServer,
  unreachableClient,
} from '../../server/testing/test-server.ts';
import { toHex } from '../../shared/crypto/hex.ts';
import { leafHash, merkleRoot } from '../../shared/crypto/merkle.ts';
import { sha256Hex } from '../../shared/crypto/sha256.ts';
import { generateSigningKey, sign } from '../../shared/crypto/signing.ts';
import { tasteSpec } from '../../shared/models/taste.ts';
import { canonicalBytes, canonicalDigest } from '../../shared/protocol/canonical.ts';
import { fromFragment } from '../../shared/protocol/fragment.ts';
import { readFrame } from '../../shared/protocol/frame.ts';
import { addressSchema } from '../../shared/protocol/ids.ts';
import { voucherSchema } from '../../shared/protocol/voucher.ts';
import { eraseAllTables } from '../storage/erase.ts';
import { readStatus, writeStatus } from '../storage/status.ts';
import { ownKey } from './identity.ts';
import { type TestDevice, testDevice } from './test-device.ts';

let server: TestServer;
let device: TestDevice;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  // Rounds of five: a test begins with room for its own update and a second one.
  if ((await current()).accepted > 2) await server.finishRound();
  device = testDevice(server.client);
});
afterEach(() => device.close());

const current = () => server.client.call('round.current', { task: 'taste' });
const sync = () => device.contributing.sync();
const only = async () => {
  const updates = await device.updates();
  expect(updates).toHaveLength(1);
  return updates[0]!;
};

/** Learns on the current model, sends it, and has its round end. */
async function contributeOnce(): Promise<void> {
  await device.learn((await current()).base.hash);
  await sync();
  await server.finishRound();
}

describe('the first contribution', () => {
  it('enrols, fetches the model, sends what was learnt, and finds it in the log of version 2', async () => {
    const { did } = await sync();
    const round = await current();
    expect(did).toEqual([]);
    const [model] = await device.db.models.toArray();
    expect(model).toMatchObject({ version: round.base.version, hash: round.base.hash });
    expect(sha256Hex(model!.parameters)).toBe(round.base.hash);
    expect(await readStatus(device.db, 'round')).toMatchObject({ round: round.round, accepted: 0 });
    expect(await readStatus(device.db, 'server')).toMatchObject({ reachable: true, message: null });

    await device.learn(round.base.hash);
    expect((await sync()).did).toEqual([`sent an update for round ${round.round}`]);
    expect((await only()).state.is).toBe('received');
    expect(await device.db.results.count()).toBe(0);
    expect((await current()).accepted).toBe(1);
    expect(device.wakes.at(-1)).toBeGreaterThan(device.now());

    expect((await sync()).did).toEqual([]);
    await server.finishRound();
    expect((await sync()).did).toEqual([`round ${round.round} is published, and your update is in its log`]);
    const after = await current();
    expect((await only()).state).toMatchObject({
      is: 'aggregated',
      inclusionVerified: true,
      newModel: after.base.hash,
    });
    expect((await device.db.models.toArray()).map(({ version }) => version).sort()).toEqual([
      round.base.version,
      after.base.version,
    ]);
  });

  it('sends nothing that tells of the person: a frame holds the envelope, the signature and the numbers', async () => {
    await device.learn((await current()).base.hash);
    await sync();
    const read = readFrame((await only()).frame);
    expect(read.ok && Object.keys(read.frame.envelope).sort()).toEqual([
      'base',
      'bodyHash',
      'bodyLength',
      'codec',
      'contributor',
      'created',
      'nonce',
      'protocol',
      'round',
      'task',
    ]);
  });

  it('makes one key, however many things need it at once', async () => {
    const keys = await Promise.all([1, 2, 3].map(() => ownKey(device)));
    const stored = await device.db.keys.get('contributor');
    expect(new Set([...keys.map(({ id }) => id), stored?.contributor]).size).toBe(1);
  });

  it('sends one update a round, and keeps what was learnt since for the next', async () => {
    const round = await current();
    await device.learn(round.base.hash);
    await sync();
    await device.learn(round.base.hash);
    expect((await sync()).did).toEqual([]);
    expect(await device.states()).toEqual(['received']);
    expect(await device.db.results.count()).toBe(1);
  });

  it('makes nothing of a result that was deleted while the update was made of it', async () => {
    await device.learn((await current()).base.hash);
    let clearing: Promise<void> | null = null;
    device.whileMaking = () => {
      clearing = Promise.resolve(device.db.results.clear());
    };
    await sync();
    expect(clearing).not.toBeNull();
    expect(await device.updates()).toEqual([]);
  });
});

describe('a server that cannot be reached', () => {
  it('is tried again later and later, and nothing is lost', async () => {
    const round = await current();
    await sync();
    await device.learn(round.base.hash);
    const submitFails = lyingClient(server.app, {
      paths: { '/trpc/update.submit': () => Response.error() },
    });
    device.server = submitFails;
    const waits: number[] = [];
    for (let attempt = 0; attempt < 9; attempt++) {
      await expect(sync()).rejects.toThrow();
      const { nextAttemptAt, attempts } = await only();
      expect(attempts).toBe(attempt + 1);
      expect(device.wakes.at(-1)).toBe(nextAttemptAt);
      waits.push(Math.round((nextAttemptAt - device.now()) / 1000));
      device.ahead += nextAttemptAt - device.now();
    }
    const doubled = waits.slice(1).map((wait, i) => wait / waits[i]!);
    for (const factor of doubled.slice(0, 5)) expect(factor).toBeCloseTo(2, 1);
    expect(Math.max(...waits)).toBeLessThanOrEqual(30 * 60 + 1);

    device.ahead = 0;
    device.server = server.client;
    await device.db.updates.toCollection().modify({ nextAttemptAt: 0 });
    expect((await sync()).did).toEqual([`sent an update for round ${round.round}`]);
  });

  it('waits for the time it set before it sends again', async () => {
    const round = await current();
    await sync();
    await device.learn(round.base.hash);
    device.server = lyingClient(server.app, { paths: { '/trpc/update.submit': () => Response.error() } });
    await expect(sync()).rejects.toThrow();
    const { nextAttemptAt } = await only();
    device.server = server.client;
    expect((await sync()).did).toEqual([]);
    expect(await device.states()).toEqual(['queued']);
    expect(device.wakes).toContain(nextAttemptAt);
    device.ahead = nextAttemptAt - Date.now() + 1;
    expect((await sync()).did).toEqual([`sent an update for round ${round.round}`]);
  });

  it('is named in the status that the popup shows, apart from one that answers nonsense', async () => {
    device.server = unreachableClient();
    await expect(sync()).rejects.toMatchObject({ kind: 'unreachable' });
    expect(await readStatus(device.db, 'server')).toMatchObject({
      reachable: false,
      message: 'The server does not answer.',
    });
    device.server = lyingClient(server.app, {
      procedures: { 'round.current': () => ({ round: 'the first' }) },
    });
    await expect(sync()).rejects.toMatchObject({ kind: 'nonsense' });
    expect(await readStatus(device.db, 'server')).toMatchObject({ reachable: true });
    expect(await device.db.models.count()).toBe(0);
  });

  it('counts an update as received when only the answer was lost', async () => {
    const round = await current();
    await sync();
    await device.learn(round.base.hash);
    // The real server takes it in; what comes back is torn.
    device.server = lyingClient(server.app, { procedures: { 'update.submit': () => 'torn' } });
    await expect(sync()).rejects.toMatchObject({ kind: 'nonsense' });
    expect(await device.states()).toEqual(['queued']);
    device.server = server.client;
    device.ahead = 20_000;
    expect((await sync()).did).toEqual([`round ${round.round} had the update already`]);
    expect(await device.states()).toEqual(['received']);
    expect(await device.db.results.count()).toBe(0);
  });

  it('counts it as received also when the answer was lost hours ago', async () => {
    await sync();
    await device.learn((await current()).base.hash);
    device.server = lyingClient(server.app, { procedures: { 'update.submit': () => 'torn' } });
    await expect(sync()).rejects.toMatchObject({ kind: 'nonsense' });
    const { hash } = await only();
    await server.finishRound();
    const realNow = server.engine.ports.now;
    Object.assign(server.engine.ports, { now: () => Date.now() + 7_200_000 });
    device.server = server.client;
    device.ahead = 7_200_000;
    try {
      // Signed calls go to the engine's own clock, which this test leaves alone.
      await sync().catch(() => undefined);
    } finally {
      Object.assign(server.engine.ports, { now: realNow });
    }
    expect(await only()).toMatchObject({ hash, state: { is: 'aggregated' } });
  });
});

describe('an update that comes too late', () => {
  it('goes into the next round with the same learning, when that starts from the same model', async () => {
    const round = await current();
    await sync();
    const { delta } = await device.learn(round.base.hash);
    device.server = lyingClient(server.app, {
      procedures: { 'round.current': (data) => ({ ...data, round: round.round + 7 }) },
    });
    // Made for a round that is not open, refused as such.
    const { did } = await sync();
    expect(did).toEqual([
      `the update came too late for round ${round.round + 7}; what was learnt goes into the next`,
    ]);
    expect(await device.updates()).toEqual([]);
    expect((await device.db.results.toArray())[0]?.delta).toEqual(delta);
    expect(device.wakes.at(-1)).toBeGreaterThan(device.now());
    device.server = server.client;
    expect((await sync()).did).toEqual([`sent an update for round ${round.round}`]);
  });

  it('is not sent for a model that has moved on; the new one is fetched, and what was learnt is kept', async () => {
    const before = await current();
    await device.learn(before.base.hash);
    await server.finishRound();
    await sync();
    const after = await current();
    expect(await device.updates()).toEqual([]);
    expect(await device.db.results.count()).toBe(1);
    expect(await device.db.models.get(after.base.hash)).toMatchObject({ version: after.base.version });
  });

  it('is made anew when its envelope has grown old, and held back when the clock is wrong', async () => {
    const round = await current();
    await sync();
    await device.learn(round.base.hash);
    device.ahead = 3_600_000;
    await expect(sync()).rejects.toMatchObject({ refusal: { code: 'CLOCK_SKEW' } });
    const early = await only();
    expect(early.state.is).toBe('queued');
    expect((await readStatus(device.db, 'server'))?.message).toContain('Set the device clock');
    // Asked again at once, it neither makes another nor sends.
    await sync().catch(() => undefined);
    expect((await only()).hash).toBe(early.hash);

    device.ahead = 0;
    await device.db.updates.update(early.hash, { nextAttemptAt: 0 });
    const { did } = await sync();
    expect(did.at(-1)).toBe(`sent an update for round ${round.round}`);
    expect((await only()).hash).not.toBe(early.hash);
  });

  it('follows its update into the next round when its own was void, and sends no second one there', async () => {
    const round = await current();
    await device.learn(round.base.hash);
    await sync();
    device.server = lyingClient(server.app, {
      procedures: {
        'update.status': (data) => ({ ...data, round: round.round + 1 }),
        'round.current': (data) => ({ ...data, round: round.round + 1 }),
      },
    });
    await device.learn(round.base.hash);
    expect((await sync()).did).toEqual([]);
    expect(await only()).toMatchObject({ round: round.round + 1, state: { is: 'received' } });
  });
});

describe('an update that is refused', () => {
  it('is told with the reason and what to do, and not sent again', async () => {
    const round = await current();
    await sync();
    await device.learn(round.base.hash);
    device.server = lyingClient(server.app, {
      procedures: { 'round.current': (data) => ({ ...data, norm: round.norm * 3 }) },
    });
    await device.learn(round.base.hash, new Float32Array(tasteSpec.parameterCount).fill(1));
    await device.db.results.toCollection().limit(1).delete();
    const { did } = await sync();
    expect(did[0]).toMatch(/was refused: The update has norm/);
    const { state } = await only();
    expect(state).toMatchObject({ is: 'refused', code: 'NORM_EXCEEDED' });
    expect(state.is === 'refused' && state.message).toContain('Clip to the round’s norm');
    expect(await device.db.results.count()).toBe(0);
    device.server = server.client;
    expect((await sync()).did).toEqual([]);
    // Something learnt afterwards may still go into the same round.
    await device.learn(round.base.hash);
    expect((await sync()).did).toEqual([`sent an update for round ${round.round}`]);
  });
});

describe('a server that lies', () => {
  it('with other bytes for the model is seen through, and the model that is here is kept', async () => {
    const round = await current();
    await sync();
    await server.finishRound();
    for (const bytes of [new Uint8Array(4 * tasteSpec.parameterCount), new Uint8Array(3)]) {
      device.server = lyingClient(server.app, { paths: { '/models/': () => new Response(bytes) } });
      await expect(sync()).rejects.toMatchObject({ kind: 'nonsense' });
    }
    // The right hash for bytes that are no model of this task.
    const junk = new Uint8Array(4 * tasteSpec.parameterCount).fill(255);
    device.server = lyingClient(server.app, {
      paths: { '/models/': () => new Response(junk) },
      procedures: {
        'round.current': (data) => ({ ...data, base: { ...Object(data['base']), hash: sha256Hex(junk) } }),
      },
    });
    await expect(sync()).rejects.toThrow('yours is kept');
    expect((await device.db.models.toArray()).map(({ hash }) => hash)).toEqual([round.base.hash]);
  });

  it.each<[string, (status: Inclusion) => Inclusion | Promise<Inclusion>]>([
    [
      'with a head signed by another key',
      async ({ head, ...rest }) => ({ ...rest, head: await foreign(head) }),
    ],
    [
      'with a leaf in which the update is not',
      (inclusion) => ({ ...inclusion, leaf: without(inclusion.leaf) }),
    ],
    ['with the leaf of another place', (inclusion) => ({ ...inclusion, index: 0 })],
    ['with a proof cut short', (inclusion) => ({ ...inclusion, proof: inclusion.proof.slice(1) })],
  ])('%s gets no tick', async (_, lie) => {
    await contributeOnce();
    const { hash } = await only();
    const honest = await server.client.call('update.status', { update: hash });
    const changed = await lie(honest.inclusion as unknown as Inclusion);
    device.server = lyingClient(server.app, {
      procedures: { 'update.status': (data) => ({ ...data, inclusion: changed }) },
    });
    expect((await sync()).did[0]).toContain('does not prove');
    expect((await only()).state).toMatchObject({ is: 'aggregated', inclusionVerified: false });
  });

  it('with a log of its own, rightly signed and proven, in which the update never was, gets no tick', async () => {
    await contributeOnce();
    const { hash } = await only();
    const honest = await server.client.call('update.status', { update: hash });
    const { head, leaf } = honest.inclusion as unknown as Inclusion;
    const { pair, publicKey } = await generateSigningKey({ extractable: true });
    const forged = without(leaf);
    const signed = { size: 1, root: toHex(merkleRoot([leafHash(canonicalBytes(forged))])), at: head.at };
    const signature = toHex(await sign(pair.privateKey, canonicalDigest(signed)));
    device.server = lyingClient(server.app, {
      procedures: {
        'server.info': (data) => ({ ...data, logKey: toHex(publicKey) }),
        'update.status': (data) => ({
          ...data,
          inclusion: { index: 0, leaf: forged, proof: [], head: { ...signed, signature } },
        }),
      },
    });
    await sync();
    expect((await only()).state).toMatchObject({ inclusionVerified: false });
  });

  it('by naming another model than the leaf does gets no tick', async () => {
    await contributeOnce();
    device.server = lyingClient(server.app, {
      procedures: { 'update.status': (data) => ({ ...data, newModel: 'e'.repeat(64) }) },
    });
    await sync();
    expect((await only()).state).toMatchObject({ is: 'aggregated', inclusionVerified: false });
  });

  it('with a log that is shorter than it was, or that will not be proven to have grown, gets no tick', async () => {
    await contributeOnce();
    await sync();
    expect((await only()).state).toMatchObject({ inclusionVerified: true });
    await device.db.updates.clear();

    await contributeOnce();
    const row = await device.db.settings.filter(({ key }) => key.startsWith('log ')).first();
    const pinned = row?.value as { head: { size: number } };
    const larger = { ...pinned, head: { ...pinned.head, size: 10_000 } };
    await device.db.settings.put({ key: row!.key, value: larger });
    await sync();
    expect((await only()).state).toMatchObject({ is: 'aggregated', inclusionVerified: false });

    await device.db.settings.put(row!);
    await device.db.updates.toCollection().modify({ state: { is: 'received', at: 1 } });
    device.server = lyingClient(server.app, {
      procedures: { 'log.consistency': () => ({ proof: ['0'.repeat(64)] }) },
    });
    await sync();
    expect((await only()).state).toMatchObject({ inclusionVerified: false });
  });

  it('by saying that the update was used, and showing no place in the log, is not believed', async () => {
    await contributeOnce();
    device.server = lyingClient(server.app, {
      procedures: { 'update.status': (data) => ({ ...data, inclusion: null }) },
    });
    await sync();
    expect((await only()).state).toMatchObject({ is: 'left-out', why: expect.stringContaining('no place') });
  });

  it('about the address that is paid changes nothing here', async () => {
    const mine = addressSchema.parse('0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed');
    const theirs = '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359';
    device.server = lyingClient(server.app, {
      procedures: { 'rewards.balance': (data) => ({ ...data, account: theirs }) },
    });
    await sync();
    expect(await readStatus(device.db, 'payout')).toBeNull();
    await writeStatus(device.db, 'payout', { address: mine, boundAt: 5, unlinked: false });
    await sync();
    expect(await readStatus(device.db, 'payout')).toEqual({ address: mine, boundAt: null, unlinked: false });
  });
});

describe('a server that was reset', () => {
  it('gets a fresh enrolment, serves version 1 again, and takes updates for rounds it had before', async () => {
    const first = await startTestServer();
    const second = await startTestServer();
    const moving = testDevice(first.client);
    try {
      const one = await first.client.call('round.current', { task: 'taste' });
      await moving.learn(one.base.hash);
      await moving.contributing.sync();
      await first.finishRound();
      await moving.contributing.sync();
      expect(await moving.states()).toEqual(['aggregated']);
      await writeStatus(moving.db, 'payout', {
        address: addressSchema.parse('0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'),
        boundAt: 5,
        unlinked: false,
      });

      moving.server = second.client;
      await expect(moving.contributing.sync()).rejects.toMatchObject({
        refusal: { code: 'CONTRIBUTOR_UNKNOWN' },
      });
      await moving.contributing.sync();
      // Version 2 was of another life: what is newest here is what the server has.
      expect((await moving.db.models.toArray()).map(({ version }) => version)).toEqual([1]);
      expect(await readStatus(moving.db, 'payout')).toMatchObject({ boundAt: null, unlinked: false });

      await moving.learn(one.base.hash);
      expect((await moving.contributing.sync()).did).toEqual(['sent an update for round 1']);
      await second.finishRound();
      await moving.contributing.sync();
      const states = (await moving.updates()).map(({ state }) => state);
      // The log that was pinned is gone: the new one is not proven to go on from it, and no tick is given.
      expect(states.map((state) => state.is === 'aggregated' && state.inclusionVerified).sort()).toEqual([
        false,
        true,
      ]);
    } finally {
      await moving.close();
      await first.stop();
      await second.stop();
    }
  });

  it('settles an update that it knows nothing of any more', async () => {
    await device.learn((await current()).base.hash);
    await sync();
    const { hash } = await only();
    await device.db.updates.delete(hash);
    await device.db.updates.put({ ...(await ghost()), state: { is: 'received', at: 1 } });
    await sync();
    expect((await only()).state).toMatchObject({ is: 'left-out', why: expect.stringContaining('reset') });
  });
});

describe('being forgotten', () => {
  it('enrols nobody who never enrolled', async () => {
    const asked: string[] = [];
    const { client } = server;
    device.server = {
      ...client,
      call: (name, ...input) => {
        asked.push(name);
        return client.call(name, ...input);
      },
    };
    expect(await device.contributing.forget()).toBe('The server knows nothing of this device.');
    expect(asked).toEqual([]);
    expect(await device.db.keys.count()).toBe(0);
  });

  it('tells what the server keeps, and that one who was forgotten is not known any more', async () => {
    await sync();
    expect(await device.contributing.forget()).toMatch(/has forgotten this device. It keeps the hashes/);
    expect(await device.contributing.forget()).toBe('The server knows nothing of this device.');
  });

  it('says so when the server was not told', async () => {
    await sync();
    device.server = unreachableClient();
    expect(await device.contributing.forget()).toBe('The server was not told: The server does not answer.');
  });
});

describe('a deletion of everything', () => {
  const filled = async () => {
    const counts = await Promise.all(
      device.db.tables.map(async (table) => [table.name, await table.count()]),
    );
    return counts.flatMap(([name, rows]) => (rows === 0 ? [] : [name]));
  };

  it('leaves nothing of what was under way, or was asked for meanwhile', async () => {
    await sync();
    const under = sync();
    const deletion = device.contributing.alone(async () => {
      await device.contributing.forget();
      await eraseAllTables(device.db);
    });
    const asked = [
      sync(),
      device.contributing.claim(),
      device.contributing.bindPayout(`0x${'1'.repeat(40)}`, false),
    ];
    await Promise.all([under, deletion, ...asked]);
    expect(await filled()).toEqual([]);
    expect(await asked[0]).toEqual({ did: [] });
  });
});

describe('being forgotten while something is owed', () => {
  const voucher = voucherSchema.parse({
    chainId: 31337,
    contract: `0x${'1'.repeat(40)}`,
    account: `0x${'2'.repeat(40)}`,
    cumulative: '5',
    epoch: 1,
    deadline: 4_000_000_000,
    signer: `0x${'3'.repeat(40)}`,
    signature: `0x${'4'.repeat(130)}`,
  });
  /** The server owes something still, and its relay answers so. */
  const owing = (relayed: () => Promise<unknown>) => {
    const { server } = device;
    device.server = {
      ...server,
      call: async (name, ...input) => {
        if (name === 'rewards.relay') return (await relayed()) as never;
        const answer = await server.call(name, ...input);
        return name === 'contributor.forget' ? ({ ...answer, voucher } as never) : answer;
      },
    };
  };

  it('claims what is owed first: afterwards nobody could ask for it', async () => {
    await sync();
    owing(async () => ({ is: 'submitted', tx: '0x1' }));
    const told = await device.contributing.forget();
    expect(told).toContain('has been claimed for you');
    expect(told).toContain('has forgotten this device');
  });

  it('leaves the voucher with its owner where the claim cannot be made', async () => {
    await sync();
    owing(async () => ({ is: 'failed', code: 'CLAIM_REFUSED', why: 'The day’s cap.', next: '' }));
    const told = await device.contributing.forget();
    const [url = ''] = /http\S+/.exec(told) ?? [];
    expect(told).toContain('The day’s cap.');
    expect(fromFragment(voucherSchema, new URL(url).hash)).toEqual(voucher);
  });
});

describe('without consent', () => {
  it('no server is told anything, whoever asks', async () => {
    await eraseAllTables(device.db);
    device.server = unreachableClient();
    expect(await sync()).toEqual({ did: [] });
    expect(await device.contributing.claim()).toMatchObject({
      state: 'failed',
      why: expect.stringContaining('agreed'),
    });
    expect(await device.contributing.bindPayout(`0x${'1'.repeat(40)}`, false)).toMatchObject({
      bound: false,
    });
    expect(await device.db.keys.count()).toBe(0);
  });

  it('to contribute, what was earned before can still be claimed', async () => {
    await sync();
    await device.db.consent.toCollection().modify({ contribute: false });
    expect(await sync()).toEqual({ did: [] });
    expect(await device.contributing.claim()).toMatchObject({ state: 'no-address' });
  });
});

describe('claiming', () => {
  it('asked for several times behind other work is one claim with one answer; later it is another', async () => {
    await sync();
    await device.contributing.bindPayout(`0x${'2'.repeat(40)}`, false);
    const { server } = device;
    let looked = 0;
    device.server = {
      ...server,
      call: (name, ...input) => {
        if (name === 'server.info') looked++;
        return server.call(name, ...input);
      },
    };
    const under = device.contributing.alone(() => new Promise<void>((resolve) => setTimeout(resolve, 20)));
    const claims = [1, 2, 3].map(() => device.contributing.claim());
    expect(looked).toBe(0);
    await under;
    const [first, ...others] = await Promise.all(claims);
    expect(first).toMatchObject({ state: 'failed', why: expect.stringContaining('no chain') });
    expect(others).toEqual([first, first]);
    expect(looked).toBe(1);
    await device.contributing.claim();
    expect(looked).toBe(2);
  });
});

describe('binding an address', () => {
  it('is kept here only once the server has agreed', async () => {
    const address = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
    device.server = unreachableClient();
    expect(await device.contributing.bindPayout(address, false)).toMatchObject({ bound: false });
    expect(await readStatus(device.db, 'payout')).toBeNull();
    device.server = server.client;
    expect(
      await device.contributing.bindPayout('0x000000000000000000000000000000000000dEaD', false),
    ).toMatchObject({
      bound: false,
      why: expect.stringContaining('Nobody can take anything out'),
    });
    expect(await device.contributing.bindPayout(address.toLowerCase(), false)).toMatchObject({ bound: true });
    expect(await readStatus(device.db, 'payout')).toMatchObject({ address });
    await sync();
    expect(await readStatus(device.db, 'payout')).toMatchObject({ address, boundAt: expect.any(Number) });

    const other = testDevice(server.client);
    const answer = await other.contributing.bindPayout(address, false);
    expect(answer).toMatchObject({ bound: false, why: expect.stringContaining('Another contributor') });
    await other.close();
  });
});

interface Inclusion {
  readonly index: number;
  readonly leaf: { readonly cohort: readonly { readonly update: string }[] };
  readonly proof: readonly string[];
  readonly head: {
    readonly size: number;
    readonly root: string;
    readonly at: number;
    readonly signature: string;
  };
}

const without = (leaf: Inclusion['leaf']) => ({ ...leaf, cohort: leaf.cohort.slice(0, 0) });

async function foreign({ size, root, at }: Inclusion['head']): Promise<Inclusion['head']> {
  const { pair } = await generateSigningKey({ extractable: true });
  const signature = toHex(await sign(pair.privateKey, canonicalDigest({ size, root, at })));
  return { size, root, at, signature };
}

/** An update as another server's would be: well formed, and unknown here. */
async function ghost() {
  const other = testDevice(server.client);
  const round = await current();
  await other.learn(round.base.hash);
  other.server = lyingClient(server.app, { paths: { '/trpc/update.submit': () => Response.error() } });
  await other.contributing.sync().catch(() => undefined);
  const [update] = await other.updates();
  await other.close();
  return update!;
}

import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rounds, votes } from '../../server/store/schema.ts';
import { newContributor } from '../../server/testing/contributors.ts';
import { lyingClient, startTestServer, type TestServer } from '../../server/testing/test-server.ts';
import { eraseUnsent } from '../storage/erase.ts';
import type { VoteRecord } from '../storage/records.ts';
import { ownKey } from './identity.ts';
import { type TestDevice, testDevice } from './test-device.ts';

let server: TestServer;
let device: TestDevice;

beforeAll(async () => {
  server = await startTestServer({ RATIFY_SECONDS: '3600', RATIFY_ASKED: '10000' });
  await Promise.all(Array.from({ length: 32 }, () => newContributor(server.client)));
}, 120_000);
afterAll(() => server.stop());
beforeEach(async () => {
  await endTheVote();
  device = testDevice(server.client);
  await sync();
});
afterEach(() => device.close());

const sync = () => device.contributing.sync();
const only = async (): Promise<VoteRecord> => {
  const [vote, ...others] = await device.db.votes.toArray();
  expect(others).toEqual([]);
  if (vote === undefined) throw new Error('the device was not asked');
  return vote;
};
const mine = async () => {
  const { id } = await ownKey(device.ports);
  return server.engine.db.select().from(votes).where(eq(votes.contributor, id));
};
/** Lets the time of a vote that is under way pass. */
async function endTheVote(): Promise<void> {
  const { db, driver } = server.engine;
  await db
    .update(rounds)
    .set({ candidate: sql`jsonb_set(${rounds.candidate}, '{ratifyUntil}', '0')` })
    .where(eq(rounds.state, 'ratifying'));
  await driver.advance();
}

/** Leaves what the trainer would have found. */
const judge = async (worse: boolean) =>
  device.db.votes.update((await only()).candidate, {
    state: { is: 'judged', worse, at: device.now() },
    parameters: new Uint8Array(0),
  });

/** A device that is enrolled, and a candidate that others taught. */
async function asked(): Promise<VoteRecord> {
  await server.finishRound();
  const { did } = await sync();
  expect(did.join()).toContain('asked');
  return only();
}

describe('a device that is asked about a candidate', () => {
  it('fetches it, and says nothing before it has judged', async () => {
    const vote = await asked();
    expect(vote).toMatchObject({ task: 'taste', state: { is: 'asked' } });
    expect(vote.parameters.length).toBeGreaterThan(0);
    expect((await sync()).did).toEqual([]);
    expect(await mine()).toEqual([]);
  });

  it('says what it found by randomised response, once, and what it says is on record', async () => {
    await asked();
    await judge(true);
    expect((await sync()).did.join()).toContain('voted');
    const { state } = await only();
    if (state.is !== 'said') throw new Error(`the vote is ${state.is}`);
    expect(state.counted).toBe(true);
    expect(await mine()).toMatchObject([{ worse: state.worse, segment: state.segment }]);
    await sync();
    expect(await mine()).toHaveLength(1);
  });

  it('says the same again when the answer was lost, and counts once', async () => {
    await asked();
    await judge(false);
    let lost = true;
    device.server = lyingClient(server.app, {
      procedures: {
        'ratify.vote': (data) => {
          if (!lost) return data;
          lost = false;
          throw new TypeError('fetch failed');
        },
      },
    });
    await expect(sync()).rejects.toThrow();
    const before = await only();
    expect(before.state).toMatchObject({ is: 'said', counted: false });
    await sync();
    expect(await mine()).toHaveLength(1);
    expect((await only()).state).toEqual({ ...before.state, counted: true });
  });

  it('reports the same trait at each vote', async () => {
    await asked();
    await judge(true);
    await sync();
    const first = (await only()).state;
    const kept = await device.db.settings.get('segment report');
    expect(first).toMatchObject({ segment: kept?.value });
  });

  it('asks no more once its votes are given', async () => {
    const vote = await asked();
    await device.db.votes.clear();
    for (let at = 0; at < 4; at++) {
      await device.db.votes.put({
        ...vote,
        candidate: `${at}`.repeat(64) as VoteRecord['candidate'],
        state: { is: 'said', worse: true, segment: null, at: 1, counted: true },
      });
    }
    expect((await sync()).did).toEqual([]);
    expect(await device.db.votes.get(vote.candidate)).toBeUndefined();
  });

  it('lets a vote go that ended before it could speak', async () => {
    const vote = await asked();
    device.ahead = vote.until - Date.now() + 1;
    await device.contributing.sync().catch(() => undefined);
    expect((await only()).state.is).toBe('missed');
  });

  it('forgets what it was asked, with all that was not said, when its data is deleted', async () => {
    await asked();
    await eraseUnsent(device.db);
    expect(await device.db.votes.count()).toBe(0);
  });

  it('takes no candidate whose bytes are another’s', async () => {
    device.server = lyingClient(server.app, {
      paths: { '/blobs/': () => new Response(new Uint8Array(16)) },
    });
    await server.finishRound();
    await expect(sync()).rejects.toThrow(/hash/);
    expect(await device.db.votes.count()).toBe(0);
  });
});

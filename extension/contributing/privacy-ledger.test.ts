import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../server/testing/test-server.ts';
import { epsilonOfParticipations } from '../../shared/privacy/epsilon.ts';
import { readStatus } from '../storage/status.ts';
import { type TestDevice, testDevice } from './test-device.ts';

let server: TestServer;
let device: TestDevice;
beforeAll(async () => {
  server = await startTestServer({ NOISE_MULTIPLIER: '2', PARTICIPATIONS: '2', DELTA: '0.00001' });
});
afterAll(() => server.stop());
beforeEach(() => {
  device = testDevice(server.client);
});
afterEach(() => device.close());

const current = () => server.client.call('round.current', { task: 'taste' });
const told = async () => (await readStatus(device.db, 'privacy'))?.tasks[0];

it('counts what it makes, tells ε, and makes nothing more when the budget is used up', async () => {
  for (const participations of [1, 2]) {
    await device.learn((await current()).base.hash);
    await device.contributing.sync();
    const { epsilon } = epsilonOfParticipations(participations, 2, 1e-5);
    expect(await told()).toMatchObject({
      bare: 0,
      budget: { participations, isSpent: participations === 2 },
    });
    expect((await told())!.budget!.spent).toBeCloseTo(epsilon, 9);
    await server.finishRound();
    await device.contributing.sync();
  }
  await device.learn((await current()).base.hash);
  await device.contributing.sync();
  expect(await device.updates()).toHaveLength(2);
  expect(await device.db.results.count()).toBe(1);
});

it('counts anew at another server only, and tells of updates that went out without noise', async () => {
  await device.db.participations.bulkPut([
    { update: 'a'.repeat(64) as never, server: server.client.url, task: 'taste', noiseMultiplier: 0, at: 1 },
    {
      update: 'b'.repeat(64) as never,
      server: 'http://elsewhere',
      task: 'taste',
      noiseMultiplier: 0.1,
      at: 1,
    },
    {
      update: 'c'.repeat(64) as never,
      server: server.client.url,
      task: 'voice',
      noiseMultiplier: 0.1,
      at: 1,
    },
  ]);
  await device.contributing.sync();
  expect(await told()).toMatchObject({
    task: 'taste',
    bare: 1,
    budget: { participations: 0, isSpent: false },
  });
});

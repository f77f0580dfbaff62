import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { lyingClient, startTestServer, type TestServer } from '../../server/testing/test-server.ts';
import { hashSchema } from '../../shared/protocol/ids.ts';
import { changeConsent } from '../consent/save.ts';
import { readStatus } from '../storage/status.ts';
import { isWeaker } from './protection.ts';
import { type TestDevice, testDevice } from './test-device.ts';

const noise = { noiseMultiplier: 2, participations: 5, delta: 1e-5 };
const helper = (key: string) =>
  ({ engine: 'helper', groupSize: 8, helperKey: hashSchema.parse(key.repeat(64)) }) as const;
const pairwise = { engine: 'pairwise', groupSize: 8 } as const;

describe('protection', () => {
  it.each([
    ['no masks', { privacy: null, masking: null }, { privacy: null, masking: pairwise }],
    [
      'fewer members',
      { privacy: null, masking: { ...pairwise, groupSize: 4 } },
      { privacy: null, masking: pairwise },
    ],
    ['another helper', { privacy: null, masking: helper('b') }, { privacy: null, masking: helper('a') }],
    ['a helper for members', { privacy: null, masking: helper('a') }, { privacy: null, masking: pairwise }],
    ['no noise', { privacy: null, masking: null }, { privacy: noise, masking: null }],
    [
      'less noise',
      { privacy: { ...noise, noiseMultiplier: 1 }, masking: null },
      { privacy: noise, masking: null },
    ],
    [
      'more rounds',
      { privacy: { ...noise, participations: 6 }, masking: null },
      { privacy: noise, masking: null },
    ],
    ['noise for masks', { privacy: noise, masking: null }, { privacy: null, masking: pairwise }],
  ])('is weaker with %s', (_, now, agreed) => expect(isWeaker(now, agreed)).toBe(true));

  it('is not weaker when it stays, or grows', () => {
    const agreed = { privacy: noise, masking: pairwise };
    expect(isWeaker(agreed, agreed)).toBe(false);
    const more = { privacy: { ...noise, noiseMultiplier: 3 }, masking: { ...pairwise, groupSize: 16 } };
    expect(isWeaker(more, agreed)).toBe(false);
    expect(isWeaker(agreed, { privacy: null, masking: null })).toBe(false);
  });
});

describe('a device whose server protects less than was agreed to', () => {
  let server: TestServer;
  let device: TestDevice;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterEach(() => device.close());
  afterAll(() => server.stop());

  it('sends nothing, says so, and goes on once its person has agreed anew', async () => {
    const noised = lyingClient(server.app, {
      procedures: { 'round.current': (data) => ({ ...data, privacy: noise }) },
    });
    device = testDevice(noised);
    await device.contributing.sync();
    device.server = server.client;
    const { base } = await server.client.call('round.current', { task: 'taste' });
    await device.learn(base.hash);
    await device.contributing.sync();
    expect(await device.updates()).toEqual([]);
    expect((await readStatus(device.db, 'privacy'))?.tasks[0]).toMatchObject({ isLessProtected: true });
    expect(await device.db.results.count()).toBe(1);
    await changeConsent(device.db, (consent) => ({ ...consent, contribute: false }));
    await changeConsent(device.db, (consent) => ({ ...consent, contribute: true }));
    await device.learn(base.hash);
    await device.contributing.sync();
    expect(await device.updates()).toHaveLength(1);
    expect((await readStatus(device.db, 'privacy'))?.tasks[0]).toMatchObject({ isLessProtected: false });
  });
});

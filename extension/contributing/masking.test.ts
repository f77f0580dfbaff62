import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { frameFor, newContributor } from '../../server/testing/contributors.ts';
import { startTestServer, type TestServer } from '../../server/testing/test-server.ts';
import { readFrame } from '../../shared/protocol/frame.ts';
import { type TestDevice, testDevice } from './test-device.ts';

let server: TestServer;
let devices: TestDevice[];
beforeAll(async () => {
  server = await startTestServer({
    MASKED: 'taste:pairwise',
    MASKED_GROUP: '3',
    PHASE_SECONDS: '600',
    RULE: 'mean',
    ROUND_CAPACITY: '3',
    ROUND_MINIMUM: '3',
  });
});
afterAll(() => server.stop());
beforeEach(() => {
  devices = [testDevice(server.client), testDevice(server.client), testDevice(server.client)];
});
afterEach(() => Promise.all(devices.map((device) => device.close())));

const current = () => server.client.call('round.current', { task: 'taste' });
const everybodySyncs = async (): Promise<string[]> => {
  const did: string[] = [];
  for (const device of devices) did.push(...(await device.contributing.sync()).did);
  await server.engine.driver.advance();
  return did;
};

describe('devices in a masked round', () => {
  it('send nothing that can be read, answer their group, and find the sum’s round in the log', async () => {
    const { base, masking } = await current();
    expect(masking).toEqual({ engine: 'pairwise', groupSize: 3 });
    for (const device of devices) await device.learn(base.hash);
    await everybodySyncs();
    const [sent] = await devices[0]!.updates();
    const read = readFrame(sent!.frame);
    expect(read.ok && read.frame.envelope.codec).toBe('masked-pairwise');
    // Keys and a signature: the masked vector itself follows once there is a group.
    expect(read.ok && read.frame.body.length).toBeLessThan(300);
    for (let turn = 0; turn < 12; turn++) await everybodySyncs();
    for (const device of devices) {
      const [update] = await device.updates();
      expect(update!.state).toMatchObject({ is: 'aggregated', inclusionVerified: true });
      expect(await device.db.maskings.count()).toBe(0);
    }
  });

  it('go on from the database when a worker dies between any two steps, with the same words', async () => {
    const { base } = await current();
    for (const device of devices) await device.learn(base.hash);
    await everybodySyncs();
    // One answer is made, stored and lost on the way.
    const [device] = devices;
    const client = device!.server;
    device!.server = { ...client, say: () => Promise.reject(new Error('the worker died')) };
    await expect(device!.contributing.sync()).rejects.toThrow('the worker died');
    const before = await device!.db.maskings.toArray();
    expect(before[0]!.said).not.toBeNull();
    device!.server = client;
    for (let turn = 0; turn < 12; turn++) await everybodySyncs();
    expect((await device!.updates())[0]!.state).toMatchObject({ is: 'aggregated', inclusionVerified: true });
  });

  it('say each thing once while they wait for others', async () => {
    const { base } = await current();
    for (const device of devices) await device.learn(base.hash);
    await everybodySyncs();
    const [device] = devices;
    const client = device!.server;
    let said = 0;
    device!.server = {
      ...client,
      say: (request) => {
        said++;
        return client.say(request);
      },
    };
    // The others are away: this one looks again and again.
    for (let look = 0; look < 4; look++) await device!.contributing.sync();
    expect(said).toBe(1);
    for (let turn = 0; turn < 12; turn++) await everybodySyncs();
    expect((await device!.updates())[0]!.state).toMatchObject({ is: 'aggregated', inclusionVerified: true });
    expect(said).toBe(4);
  });

  it('do not take a log that names another way of hiding for theirs', async () => {
    const { base } = await current();
    for (const device of devices) await device.learn(base.hash);
    await everybodySyncs();
    const [device] = devices;
    const [update] = await device!.updates();
    const masking = { engine: 'helper', groupSize: 3, helperKey: 'a'.repeat(64) } as never;
    await device!.db.updates.update(update!.hash, { masking });
    for (let turn = 0; turn < 12; turn++) await everybodySyncs();
    expect((await device!.updates())[0]!.state).toMatchObject({ is: 'aggregated', inclusionVerified: false });
  });

  it('are not joined by somebody who sends a readable update', async () => {
    const frame = await frameFor(await newContributor(server.client), await current());
    await expect(server.client.submit(frame)).rejects.toThrow('takes masked-pairwise');
  });
});

import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../server/testing/test-server.ts';
import { toHex } from '../../shared/crypto/hex.ts';
import { sign, signingKeyOf, verifySignature } from '../../shared/crypto/signing.ts';
import { addressSchema } from '../../shared/protocol/ids.ts';
import { readStatus, writeStatus } from '../storage/status.ts';
import { adoptPhrase, isPhrase, newPhrase } from './recovery-phrase.ts';
import { type TestDevice, testDevice } from './test-device.ts';

const PHRASE =
  'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about';

let server: TestServer;
let device: TestDevice;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());
beforeEach(() => {
  device = testDevice(server.client);
});
afterEach(() => device.close());

const contributor = async (of = device) => (await of.db.keys.get('contributor'))?.contributor;

describe('a key of a seed', () => {
  it('is the one of RFC 8032 §7.1, test 1, and signs what it verifies', async () => {
    const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
    const key = await signingKeyOf(seed);
    expect(toHex(key.publicKey)).toBe('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
    const signature = await sign(key.pair.privateKey, new Uint8Array());
    expect(toHex(signature)).toMatch(/^e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e0652249/);
    expect(await verifySignature(key.publicKey, signature, new Uint8Array())).toBe(true);
    await expect(crypto.subtle.exportKey('pkcs8', key.pair.privateKey)).rejects.toThrow();
  });
});

describe('a recovery phrase', () => {
  it('is twelve words with check bits, however they are written', () => {
    const phrase = newPhrase(randomBytes(16));
    expect(phrase.split(' ')).toHaveLength(12);
    expect(isPhrase(`  ${phrase.toUpperCase().replaceAll(' ', '\n ')} `)).toBe(true);
    expect(isPhrase(PHRASE)).toBe(true);
    for (const wrong of ['', 'a few words', PHRASE.replace('about', 'abandon'), `${PHRASE} about`]) {
      expect(isPhrase(wrong)).toBe(false);
    }
  });

  it('is the same contributor on another device, enrolled and with its standing', async () => {
    await adoptPhrase(device.db, PHRASE, 1);
    await device.contributing.sync();
    const other = testDevice(server.client);
    expect(await adoptPhrase(other.db, PHRASE.toUpperCase(), 2)).toBe(true);
    expect(await contributor(other)).toBe(await contributor());
    await other.contributing.sync();
    const enrolled = await server.engine.db.query.contributors.findMany();
    const id = await contributor();
    expect(enrolled.filter((row) => row.id === id)).toHaveLength(1);
    expect(await other.db.keys.get('contributor')).toMatchObject({ hasPhrase: true });
    await other.close();
  });

  it('takes the place of the key there is, of what that one signed, and of where it was paid', async () => {
    await device.contributing.sync();
    const before = await contributor();
    const address = addressSchema.parse('0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed');
    await writeStatus(device.db, 'payout', { address, boundAt: 5, unlinked: false });
    const round = await server.client.call('round.current', { task: 'taste' });
    await device.learn(round.base.hash);
    expect(await adoptPhrase(device.db, newPhrase(randomBytes(16)), 9)).toBe(true);
    expect(await contributor()).not.toBe(before);
    expect(await device.db.results.count()).toBe(0);
    expect(await readStatus(device.db, 'payout')).toEqual({ address, boundAt: null, unlinked: false });
    // The same words again change nothing.
    await device.contributing.sync();
    const enrolledAt = (await device.db.keys.get('contributor'))?.enrolledAt;
    expect(Object.keys(enrolledAt ?? {})).toHaveLength(1);
  });

  it('that is none changes nothing', async () => {
    await device.contributing.sync();
    const before = await contributor();
    expect(await adoptPhrase(device.db, 'not a phrase at all', 3)).toBe(false);
    expect(await contributor()).toBe(before);
  });
});

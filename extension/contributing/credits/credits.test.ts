import { Wallet } from 'ethers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../../server/app.ts';
import { openCreditWindow } from '../../../server/credits/credit-windows.ts';
import { addRedeemed } from '../../../server/credits/redeem-credits.ts';
import { recordEarning, undrawnBy } from '../../../server/rewards/ledger.ts';
import { type TestChain, testChain } from '../../../server/rewards/test-chain.ts';
import { accounts, contributors } from '../../../server/store/schema.ts';
import { inProcessClient } from '../../../server/testing/contributors.ts';
import { lyingClient, startTestServer, type TestServer } from '../../../server/testing/test-server.ts';
import { fromHex } from '../../../shared/crypto/hex.ts';
import { addressSchema } from '../../../shared/protocol/ids.ts';
import { type ServerClient, ServerTrouble } from '../../../shared/protocol/server-client.ts';
import { readStatus } from '../../storage/status.ts';
import { type TestDevice, testDevice } from '../test-device.ts';
import { redeemedTo } from './redeem-credits.ts';

const TALE = 10n ** 18n;
const MINE = addressSchema.parse('0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed');

let server: TestServer;
let chain: TestChain;
let app: ReturnType<typeof createApp>;
let device: TestDevice;

beforeAll(async () => {
  server = await startTestServer();
  chain = testChain();
  chain.epoch = 8;
  // Epochs of a minute; the one that runs has just begun.
  const begun = Math.floor(Date.now() / 1000);
  chain.epochEnd = (epoch) => begun + 60 * (epoch + 1 - 8);
  const { db, log } = server.engine;
  await openCreditWindow({ db, log, now: Date.now, every: 7 }, chain.epoch);
  app = createApp({ ...server.engine, chain: () => chain });
}, 60_000);
afterAll(() => server.stop());
beforeEach(() => {
  device = testDevice(inProcessClient(app));
  device.chain = null;
});
afterEach(() => device.close());

const sync = () => device.contributing.sync();
const states = async (): Promise<string[]> =>
  (await device.db.credits.toArray()).map(({ state }) => state.is).sort();
const contributor = async (): Promise<string> =>
  (await device.db.keys.get('contributor'))?.contributor ?? 'nobody';
const owed = async (): Promise<bigint> => {
  const rows = await server.engine.db.select().from(accounts);
  return BigInt(rows.find(({ account }) => account === MINE)?.owed ?? '0');
};

let epochs = 0;
async function earn(amount: bigint): Promise<void> {
  await sync();
  const earning = { contributor: await contributor(), epoch: epochs++, amount, outcome: 'paid', why: null };
  await recordEarning(server.engine.db, earning);
}

/** A client that tells what it is asked. */
function overheard(client: ServerClient, heard: [name: string, input: unknown][]): ServerClient {
  return {
    ...client,
    call: (name, ...input) => {
      heard.push([name, input[0]]);
      return client.call(name, ...input);
    },
  };
}

/** Lets all credits come back, each when it is due. */
async function redeemAll(): Promise<void> {
  for (const { redeemAt } of await device.db.credits.orderBy('message').toArray()) {
    device.ahead = Math.max(device.ahead, redeemAt - Date.now() + 1);
  }
  while ((await states()).includes('held')) await sync();
  device.ahead = 0;
}

describe('pay without a link', () => {
  it('comes as credits of known worths, back one by one after their window, and can be claimed as one total', async () => {
    await earn((23n * TALE) / 2n);
    expect(await device.contributing.bindPayout(MINE, true)).toMatchObject({ bound: true });
    expect((await sync()).did.join()).toContain('2 credits were drawn');
    const drawn = await device.db.credits.toArray();
    expect(drawn.map(({ denomination }) => BigInt(denomination) / TALE).sort()).toEqual([10n, 1n].sort());
    expect(await states()).toEqual(['held', 'held']);
    const window = (await device.server.call('credits.window')).window!;
    for (const { redeemAt } of drawn) {
      expect(redeemAt).toBeGreaterThanOrEqual(window.endsAt);
      expect(redeemAt).toBeLessThan(window.endsAt + window.lasts);
    }
    await sync();
    expect(await states()).toEqual(['held', 'held']);
    expect(await undrawnBy(server.engine.db, await contributor())).toBe(TALE / 2n);

    const before = await owed();
    await redeemAll();
    expect(await states()).toEqual(['redeemed', 'redeemed']);
    expect(await owed()).toBe(before);
    await addRedeemed(server.engine.ports, 9);
    expect((await owed()) - before).toBe(11n * TALE);
    const credit = (await redeemedTo(device.db, device.server.url, MINE))!;
    const asked = { account: MINE, message: credit.message };
    const { voucher } = await device.server.call('credits.voucher', asked);
    expect(BigInt(voucher.cumulative)).toBe(before + 11n * TALE);
    // A stranger who knows the address is told nothing of it.
    const strange = { account: MINE, message: '00'.repeat(64) };
    await expect(device.server.call('credits.voucher', strange)).rejects.toThrow('No credit');
  }, 60_000);

  it('says nothing that is signed with its name, and names nobody, when a credit comes back', async () => {
    await earn(2n * TALE);
    await device.contributing.bindPayout(MINE, true);
    await sync();
    const heard: [string, unknown][] = [];
    device.server = overheard(device.server, heard);
    await redeemAll();
    expect(heard.map(([name]) => name)).toEqual(['credits.redeem', 'credits.redeem']);
    // Nor soon after: its next signed words come when ten minutes have passed.
    const last = Math.max(
      ...(await device.db.credits.toArray()).map(({ state }) => (state.is === 'redeemed' ? state.at : 0)),
    );
    const signed = ['rewards.balance', 'credits.issue', 'rewards.exit'];
    device.ahead = last + 9 * 60_000 - Date.now();
    await sync();
    expect(heard.filter(([name]) => signed.includes(name))).toEqual([]);
    device.ahead = last + 11 * 60_000 - Date.now();
    // The clock is far ahead of the server's by then, which is all it complains of.
    await sync().catch(() => undefined);
    expect(heard.some(([name]) => signed.includes(name))).toBe(true);
    device.ahead = 0;
    const key = await device.db.keys.get('contributor');
    const told = JSON.stringify(heard.filter(([name]) => name === 'credits.redeem'));
    for (const name of [key?.contributor, Buffer.from(key!.publicKey).toString('hex')]) {
      expect(name).toMatch(/^[0-9a-f]{64}$/);
      expect(told).not.toContain(name);
    }
  }, 60_000);

  it('loses nothing when an answer is lost: the same credits are signed again, and paid for once', async () => {
    await earn(3n * TALE);
    await device.contributing.bindPayout(MINE, true);
    const sound = device.server;
    device.server = {
      ...sound,
      call: async (name, ...input) => {
        const answer = await sound.call(name, ...input);
        if (name === 'credits.issue') throw new Error('the line went dead');
        return answer;
      },
    };
    await expect(sync()).rejects.toThrow('the line went dead');
    expect(await states()).toEqual(['blinded', 'blinded', 'blinded']);
    expect(await undrawnBy(server.engine.db, await contributor())).toBe(0n);
    device.server = sound;
    await sync();
    expect(await states()).toEqual(['held', 'held', 'held']);
    expect(await undrawnBy(server.engine.db, await contributor())).toBe(0n);
  }, 60_000);

  it('draws nothing by keys that the log does not name: they could be made for this device alone', async () => {
    await earn(TALE);
    await device.contributing.bindPayout(MINE, true);
    const others = await crypto.subtle.generateKey(
      { name: 'RSA-PSS', hash: 'SHA-384', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
      true,
      ['sign', 'verify'],
    );
    const marked = Buffer.from(await crypto.subtle.exportKey('spki', others.publicKey)).toString('hex');
    device.server = lyingClient(app, {
      procedures: {
        'credits.window': (data) => {
          const { window } = data as { window: { keys: object[] } };
          return { window: { ...window, keys: window.keys.map((key) => ({ ...key, publicKey: marked })) } };
        },
      },
    });
    expect((await sync()).did.join()).toContain('not those of its log');
    expect(await device.db.credits.count()).toBe(0);
    expect(await undrawnBy(server.engine.db, await contributor())).toBe(TALE);
  }, 60_000);

  it('keeps asking for a credit whose signature does not hold', async () => {
    await earn(TALE);
    await device.contributing.bindPayout(MINE, true);
    device.server = lyingClient(app, {
      procedures: { 'credits.issue': () => ({ signatures: ['11'.repeat(256)] }) },
    });
    expect((await sync()).did.join()).toContain('does not hold');
    expect(await states()).toEqual(['blinded']);
    device.server = inProcessClient(app);
    await sync();
    expect(await states()).toEqual(['held']);
    const [credit] = await device.db.credits.toArray();
    expect(fromHex(credit?.message ?? '')).toHaveLength(64);
  }, 60_000);

  it('goes on with everything else at a server that was reset: it takes no credit of before, nor signs one', async () => {
    await earn(2n * TALE);
    await device.contributing.bindPayout(MINE, true);
    await sync();
    const [first, second] = await device.db.credits.toArray();
    // One is due and of no key there; of another the answer never came, and its keys are gone.
    await device.db.credits.update(first!.message, { window: 77, redeemAt: 1 });
    await device.db.credits.update(second!.message, {
      window: 77,
      state: { is: 'blinded', blinded: '11'.repeat(256), inverse: '22'.repeat(256) },
    });
    const heard: [string, unknown][] = [];
    device.server = overheard(device.server, heard);
    await sync();
    const names = heard.map(([name]) => name);
    for (const name of ['credits.redeem', 'credits.issue', 'rewards.balance']) expect(names).toContain(name);
    const [left, ...others] = await device.db.credits.toArray();
    expect(others).toEqual([]);
    expect(left).toMatchObject({ message: first!.message, state: { is: 'held' } });
    expect(left!.redeemAt).toBeGreaterThan(device.now() + 23 * 3_600_000);
  }, 60_000);

  it('is for another address than the server was told before, and only what is earned from then on', async () => {
    await sync();
    const told = addressSchema.parse(Wallet.createRandom().address);
    expect(await device.contributing.bindPayout(told, false)).toMatchObject({ bound: true });
    expect(await device.contributing.bindPayout(told, true)).toMatchObject({
      bound: false,
      why: expect.stringContaining('knows this address as yours already'),
    });
    expect(await readStatus(device.db, 'payout')).toMatchObject({ address: told, unlinked: false });

    const other = addressSchema.parse(Wallet.createRandom().address);
    expect(await device.contributing.bindPayout(other, true)).toMatchObject({ bound: true });
    expect(await readStatus(device.db, 'payout')).toMatchObject({ address: other, unlinked: true });
    const rows = await server.engine.db.select().from(contributors);
    const me = await contributor();
    expect(rows.find(({ id }) => id === me)).toMatchObject({ account: null });
    await earn(3n * TALE);
    expect((await sync()).did.join()).toContain('3 credits were drawn');
  });

  it('is not promised while the server pays an address of this key that is not on record here', async () => {
    await sync();
    const told = addressSchema.parse(Wallet.createRandom().address);
    await device.contributing.bindPayout(told, false);
    // As after the key was made again from its phrase.
    await device.db.settings.delete('status:payout');
    expect(await device.contributing.bindPayout(MINE, true)).toMatchObject({
      bound: false,
      why: expect.stringContaining(`pays this key at ${told}`),
    });
    expect(await readStatus(device.db, 'payout')).toBeNull();
    await device.contributing.bindPayout(told, false);
    expect(await device.contributing.bindPayout(MINE, true)).toMatchObject({ bound: true });
  });

  it('takes another address of its own without a word that is signed', async () => {
    await sync();
    await device.contributing.bindPayout(MINE, true);
    const heard: [string, unknown][] = [];
    device.server = overheard(device.server, heard);
    const other = addressSchema.parse(Wallet.createRandom().address);
    expect(await device.contributing.bindPayout(other, true)).toMatchObject({ bound: true });
    expect(heard).toEqual([]);
  });

  it('leaves no address behind that is owed something which could not be claimed', async () => {
    await sync();
    const told = addressSchema.parse(Wallet.createRandom().address);
    await device.contributing.bindPayout(told, false);
    await earn(3n * TALE);
    const away = new ServerTrouble('refused', 'no', {
      code: 'CHAIN_UNAVAILABLE',
      message: 'no',
      hint: '',
      retryAfterMs: null,
      nextRound: null,
    });
    const server = device.server;
    device.server = {
      ...server,
      call: (name, ...input) =>
        name === 'rewards.voucher' ? Promise.reject(away) : server.call(name, ...input),
    };
    const other = addressSchema.parse(Wallet.createRandom().address);
    expect(await device.contributing.bindPayout(other, true)).toMatchObject({
      bound: false,
      why: expect.stringContaining('has to be claimed first. The chain does not answer.'),
    });
    expect(await readStatus(device.db, 'payout')).toMatchObject({ address: told, unlinked: false });
  });
});

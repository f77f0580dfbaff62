import { Wallet } from 'ethers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generateSigningKey } from '../../shared/crypto/signing.ts';
import { contributorKey } from '../../shared/learning/contributor.ts';
import { type ErrorCode, refuse } from '../../shared/protocol/errors.ts';
import { fromFragment } from '../../shared/protocol/fragment.ts';
import { addressSchema } from '../../shared/protocol/ids.ts';
import { type ProcedureName, type ProcedureOut, procedures } from '../../shared/protocol/procedures.ts';
import { type ServerClient, ServerTrouble } from '../../shared/protocol/server-client.ts';
import type { ChainInfo } from '../../shared/protocol/server-info.ts';
import { claimDomain, claimTypes, type Voucher, voucherSchema } from '../../shared/protocol/voucher.ts';
import { writeStatus } from '../storage/status.ts';
import type { AccountStanding, ChainAnswer, ChainProblem, RewardsChain } from '../wallet/chain.ts';
import type { ClaimRevert } from '../wallet/claim-revert.ts';
import { PATIENCE_MS } from '../wallet/claim-state.ts';
import { claimPageFor, followClaims, startClaim } from './claim.ts';
import { type TestDevice, testDevice } from './test-device.ts';

const SIGNER = new Wallet(`0x${'11'.repeat(32)}`);
const CONTRACT = addressSchema.parse('0x5FbDB2315678afecb367f032d93F642f64180aa3');
const MINE = addressSchema.parse('0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed');
const TALE = 10n ** 18n;
const chainInfo: ChainInfo = {
  chainId: 10,
  rpcUrl: 'http://chain.test',
  rewards: CONTRACT,
  token: CONTRACT,
  genesisHash: `0x${'ab'.repeat(32)}`,
};

/** What the scripted chain says at the moment. */
const chain = {
  paid: 0n,
  trouble: null as ChainProblem | null,
  /** Block of the transaction that paid; null while it is in none. */
  block: null as number | null,
  signerKnown: true,
  /** What stands at the signer's address, and what trying the claim would come to. */
  signerCode: '0x',
  trial: { pays: 0n } as { readonly pays: bigint } | ClaimRevert,
  opened: 0,
  closed: 0,
};
/** What the scripted server says at the moment. */
let said: { [N in ProcedureName]?: (input: unknown) => ProcedureOut<N> | Promise<ProcedureOut<N>> };
let device: TestDevice;

const client: ServerClient = {
  url: 'http://server.test',
  async call(name, ...[input]) {
    const answer = said[name];
    if (answer === undefined) throw new Error(`nothing is scripted for ${name}`);
    return procedures[name].out.parse(await answer(input)) as never;
  },
  submit: () => Promise.reject(new Error('nothing is submitted here')),
  say: () => Promise.reject(new Error('nothing is said here')),
  bytes: () => Promise.resolve(null),
};

const answered = <T>(value: T): ChainAnswer<T> =>
  chain.trouble === null
    ? { ok: true, value }
    : { ok: false, trouble: { problem: chain.trouble, why: 'Because.', next: 'Wait.' } };

function scriptedChain(): RewardsChain {
  chain.opened++;
  return {
    standing: async (): Promise<ChainAnswer<AccountStanding>> =>
      answered({
        balance: chain.paid,
        claimed: chain.paid,
        currentEpoch: 8,
        paused: false,
        chainTime: Math.floor(device.now() / 1000),
      }),
    hasSignerRole: async () => answered(chain.signerKnown),
    codeAt: async () => answered(chain.signerCode),
    simulateClaim: async () => answered(chain.trial),
    sendClaim: async () => answered({ is: 'no-gas' }),
    receipt: async () => answered(chain.block === null ? null : { block: chain.block, succeeded: true }),
    close: () => {
      chain.closed++;
    },
  };
}

async function voucher(change: Partial<Record<keyof Voucher, unknown>> = {}): Promise<Voucher> {
  const unsigned = {
    chainId: chainInfo.chainId,
    contract: CONTRACT,
    account: MINE,
    cumulative: TALE.toString(),
    epoch: 7,
    deadline: Math.floor(device.now() / 1000) + 86_400 * 365,
    signer: SIGNER.address,
    ...change,
  };
  const { account, cumulative, epoch, deadline } = unsigned;
  const domain = claimDomain(chainInfo.chainId, CONTRACT);
  const signature = await SIGNER.signTypedData(domain, claimTypes, { account, cumulative, epoch, deadline });
  return voucherSchema.parse({ ...unsigned, signature });
}

const refuses = (code: ErrorCode, message: string) => () => {
  throw new ServerTrouble('refused', message, refuse(code, message));
};

const serverInfo: ProcedureOut<'server.info'> = procedures['server.info'].out.parse({
  protocol: 1,
  name: 'test',
  tasks: ['taste'],
  chain: chainInfo,
  logKey: 'a'.repeat(64),
  limits: { bodyBytes: 1, stalenessVersions: 1 },
  admission: { kind: 'open' },
  audit: 'public',
  protection: [],
  profile: 'laptop',
  epochSeconds: 60,
  now: 1,
});

async function claim() {
  const { pair, publicKey } = await generateSigningKey({ extractable: false });
  return startClaim(device.ports, client, contributorKey(publicKey, pair.privateKey));
}
const record = async () => (await device.db.vouchers.toArray())[0];

beforeEach(async () => {
  device = testDevice(client);
  Object.assign(chain, {
    paid: 0n,
    trouble: null,
    block: null,
    signerKnown: true,
    signerCode: '0x',
    trial: { pays: 0n },
    opened: 0,
    closed: 0,
  });
  said = {
    'server.info': () => serverInfo,
    'rewards.voucher': async () => ({ voucher: await voucher() }),
    'rewards.relay': () => ({ is: 'submitted', tx: '0xaa' }),
  };
  await writeStatus(device.db, 'payout', { address: MINE, boundAt: 1, unlinked: false });
  device.chain = scriptedChain;
});
afterEach(async () => {
  expect(chain.closed).toBe(chain.opened);
  await device.close();
});

describe('a voucher taken to a wallet of one’s own', () => {
  const page = async () => {
    const { pair, publicKey } = await generateSigningKey({ extractable: false });
    return claimPageFor(device.ports, client, contributorKey(publicKey, pair.privateKey));
  };

  it('goes to the server’s page in the address’s fragment, and is kept here', async () => {
    const found = await page();
    expect(found.is).toBe('page');
    const url = new URL(found.is === 'page' ? found.url : '');
    expect(`${url.origin}${url.pathname}${url.search}`).toBe('http://server.test/claim');
    expect(fromFragment(voucherSchema, url.hash)).toEqual((await record())?.voucher);
    expect(await record()).toMatchObject({ state: { is: 'claimable' } });
  });

  it('is not offered where it does not check out, or no address is bound', async () => {
    said['rewards.voucher'] = async () => ({ voucher: await voucher({ chainId: 1 }) });
    expect(await page()).toMatchObject({ is: 'none', why: expect.stringContaining('another chain') });
    await writeStatus(device.db, 'payout', { address: MINE, boundAt: null, unlinked: false });
    expect(await page()).toMatchObject({ is: 'none' });
  });

  it('is found paid without the server’s relaying anything', async () => {
    await page();
    said['rewards.relay'] = () => {
      throw new Error('nobody asked for this');
    };
    expect(await followClaims(device.ports, client)).toEqual([]);
    expect(await record()).toMatchObject({ state: { is: 'claimable' } });
    chain.paid = TALE;
    expect(await followClaims(device.ports, client)).toEqual(['Your TALE has arrived.']);
    expect(await record()).toMatchObject({ state: { is: 'confirmed' }, claimedOnChain: TALE.toString() });
  });
});

describe('a claim', () => {
  it('is submitted, looked after, and confirmed once the chain has paid', async () => {
    expect(await claim()).toMatchObject({ state: 'submitted' });
    expect(await record()).toMatchObject({ state: { is: 'submitted', tx: '0xaa' }, claimedOnChain: '0' });
    expect(device.wakes).toHaveLength(1);
    expect(await followClaims(device.ports, client)).toEqual(['The claim is on its way to the chain.']);
    chain.paid = TALE;
    said['rewards.relay'] = () => ({ is: 'confirmed', tx: '0xaa', block: 12 });
    expect(await followClaims(device.ports, client)).toEqual(['Your TALE has arrived.']);
    expect(await record()).toMatchObject({
      state: { is: 'confirmed', tx: '0xaa', block: 12 },
      claimedOnChain: TALE.toString(),
      balance: TALE.toString(),
    });
    expect(await followClaims(device.ports, client)).toEqual([]);
  });

  it('made twice pays once, and says that everything has been paid', async () => {
    chain.paid = TALE;
    expect(await claim()).toEqual({ state: 'confirmed', why: 'Everything owed so far has been paid.' });
    said['rewards.relay'] = () => {
      throw new Error('nothing is left to relay');
    };
    expect(await claim()).toMatchObject({ state: 'confirmed' });
  });

  it('is told with the block its transaction is in', async () => {
    chain.block = 12;
    said['rewards.relay'] = () => {
      chain.paid = TALE;
      return { is: 'submitted', tx: '0xaa' };
    };
    expect(await claim()).toMatchObject({ state: 'confirmed' });
    expect((await record())?.state).toMatchObject({ is: 'confirmed', tx: '0xaa', block: 12 });
  });

  it('of a total that was paid is told again with its transaction, and relayed no more', async () => {
    chain.block = 12;
    said['rewards.relay'] = () => {
      chain.paid = TALE;
      return { is: 'submitted', tx: '0xaa' };
    };
    await claim();
    said['rewards.relay'] = () => {
      throw new Error('nothing is left to relay');
    };
    expect(await claim()).toMatchObject({ state: 'confirmed' });
    expect((await record())?.state).toMatchObject({ is: 'confirmed', tx: '0xaa', block: 12 });
  });

  it('being looked after does not take the place of a larger one made meanwhile', async () => {
    await claim();
    const larger = (3n * TALE).toString();
    said['rewards.relay'] = async () => {
      const stored = await record();
      if (stored !== undefined)
        await device.db.vouchers.put({ ...stored, voucher: await voucher({ cumulative: larger }) });
      return { is: 'submitted', tx: '0xaa' };
    };
    await followClaims(device.ports, client);
    expect((await record())?.voucher.cumulative).toBe(larger);
  });

  it('is made anew for a larger total after an earlier one was paid', async () => {
    chain.paid = TALE;
    await claim();
    said['rewards.voucher'] = async () => ({
      voucher: await voucher({ cumulative: (3n * TALE).toString() }),
    });
    expect(await claim()).toMatchObject({ state: 'submitted' });
    expect((await record())?.voucher.cumulative).toBe((3n * TALE).toString());
    expect(await device.db.vouchers.count()).toBe(1);
  });

  it('is not believed confirmed when the server says so and the chain has paid nothing', async () => {
    said['rewards.relay'] = () => ({ is: 'confirmed', tx: '0xaa', block: 12 });
    expect(await claim()).toMatchObject({ state: 'claimable' });
    expect((await record())?.state).toEqual({ is: 'claimable' });
  });

  it('that is in no block after a long while has failed, and can be made again', async () => {
    await claim();
    device.ahead = PATIENCE_MS + 1000;
    expect((await followClaims(device.ports, client))[0]).toContain('not included in a block');
    expect((await record())?.state.is).toBe('failed');
    expect(await claim()).toMatchObject({ state: 'submitted' });
  });

  it('that the contract refuses keeps the voucher, and tells why and what to do', async () => {
    said['rewards.relay'] = () => ({
      is: 'failed',
      code: 'CLAIM_REFUSED',
      why: 'The contract has released all it may release today.',
      next: 'Claim again tomorrow.',
    });
    expect(await claim()).toEqual({
      state: 'failed',
      why: 'The contract has released all it may release today. Claim again tomorrow.',
    });
    expect((await record())?.voucher.cumulative).toBe(TALE.toString());
    said['rewards.relay'] = () => ({ is: 'submitted', tx: '0xbb' });
    expect(await claim()).toMatchObject({ state: 'submitted' });
  });

  it('whose relay cannot be reached keeps the voucher, unless the chain has paid it all the same', async () => {
    said['rewards.relay'] = () => {
      throw new ServerTrouble('unreachable', 'The server does not answer.');
    };
    expect(await claim()).toMatchObject({
      state: 'failed',
      why: expect.stringMatching(/server that submits claims does not answer.*voucher is kept/),
    });
    expect((await record())?.voucher.cumulative).toBe(TALE.toString());
    await device.db.vouchers
      .toCollection()
      .modify({ state: { is: 'submitted', tx: '0xaa', at: device.now() } });
    chain.paid = TALE;
    expect(await followClaims(device.ports, client)).toEqual(['Your TALE has arrived.']);
  });

  it('that was submitted stays so while nobody can tell how it went', async () => {
    await claim();
    said['rewards.relay'] = refuses('CHAIN_UNAVAILABLE', 'The chain did not take the claim.');
    await followClaims(device.ports, client);
    expect((await record())?.state).toMatchObject({ is: 'submitted', tx: '0xaa' });
  });

  it('that the server cannot bring to the chain is kept, and says that the chain is away', async () => {
    said['rewards.relay'] = refuses('CHAIN_UNAVAILABLE', 'The chain did not take the claim.');
    expect(await claim()).toMatchObject({
      state: 'failed',
      why: 'The chain does not answer. Your voucher is kept. Try again later.',
    });
    expect((await record())?.voucher.cumulative).toBe(TALE.toString());
  });

  it('goes on by the server alone while the chain does not answer this device', async () => {
    chain.trouble = 'offline';
    expect(await claim()).toMatchObject({ state: 'submitted' });
    said['rewards.relay'] = () => ({ is: 'confirmed', tx: '0xaa', block: 3 });
    expect(await followClaims(device.ports, client)).toEqual(['Your TALE has arrived.']);
  });
});

describe('a claim is not made', () => {
  it('without an address that the server agreed to', async () => {
    await writeStatus(device.db, 'payout', { address: MINE, boundAt: null, unlinked: false });
    expect(await claim()).toMatchObject({ state: 'no-address' });
    await device.db.settings.clear();
    expect(await claim()).toMatchObject({ state: 'no-address' });
  });

  it('while the server has no chain', async () => {
    said['server.info'] = () => ({ ...serverInfo, chain: null });
    expect(await claim()).toMatchObject({ state: 'failed', why: expect.stringContaining('is kept') });
    expect(await device.db.vouchers.count()).toBe(0);
  });

  it('while the server cannot reach the chain, and what was earned is said to be kept', async () => {
    said['rewards.voucher'] = refuses('CHAIN_UNAVAILABLE', 'The server cannot reach the chain.');
    expect(await claim()).toMatchObject({ state: 'failed', why: expect.stringMatching(/chain.*is kept/) });
    expect(await device.db.vouchers.count()).toBe(0);
  });

  it('when nothing is owed: the server’s reason is passed on', async () => {
    said['rewards.voucher'] = refuses('NOTHING_OWED', 'Nothing has been earned for this address yet.');
    await expect(claim()).rejects.toMatchObject({ refusal: { code: 'NOTHING_OWED' } });
  });

  it.each([
    ['pays another address', { account: SIGNER.address }],
    ['is for another chain', { chainId: 11 }],
    ['counts an epoch that has not ended', { epoch: 8 }],
    ['was changed after it was signed', { signature: `0x${'11'.repeat(65)}` }],
    ['has expired', { deadline: 1000 }],
  ])('with a voucher that %s', async (_, change) => {
    said['rewards.voucher'] = async () => ({
      voucher: { ...(await voucher(change)), ...signatureOf(change) },
    });
    said['rewards.relay'] = () => {
      throw new Error('such a voucher is not relayed');
    };
    expect(await claim()).toMatchObject({ state: 'failed', why: expect.stringMatching(/\.$/) });
    expect(await device.db.vouchers.count()).toBe(0);
  });

  it.each([
    ['is taken where it would pay', '0x60', { pays: 5n }, 'submitted'],
    [
      'is taken where only the cap of the day stands before it',
      '0x60',
      { revert: 'DailyCapReached', resetsAt: 1 },
      'submitted',
    ],
    ['is not taken where the contract does not own to it', '0x60', { revert: 'BadSignature' }, 'failed'],
    ['is not taken where no contract stands', '0x', { pays: 5n }, 'failed'],
  ] as const)('with a signature of a contract (k of n people, say), it %s', async (_, code, trial, state) => {
    Object.assign(chain, { signerCode: code, trial });
    const gathered = `0x${'22'.repeat(3 * 65)}`;
    said['rewards.voucher'] = async () => ({ voucher: { ...(await voucher()), signature: gathered } });
    expect(await claim()).toMatchObject({ state });
    expect(await device.db.vouchers.count()).toBe(state === 'failed' ? 0 : 1);
  });

  it.each([
    ['wrong-chain', 'another chain'],
    ['reset-chain', 'started afresh'],
    ['no-contract', 'no rewards contract'],
  ] as const)('on a chain that is not the voucher’s (%s); the voucher is kept', async (trouble, words) => {
    chain.trouble = trouble;
    let relayed = 0;
    said['rewards.relay'] = () => {
      relayed++;
      return { is: 'submitted', tx: '0xaa' };
    };
    expect(await claim()).toMatchObject({ state: 'failed', why: expect.stringContaining(words) });
    expect(relayed).toBe(0);
    expect(await record()).toMatchObject({
      voucher: { cumulative: TALE.toString() },
      state: { is: 'failed' },
    });
    chain.trouble = null;
    expect(await claim()).toMatchObject({ state: 'submitted' });
  });

  it('with a total lower than one that is held already, which stays', async () => {
    await claim();
    said['rewards.voucher'] = async () => ({
      voucher: await voucher({ cumulative: (TALE / 2n).toString() }),
    });
    expect(await claim()).toMatchObject({ state: 'failed', why: expect.stringContaining('never fall') });
    expect((await record())?.voucher.cumulative).toBe(TALE.toString());
  });

  it('with a signer whom the contract does not know', async () => {
    chain.signerKnown = false;
    expect(await claim()).toMatchObject({
      state: 'failed',
      why: expect.stringContaining('does not know the signer'),
    });
    expect(await device.db.vouchers.count()).toBe(0);
  });
});

describe('claims of another chain', () => {
  it('wait for it, and are not mixed up with those of a chain that was started afresh', async () => {
    await claim();
    const genesisHash = `0x${'cd'.repeat(32)}`;
    said['server.info'] = () => ({ ...serverInfo, chain: { ...chainInfo, genesisHash } });
    said['rewards.relay'] = () => {
      throw new Error('the voucher is of another chain');
    };
    expect(await followClaims(device.ports, client)).toEqual([]);
    expect((await record())?.state.is).toBe('submitted');
    // A smaller total is no shrinking there: it is another contract with another past.
    said['rewards.relay'] = () => ({ is: 'submitted', tx: '0xcc' });
    said['rewards.voucher'] = async () => ({
      voucher: await voucher({ cumulative: (TALE / 4n).toString() }),
    });
    expect(await claim()).toMatchObject({ state: 'submitted' });
    expect(await device.db.vouchers.count()).toBe(2);
  });
});

const signatureOf = (change: object) =>
  'signature' in change && typeof change.signature === 'string' ? { signature: change.signature } : {};

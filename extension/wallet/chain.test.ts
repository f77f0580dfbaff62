import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Interface } from 'ethers';
import { afterEach, describe, expect, it } from 'vitest';
import { type ChainInfo, chainInfoSchema } from '../../shared/protocol/server-info.ts';
import { voucherSchema } from '../../shared/protocol/voucher.ts';
import { rewardsAbi, tokenAbi } from './abi.ts';
import { openRewardsChain, type RewardsChain } from './chain.ts';

const REWARDS = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
const TOKEN = '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512';
const ACCOUNT = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
const GENESIS = `0x${'ab'.repeat(32)}`;
const contracts = new Interface([...rewardsAbi, ...tokenAbi]);

const voucher = voucherSchema.parse({
  chainId: 31337,
  contract: REWARDS,
  account: ACCOUNT,
  cumulative: '5',
  epoch: 1,
  deadline: 2_000_000_000,
  signer: ACCOUNT,
  signature: `0x${'00'.repeat(65)}`,
});

interface Call {
  readonly method: string;
  readonly params: readonly [{ readonly data?: string }?];
}

/** A node's answer to one JSON-RPC call: a result, or an error object. */
type Answer =
  | { readonly result: unknown }
  | { readonly error: { code: number; message: string; data?: string } };

const open: { servers: Server[]; chains: RewardsChain[] } = { servers: [], chains: [] };
afterEach(async () => {
  for (const chain of open.chains.splice(0)) chain.close();
  for (const server of open.servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
});

/** A node on a free port of this machine, answering as told. */
async function node(answer: (call: Call) => Answer | string): Promise<RewardsChain> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const call: Call & { id: number } = JSON.parse(body);
    const given = answer(call);
    response.setHeader('content-type', 'application/json');
    response.end(
      typeof given === 'string' ? given : JSON.stringify({ jsonrpc: '2.0', id: call.id, ...given }),
    );
  });
  open.servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return chainAt(`http://127.0.0.1:${portOf(server.address())}`);
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The test server has no port.');
  return address.port;
}

function chainAt(rpcUrl: string | null): RewardsChain {
  const info: ChainInfo = chainInfoSchema.parse({
    chainId: 31337,
    rpcUrl,
    rewards: REWARDS,
    token: TOKEN,
    genesisHash: GENESIS,
  });
  const chain = openRewardsChain(info, { timeoutMs: 2_000 });
  open.chains.push(chain);
  return chain;
}

function healthy(call: Call): Answer {
  switch (call.method) {
    case 'eth_chainId':
      return { result: '0x7a69' };
    case 'eth_getBlockByNumber':
      return { result: block() };
    case 'eth_getCode':
      return { result: '0x6080' };
    case 'eth_call': {
      const parsed = contracts.parseTransaction({ data: call.params[0]?.data ?? '0x' });
      const answers: Record<string, unknown[]> = {
        balanceOf: [700n],
        claimed: [300n],
        currentEpoch: [4n],
        paused: [false],
        SIGNER_ROLE: [`0x${'01'.repeat(32)}`],
        hasRole: [true],
        claim: [5n],
      };
      const name = parsed?.name ?? '';
      return { result: contracts.encodeFunctionResult(name, answers[name] ?? []) };
    }
    default:
      return { result: null };
  }
}

function block() {
  const zero = `0x${'00'.repeat(32)}`;
  return {
    hash: GENESIS,
    number: '0x0',
    timestamp: '0x6b49d200',
    parentHash: zero,
    nonce: '0x0000000000000000',
    difficulty: '0x0',
    gasLimit: '0x1',
    gasUsed: '0x0',
    miner: ACCOUNT,
    extraData: '0x',
    baseFeePerGas: '0x1',
    transactions: [],
  };
}

describe('reading the rewards contract', () => {
  it('gives balance, paid total, epoch and the chain’s own time', async () => {
    const chain = await node(healthy);
    expect(await chain.standing(ACCOUNT)).toEqual({
      ok: true,
      value: { balance: 700n, claimed: 300n, currentEpoch: 4, paused: false, chainTime: 0x6b49d200 },
    });
  });

  it('asks whether a signer may sign', async () => {
    expect(await (await node(healthy)).hasSignerRole(ACCOUNT)).toEqual({ ok: true, value: true });
  });

  it('simulates a claim without sending one', async () => {
    const methods: string[] = [];
    const chain = await node((call) => {
      methods.push(call.method);
      return healthy(call);
    });
    expect(await chain.simulateClaim({ by: 'voucher', voucher })).toEqual({ ok: true, value: { pays: 5n } });
    expect(methods.filter((method) => method.startsWith('eth_send'))).toEqual([]);
  });

  it('gives the contract’s own reason when a claim would revert', async () => {
    const data = contracts.encodeErrorResult('NothingToClaim', [9n]);
    const chain = await node((call) =>
      call.method === 'eth_call'
        ? { error: { code: 3, message: 'execution reverted', data } }
        : healthy(call),
    );
    expect(await chain.simulateClaim({ by: 'voucher', voucher })).toEqual({
      ok: true,
      value: { revert: 'NothingToClaim', already: 9n },
    });
  });

  it('has no receipt for a transaction that is in no block', async () => {
    expect(await (await node(healthy)).receipt(`0x${'cd'.repeat(32)}`)).toEqual({ ok: true, value: null });
  });
});

describe('a chain that is not the right one', () => {
  it.each([
    ['wrong-chain', 'eth_chainId', '0x1'],
    ['reset-chain', 'eth_getBlockByNumber', { ...block(), hash: `0x${'99'.repeat(32)}` }],
    ['no-contract', 'eth_getCode', '0x'],
    ['nonsense', 'eth_getBlockByNumber', null],
  ] as const)('is told apart: %s', async (problem, method, result) => {
    const chain = await node((call) => (call.method === method ? { result } : healthy(call)));
    const answer = await chain.standing(ACCOUNT);
    expect(answer).toMatchObject({ ok: false, trouble: { problem } });
    expect(answer.ok ? '' : answer.trouble.next).not.toBe('');
  });

  it('is asked again after it was put right', async () => {
    let chainId = '0x1';
    const chain = await node((call) => (call.method === 'eth_chainId' ? { result: chainId } : healthy(call)));
    expect(await chain.standing(ACCOUNT)).toMatchObject({ ok: false });
    chainId = '0x7a69';
    expect(await chain.standing(ACCOUNT)).toMatchObject({ ok: true });
  });

  it('that does not answer is offline', async () => {
    // Port 9 (discard) of this machine: nothing listens, the connection is refused at once.
    const answer = await chainAt('http://127.0.0.1:9').standing(ACCOUNT);
    expect(answer).toMatchObject({ ok: false, trouble: { problem: 'offline' } });
  });

  it('that answers with a web page, or calls with rubbish, is nonsense', async () => {
    const page = await node(() => '<html>502 Bad Gateway</html>');
    expect(await page.standing(ACCOUNT)).toMatchObject({ ok: false, trouble: { problem: 'nonsense' } });
    const rubbish = await node((call) => (call.method === 'eth_call' ? { result: '0x12' } : healthy(call)));
    expect(await rubbish.standing(ACCOUNT)).toMatchObject({ ok: false, trouble: { problem: 'nonsense' } });
  });

  it('without an endpoint says so', async () => {
    expect(await chainAt(null).codeAt(ACCOUNT)).toMatchObject({
      ok: false,
      trouble: { problem: 'no-endpoint' },
    });
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, truncate } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JsonRpcProvider, parseEther, Wallet } from 'ethers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { devAccount } from './dev-accounts.ts';
import { type LocalChain, type LocalChainOptions, localProvider, startLocalChain } from './local-chain.ts';

const somebody = '0x00000000000000000000000000000000000A11cE';
let folder: string;
let stateFile: string;
const running: (() => Promise<void> | void)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'local-chain-'));
  stateFile = join(folder, 'chain', 'state.json');
});

afterEach(async () => {
  for (const stop of running.splice(0).reverse()) await stop();
  await rm(folder, { recursive: true, force: true });
});

async function start(
  options: LocalChainOptions = {},
): Promise<{ chain: LocalChain; provider: JsonRpcProvider }> {
  const chain = await startLocalChain(options);
  const provider = localProvider(chain);
  running.push(chain.stop, () => provider.destroy());
  return { chain, provider };
}

async function give(provider: JsonRpcProvider, ether: string): Promise<void> {
  const relayer = new Wallet(devAccount('relayer').privateKey, provider);
  await (await relayer.sendTransaction({ to: somebody, value: parseEther(ether) })).wait();
}

describe('a local chain', { timeout: 60_000 }, () => {
  it('answers on a free port of this machine, with funded accounts', async () => {
    const [first, second] = [await start(), await start()];
    expect(first.chain.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(second.chain.url).not.toBe(first.chain.url);
    expect((await first.provider.getNetwork()).chainId).toBe(31337n);
    for (const role of ['deployer', 'signer', 'relayer', 'guardian'] as const) {
      expect(await first.provider.getBalance(devAccount(role).address)).toBe(parseEther('10000'));
    }
  });

  it('is gone when it was stopped, which may be asked twice', async () => {
    const { chain } = await start();
    await chain.stop();
    await chain.stop();
    await expect(fetch(chain.url)).rejects.toThrow();
  });

  it('stops with its signal', async () => {
    const controller = new AbortController();
    const { chain } = await start({ signal: controller.signal });
    controller.abort();
    await chain.stop();
    await expect(fetch(chain.url)).rejects.toThrow();
    await expect(startLocalChain({ signal: controller.signal })).rejects.toThrow(/abort/i);
  });

  it('says so when the port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    running.push(() => void server.close());
    await expect(startLocalChain({ port })).rejects.toThrow(/in use.*choose another/is);
  });

  it('goes on by itself when a block time is set', async () => {
    const { provider } = await start({ blockTime: 1 });
    await expect.poll(() => provider.getBlockNumber(), { timeout: 30_000 }).toBeGreaterThanOrEqual(2);
  });

  it('goes on where it was: same genesis, same balances, and time does not run backwards', async () => {
    const before = await start({ stateFile });
    await give(before.provider, '1');
    await before.provider.send('evm_increaseTime', [1_000_000]);
    await before.provider.send('evm_mine', []);
    const last = await before.provider.getBlock('latest');
    const genesis = await before.provider.getBlock(0);
    await before.chain.stop();

    const after = await start({ stateFile });
    expect((await after.provider.getBlock(0))?.hash).toBe(genesis?.hash);
    expect(await after.provider.getBalance(somebody)).toBe(parseEther('1'));
    await give(after.provider, '1');
    const next = await after.provider.getBlock('latest');
    expect(next?.timestamp).toBeGreaterThanOrEqual(last?.timestamp ?? Number.POSITIVE_INFINITY);
  });

  it('loses nothing, and leaves nothing running, when the process that started it is killed', async () => {
    const script = `
      const { startLocalChain } = await import(${JSON.stringify(join(import.meta.dirname, 'local-chain.ts'))});
      console.log((await startLocalChain({ stateFile: ${JSON.stringify(stateFile)} })).url);`;
    const owner = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.push(() => void owner.kill('SIGKILL'));
    const [line] = await once(owner.stdout, 'data');
    const url = String(line).trim();
    const provider = localProvider({ url, chainId: 31337 });
    await give(provider, '3');
    provider.destroy();
    owner.kill('SIGKILL');

    const after = await start({ stateFile });
    expect(await after.provider.getBalance(somebody)).toBe(parseEther('3'));
    await expect(fetch(url)).rejects.toThrow();
  });

  it('falls back to the last whole copy when the state file was torn', async () => {
    const first = await start({ stateFile });
    await give(first.provider, '1');
    await first.chain.stop();
    const second = await start({ stateFile });
    await give(second.provider, '1');
    await second.chain.stop();

    await truncate(stateFile, Math.floor((await readFile(stateFile)).length / 2));
    const { provider } = await start({ stateFile });
    expect(await provider.getBalance(somebody)).toBe(parseEther('1'));
  });

  it('begins anew when the state file was torn and there is no copy', async () => {
    const first = await start({ stateFile });
    await give(first.provider, '1');
    await first.chain.stop();
    await truncate(stateFile, 10);
    const { provider } = await start({ stateFile });
    expect(await provider.getBalance(somebody)).toBe(0n);
  });
});

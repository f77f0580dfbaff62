import { type ChildProcess, spawn } from 'node:child_process';
import { access, copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { JsonRpcProvider } from 'ethers';
import { z } from 'zod';
import { DEV_MNEMONIC, LOCAL_CHAIN_ID } from './dev-accounts.ts';
import { foundryBinary } from './tools/foundry-binary.ts';

export type LocalChain = {
  /** JSON-RPC over HTTP, on 127.0.0.1 only. */
  url: string;
  chainId: number;
  /** Stops the chain and resolves when it has written its state and is gone. May be called more than once. */
  stop(): Promise<void>;
};

export type LocalChainOptions = {
  /** Default: any free port. */
  port?: number;
  /** Where the chain lives between runs; without it, it is forgotten. */
  stateFile?: string;
  /** Seconds between blocks when nothing happens, so that chain time goes on; 0: blocks for transactions only. */
  blockTime?: number;
  /** Stops the chain. */
  signal?: AbortSignal;
};

/** Seconds between two writings of the state: what is lost when the chain itself is killed. */
const STATE_INTERVAL = 5;
/** Milliseconds between two copies of the state that are known to be whole. */
const COPY_INTERVAL = 60_000;
/** Milliseconds that starting, stopping, and an earlier chain's end may take. */
const PATIENCE = 30_000;

/**
 * Starts a local EVM chain (anvil) with funded dev accounts (`dev-accounts.ts`). It stops with `stop()`, with the
 * signal, or with this process, however that ends.
 *
 * With a state file the chain goes on where it was: written at the end and every few seconds; a file that was torn by
 * a kill is replaced by the last whole copy (`<stateFile>.previous`).
 * @throws Error with what to do, if the port is taken, another chain uses the state file, or anvil does not start
 */
export async function startLocalChain(options: LocalChainOptions = {}): Promise<LocalChain> {
  const { port = 0, stateFile, blockTime = 0, signal } = options;
  signal?.throwIfAborted();
  const lock = stateFile === undefined ? '' : `${stateFile}.lock`;
  if (stateFile !== undefined) await prepareState(stateFile, lock);

  const args = [
    ...['--host', '127.0.0.1', '--port', String(port), '--chain-id', String(LOCAL_CHAIN_ID)],
    ...['--mnemonic', DEV_MNEMONIC, '--prune-history', '256'],
    ...(blockTime > 0 ? ['--block-time', String(blockTime), '--mixed-mining'] : []),
    ...(stateFile === undefined ? [] : ['--state', stateFile, '--state-interval', String(STATE_INTERVAL)]),
  ];
  const keeper = spawn(
    process.execPath,
    [join(import.meta.dirname, 'tools', 'keep-anvil.mjs'), lock, foundryBinary('anvil'), ...args],
    // Its own process group: Ctrl-C in a terminal must reach the server first, which then stops the chain.
    { stdio: ['pipe', 'pipe', 'pipe'], detached: true },
  );
  const ended = whenEnded(keeper);
  const copying =
    stateFile === undefined
      ? undefined
      : setInterval(() => keepCopy(stateFile).catch(() => {}), COPY_INTERVAL);
  copying?.unref();

  const stop = async (): Promise<void> => {
    clearInterval(copying);
    signal?.removeEventListener('abort', stop);
    keeper.stdin.end();
    if ((await Promise.race([ended, sleep(PATIENCE, 'late', { ref: false })])) === 'late') {
      keeper.kill('SIGTERM');
      await ended;
    }
  };

  try {
    const url = `http://127.0.0.1:${await listeningPort(keeper, ended)}`;
    await ready(url);
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted === true) await stop();
    signal?.throwIfAborted();
    return { url, chainId: LOCAL_CHAIN_ID, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * An ethers provider that suits a local chain: no caching, which would give stale nonces and balances; quick polling;
 * no endless retries when the node is gone. Call `destroy()` on it at the end.
 */
export function localProvider({ url, chainId }: Pick<LocalChain, 'url' | 'chainId'>): JsonRpcProvider {
  return new JsonRpcProvider(url, chainId, { staticNetwork: true, cacheTimeout: -1, pollingInterval: 50 });
}

// ------------------------------------------------------------------ the process

type End = { code: number | null; complaint: string };

function whenEnded(child: ChildProcess): Promise<End> {
  let complaint = '';
  child.stderr?.on('data', (data: Buffer) => {
    complaint = (complaint + data.toString()).slice(-2000);
  });
  child.stdin?.on('error', () => {}); // the chain is gone already: `close` tells
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, complaint: error.message }));
    child.on('close', (code) => resolve({ code, complaint: complaint.trim() }));
  });
}

async function listeningPort(keeper: ChildProcess, ended: Promise<End>): Promise<number> {
  const { stdout } = keeper;
  if (stdout === null) throw new Error('The local chain has no output.');
  const listening = new Promise<number>((resolve) => {
    createInterface({ input: stdout }).on('line', (line) => resolve(Number(line.replace('listening ', ''))));
  });
  const first = await Promise.race([listening, ended, sleep(PATIENCE, 'late' as const, { ref: false })]);
  if (typeof first === 'number') return first;
  if (first === 'late') throw new Error(`The local chain did not start within ${PATIENCE / 1000} seconds.`);
  const advice = first.complaint.includes('in use')
    ? ' Another program has this port: stop it, or choose another.'
    : '';
  throw new Error(`The local chain ended at once (code ${first.code}): ${first.complaint}.${advice}`);
}

/**
 * Waits until the chain answers for its id, and keeps its clock from running backwards: a chain whose time was moved
 * on restarts at the computer's time, and epochs would come twice.
 */
async function ready(url: string): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    try {
      const id = Number(await rpc(url, 'eth_chainId', []));
      if (id !== LOCAL_CHAIN_ID) throw new Error(`the node answers for chain ${id}`);
      break;
    } catch (cause) {
      if (Date.now() > deadline) throw new Error(`The local chain at ${url} does not answer.`, { cause });
      await sleep(25);
    }
  }
  const block = z
    .object({ timestamp: z.string() })
    .parse(await rpc(url, 'eth_getBlockByNumber', ['latest', false]));
  // One second more than the difference: the node reads its own clock later and drops its fraction as well.
  const ahead = Number(block.timestamp) - Math.floor(Date.now() / 1000) + 1;
  if (ahead > 0) await rpc(url, 'evm_increaseTime', [ahead]);
}

const answerSchema = z.object({
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
});

async function rpc(url: string, method: string, params: unknown[]): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  const { result, error } = answerSchema.parse(await response.json());
  if (error !== undefined) throw new Error(`${method}: ${error.message}`);
  return result;
}

// ------------------------------------------------------------------ the state file

async function prepareState(stateFile: string, lock: string): Promise<void> {
  await mkdir(dirname(stateFile), { recursive: true });
  await released(lock);
  if ((await wholeState(stateFile)) !== undefined) {
    await keepCopy(stateFile);
    return;
  }
  // Torn or absent: the last whole copy, if any. What was torn is kept aside for whoever wants to look at it.
  if (await exists(stateFile)) await rename(stateFile, `${stateFile}.torn`);
  if (await exists(previousOf(stateFile))) await copyFile(previousOf(stateFile), stateFile);
}

/** Waits until the chain of an earlier process, which may still be writing, is gone. */
async function released(lock: string): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const owner = Number(await readFile(lock, 'utf8').catch(() => Number.NaN));
    if (!isAlive(owner)) return;
    if (Date.now() > deadline) {
      throw new Error(
        `Another local chain (process ${owner}) uses this state. Stop it; if there is none, remove ${lock}.`,
      );
    }
    await sleep(50);
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Keeps the state as the last copy, in one step, if it is whole. */
async function keepCopy(stateFile: string): Promise<void> {
  const state = await wholeState(stateFile);
  if (state === undefined) return;
  await writeFile(`${previousOf(stateFile)}.new`, state);
  await rename(`${previousOf(stateFile)}.new`, previousOf(stateFile));
}

async function wholeState(path: string): Promise<string | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function previousOf(stateFile: string): string {
  return `${stateFile}.previous`;
}

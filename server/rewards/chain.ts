import { Contract, JsonRpcProvider, type Log, Wallet } from 'ethers';
import { abi as rewardsAbi } from '../../contracts/abi/TaleRewards.ts';
import { abi as tokenAbi } from '../../contracts/abi/TaleToken.ts';
import { Refused } from '../../shared/protocol/errors.ts';
import type { ChainConfig } from '../config.ts';
import { remoteSigner } from './remote-signer.ts';
import { claimSender, type SendClaim } from './send-claims.ts';
import { keySigner, type VoucherSigner } from './voucher-signer.ts';

/** The one door to the chain. Every call has a deadline; one that is not answered is refused as CHAIN_UNAVAILABLE. */
export interface RewardsChain {
  readonly chainId: number;
  readonly genesisHash: string;
  readonly rewards: string;
  readonly token: string;
  currentEpoch(): Promise<number>;
  /** What epoch `epoch` may pay, wei. */
  epochBudget(epoch: number): Promise<bigint>;
  /** Σ budgets of epochs 0 … `epoch`, wei. */
  emittedThrough(epoch: number): Promise<bigint>;
  /** Chain time (s) at which `epoch` ends. */
  epochEnd(epoch: number): number;
  readonly epochSeconds: number;
  claimed(account: string): Promise<bigint>;
  /** Time of the newest block, s: never the server's clock, which the contract does not share. */
  chainTime(): Promise<number>;
  hasCode(address: string): Promise<boolean>;
  /** Who signs claims and proposes roots: the one thing here that needs the contract's trust. */
  readonly voucherSigner: VoucherSigner;
  /** Sends a claim from the relayer's account, together with others that come at the same time. */
  readonly relayClaim: SendClaim;
  receipt(tx: string): Promise<{ ok: boolean; block: number } | null>;
  /**
   * Claims that were paid from block `fromBlock` on, oldest first, and the block after the last that was read; null
   * begins some way back, since a whole chain cannot be searched.
   */
  claimsSince(fromBlock: number | null): Promise<{ claims: readonly PaidClaim[]; nextBlock: number }>;
  /** What the contract has paid in all, and what it holds, wei. */
  supply(): Promise<{ readonly totalClaimed: bigint; readonly held: bigint }>;
  /** The newest block whose state is settled for votes: one before the newest. */
  votesBlock(): Promise<number>;
  /** Votes of an account (ERC-5805), wei: those it has now, or had at the end of a block. */
  votesOf(account: string, block: number | null): Promise<bigint>;
  exitState(): Promise<ExitState>;
  /** Whether the guardian dropped this root lately, before it was active. */
  wasCancelled(root: string): Promise<boolean>;
  /** Puts the root that waits in its place once its time has come. @returns the transaction */
  activateRoot(): Promise<string>;
  close(): void;
}

/** A payment of the contract: to whom, and the running total it came to, wei. */
export interface PaidClaim {
  readonly account: string;
  readonly cumulative: bigint;
}

/** Roots of the exit path, as the contract has them; null for none. */
export interface ExitState {
  readonly root: string | null;
  readonly pending: string | null;
  /** When the pending root may be activated, Unix seconds. */
  readonly pendingReadyAt: number;
}

const TIMEOUT_MS = 15_000;
/** Public endpoints refuse to search more blocks than some thousands in one request. */
const BLOCKS_AT_ONCE = 2_000;
/** So far back events are searched at most: a chain of years has tens of millions of blocks. */
const LOOK_BACK = 50_000;

/**
 * Connects to the chain and checks that the contract there is the one configured.
 * @throws with the reason: no answer, no contract at the address, or the signer has not the role
 */
export async function connectChain(config: ChainConfig): Promise<RewardsChain> {
  const probe = new JsonRpcProvider(config.rpcUrl);
  let chainId: number;
  try {
    chainId = Number((await withDeadline(probe.getNetwork(), 'chain id')).chainId);
  } finally {
    probe.destroy();
  }
  const provider = new JsonRpcProvider(config.rpcUrl, chainId, {
    staticNetwork: true,
    cacheTimeout: -1,
    pollingInterval: 250,
  });
  const rewards = new Contract(config.rewards, rewardsAbi, provider);
  const token = new Contract(config.token, tokenAbi, provider);
  const signer =
    config.signer.is === 'key'
      ? keySigner(new Wallet(config.signer.key, provider), chainId, config.rewards)
      : await remoteSigner(config.signer.url, config.signer.secret);
  const relayer = new Wallet(config.relayerKey, provider);
  // Sent one at a time, each with the nonce the chain names for it: one that is refused leaves no gap that would keep
  // all later ones waiting.
  const inTurn = turns();
  const view = async (name: string, ...args: unknown[]): Promise<bigint> =>
    BigInt(await withDeadline(rewards.getFunction(name).staticCall(...args), name));

  if ((await withDeadline(provider.getCode(config.rewards), 'code')) === '0x') {
    throw new Error(
      `there is no contract at ${config.rewards} on chain ${chainId}; was the local chain reset?`,
    );
  }
  const role: unknown = await withDeadline(rewards.getFunction('SIGNER_ROLE').staticCall(), 'SIGNER_ROLE');
  const mayClaim: unknown = await withDeadline(
    rewards.getFunction('hasRole').staticCall(role, signer.address),
    'hasRole',
  );
  if (mayClaim !== true) throw new Error(`${signer.address} is not a signer of ${config.rewards}`);
  const genesis = await withDeadline(provider.getBlock(0), 'first block');
  const epochZero = Number(await view('genesis'));
  const epochLength = Number(await view('epochLength'));

  const logsBetween = async (topics: string[], from: number, to: number): Promise<Log[]> => {
    const logs: Log[] = [];
    for (let fromBlock = Math.max(0, from); fromBlock <= to; fromBlock += BLOCKS_AT_ONCE) {
      const toBlock = Math.min(to, fromBlock + BLOCKS_AT_ONCE - 1);
      const filter = { address: config.rewards, topics, fromBlock, toBlock };
      logs.push(...(await withDeadline(provider.getLogs(filter), 'events')));
    }
    return logs;
  };
  const relayClaim = claimSender({
    rewards: new Contract(config.rewards, rewardsAbi, relayer),
    provider,
    relayer: relayer.address,
    withDeadline,
    revertOf: (error) => revertOf(rewards, error),
    inTurn,
  });

  return {
    chainId,
    genesisHash: genesis?.hash ?? '',
    rewards: config.rewards,
    token: config.token,
    currentEpoch: async () => Number(await view('currentEpoch')),
    epochBudget: (epoch) => view('epochBudget', epoch),
    emittedThrough: (epoch) => view('emittedThrough', epoch),
    epochSeconds: epochLength,
    epochEnd: (epoch) => epochZero + (epoch + 1) * epochLength,
    claimed: (account) => view('claimed', account),
    async chainTime() {
      const block = await withDeadline(provider.getBlock('latest'), 'latest block');
      if (block === null) throw new Error('the chain has no newest block');
      return block.timestamp;
    },
    hasCode: async (address) => (await withDeadline(provider.getCode(address), 'code')) !== '0x',
    voucherSigner: {
      address: signer.address,
      signClaim: signer.signClaim,
      // The relayer's account may be the signer's too: their transactions go one after the other.
      proposeRoot: (proposed) =>
        inTurn(() => {
          const proposing = signer.proposeRoot(proposed);
          return config.signer.is === 'key' ? withDeadline(proposing, 'proposeRoot') : proposing;
        }),
    },
    relayClaim,
    async receipt(tx) {
      const receipt = await withDeadline(provider.getTransactionReceipt(tx), 'receipt');
      return receipt === null ? null : { ok: receipt.status === 1, block: receipt.blockNumber };
    },
    async claimsSince(fromBlock) {
      const event = rewards.getEvent('Claimed').fragment;
      const newest = await withDeadline(provider.getBlockNumber(), 'newest block');
      const logs = await logsBetween([event.topicHash], fromBlock ?? newest - LOOK_BACK, newest);
      const claims = logs.map((log): PaidClaim => {
        const [account, , cumulative] = rewards.interface.decodeEventLog(event, log.data, log.topics);
        return { account: String(account), cumulative: BigInt(cumulative) };
      });
      return { claims, nextBlock: newest + 1 };
    },
    async supply() {
      // What it holds first: a claim between the two answers then makes too much of it, and no alarm of nothing.
      const held = await withDeadline(token.getFunction('balanceOf').staticCall(config.rewards), 'balance');
      return { held: BigInt(held), totalClaimed: await view('totalClaimed') };
    },
    votesBlock: async () => (await withDeadline(provider.getBlockNumber(), 'newest block')) - 1,
    async votesOf(account, block) {
      const asking =
        block === null
          ? token.getFunction('getVotes').staticCall(account)
          : token.getFunction('getPastVotes').staticCall(account, block);
      return BigInt(await withDeadline(asking, 'votes'));
    },
    async exitState() {
      const read = (name: string): Promise<unknown> =>
        withDeadline(rewards.getFunction(name).staticCall(), name);
      const [root, pending, readyAt] = [
        await read('root'),
        await read('pendingRoot'),
        await read('pendingRootReadyAt'),
      ];
      return { root: rootOf(root), pending: rootOf(pending), pendingReadyAt: Number(readyAt) };
    },
    async wasCancelled(root) {
      const { topicHash } = rewards.getEvent('RootCancelled').fragment;
      const newest = await withDeadline(provider.getBlockNumber(), 'newest block');
      const logs = await logsBetween([topicHash, root], newest - LOOK_BACK, newest);
      return logs.length > 0;
    },
    activateRoot: () =>
      inTurn(async () => {
        const activate = new Contract(config.rewards, rewardsAbi, relayer).getFunction('activateRoot');
        await withDeadline(activate.staticCall(), 'simulation');
        return (await withDeadline(activate.send(), 'activateRoot')).hash;
      }),
    close: () => provider.destroy(),
  };
}

function rootOf(read: unknown): string | null {
  const text = String(read).toLowerCase();
  return /^0x0*$/.test(text) ? null : text;
}

async function withDeadline<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`the chain did not answer in ${TIMEOUT_MS / 1000} s (${what})`)),
      TIMEOUT_MS,
    );
  });
  try {
    return await Promise.race([work, late]);
  } catch (cause) {
    // What the contract says is an answer; all else is none.
    if (revertData(cause) !== null) throw cause;
    const why = new Error(`the chain gave no answer (${what})`, { cause });
    throw new Refused('CHAIN_UNAVAILABLE', 'The server cannot reach the chain at the moment.', {
      cause: why,
      retryAfterMs: 10_000,
    });
  } finally {
    clearTimeout(timer);
  }
}

/** Runs what it is given one after the other, whatever became of the one before. */
function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

function revertOf(contract: Contract, error: unknown): { error: string; args: string[] } | null {
  const data = revertData(error);
  const parsed = data === null ? null : contract.interface.parseError(data);
  return parsed === null ? null : { error: parsed.name, args: parsed.args.map(String) };
}

function revertData(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('data' in error)) return null;
  return typeof error.data === 'string' ? error.data : null;
}

import { Contract, FetchRequest, Interface, isError, JsonRpcProvider, Network, type Wallet } from 'ethers';
import type { ChainInfo } from '../../shared/protocol/server-info.ts';
import { rewardsAbi, tokenAbi } from './abi.ts';
import { type Claimable, claimCall } from './claim-call.ts';
import { type ClaimRevert, decodeClaimRevert } from './claim-revert.ts';

/** Why the chain gave no answer, told apart so that each can have its own words and its own next step. */
export type ChainProblem =
  | 'no-endpoint'
  | 'offline'
  | 'wrong-chain'
  | 'reset-chain'
  | 'no-contract'
  | 'nonsense';

export interface ChainTrouble {
  readonly problem: ChainProblem;
  readonly why: string;
  readonly next: string;
}

export type ChainAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly trouble: ChainTrouble };

/** What an account has, in wei, and how far the contract's clock is. */
export interface AccountStanding {
  readonly balance: bigint;
  readonly claimed: bigint;
  readonly currentEpoch: number;
  readonly paused: boolean;
  /** Time of the latest block, Unix seconds: what the contract compares deadlines with. */
  readonly chainTime: number;
}

export interface Receipt {
  readonly block: number;
  readonly succeeded: boolean;
}

/** The rewards contract as seen from here. Every answer was preceded by a check that this is the expected chain. */
export interface RewardsChain {
  standing(account: string): Promise<ChainAnswer<AccountStanding>>;
  hasSignerRole(signer: string): Promise<ChainAnswer<boolean>>;
  /** Code at an address, `0x…`; see `codeKind`. */
  codeAt(address: string): Promise<ChainAnswer<string>>;
  /** What claiming would do now: the amount paid, or the contract's own reason not to. Nothing is sent. */
  simulateClaim(claimable: Claimable): Promise<ChainAnswer<{ readonly pays: bigint } | ClaimRevert>>;
  /**
   * Sends a claim from `wallet`, which pays the fee, and waits until it is in a block.
   * `no-gas` when the wallet cannot pay; a claim the contract would not pay is not sent.
   */
  sendClaim(claimable: Claimable, wallet: Wallet): Promise<ChainAnswer<SentClaim>>;
  /** `null` while the transaction is not in a block. */
  receipt(tx: string): Promise<ChainAnswer<Receipt | null>>;
  /** Stops whatever is under way. */
  close(): void;
}

/**
 * Opens the chain of a server for reading (JSON-RPC over HTTP, no wallet, no key).
 *
 * The chain's id and the hash of its first block are compared with what the server named before the first answer: a
 * local chain that was started afresh has the same id and is nevertheless another chain.
 *
 * @param info as in `server.info`.
 * @param options `timeoutMs` bounds every single request, 8 s by default.
 */
export function openRewardsChain(info: ChainInfo, options: { timeoutMs?: number } = {}): RewardsChain {
  const provider = info.rpcUrl === null ? null : openProvider(info, info.rpcUrl, options.timeoutMs ?? 8_000);
  const rewards = new Contract(info.rewards, rewardsInterface, provider);
  const token = new Contract(info.token, tokenInterface, provider);
  let identity: Promise<ChainTrouble | null> | null = null;

  async function ask<T>(question: (provider: JsonRpcProvider) => Promise<T>): Promise<ChainAnswer<T>> {
    if (provider === null) return { ok: false, trouble: chainTroubles['no-endpoint'] };
    try {
      identity ??= identify(provider, info);
      const trouble = await identity;
      // A chain that was wrong may be right at the next question: the person was just told to switch it.
      if (trouble !== null) identity = null;
      return trouble === null ? { ok: true, value: await question(provider) } : { ok: false, trouble };
    } catch (error) {
      identity = null;
      return { ok: false, trouble: chainTroubles[problemOf(error)] };
    }
  }

  return {
    standing: (account) =>
      ask(async (chain) => {
        const [balance, claimed, epoch, paused, block] = await Promise.all([
          token.getFunction('balanceOf').staticCall(account),
          rewards.getFunction('claimed').staticCall(account),
          rewards.getFunction('currentEpoch').staticCall(),
          rewards.getFunction('paused').staticCall(),
          chain.getBlock('latest'),
        ]);
        return {
          balance: BigInt(balance),
          claimed: BigInt(claimed),
          currentEpoch: Number(epoch),
          paused: Boolean(paused),
          chainTime: block?.timestamp ?? 0,
        };
      }),
    hasSignerRole: (signer) =>
      ask(async () => {
        const role: unknown = await rewards.getFunction('SIGNER_ROLE').staticCall();
        return Boolean(await rewards.getFunction('hasRole').staticCall(role, signer));
      }),
    codeAt: (address) => ask((chain) => chain.getCode(address)),
    simulateClaim: (claimable) => ask((chain) => simulate(chain, claimable)),
    sendClaim: (claimable, wallet) =>
      ask(async (chain): Promise<SentClaim> => {
        const outcome = await simulate(chain, claimable);
        if ('revert' in outcome) return { is: 'refused', revert: outcome };
        const { to, data } = claimCall(claimable);
        const sender = wallet.connect(chain);
        try {
          const sent = await sender.sendTransaction({ to, data });
          const receipt = await sent.wait(1, WAIT_MS);
          const block = receipt?.blockNumber ?? null;
          return receipt?.status === 1
            ? { is: 'paid', tx: sent.hash, block, amount: outcome.pays }
            : { is: 'reverted', tx: sent.hash };
        } catch (error) {
          if (isError(error, 'INSUFFICIENT_FUNDS')) return { is: 'no-gas' };
          throw error;
        }
      }),
    receipt: (tx) =>
      ask(async (chain) => {
        const receipt = await chain.getTransactionReceipt(tx);
        return receipt === null ? null : { block: receipt.blockNumber, succeeded: receipt.status === 1 };
      }),
    close: () => provider?.destroy(),
  };
}

/** How a claim went that was sent from here. */
export type SentClaim =
  | { readonly is: 'paid'; readonly tx: string; readonly block: number | null; readonly amount: bigint }
  | { readonly is: 'refused'; readonly revert: ClaimRevert }
  | { readonly is: 'reverted'; readonly tx: string }
  | { readonly is: 'no-gas' };

/** A transaction that is in no block for this long is left to its chain, ms. */
const WAIT_MS = 60_000;

async function simulate(
  chain: JsonRpcProvider,
  claimable: Claimable,
): Promise<{ readonly pays: bigint } | ClaimRevert> {
  const { to, data } = claimCall(claimable);
  try {
    return { pays: BigInt(await chain.call({ to, data })) };
  } catch (error) {
    const revert = decodeClaimRevert(error);
    if (revert === null) throw error;
    return revert;
  }
}

const rewardsInterface = new Interface(rewardsAbi);
const tokenInterface = new Interface(tokenAbi);

/**
 * `staticNetwork` keeps ethers from looking for the network again and again while a node is down; no batches, since
 * some public endpoints refuse them; no cache, since a popup asks precisely because something may have changed.
 */
function openProvider(info: ChainInfo, url: string, timeoutMs: number): JsonRpcProvider {
  const request = new FetchRequest(url);
  request.timeout = timeoutMs;
  return new JsonRpcProvider(request, info.chainId, {
    staticNetwork: Network.from(info.chainId),
    batchMaxCount: 1,
    cacheTimeout: -1,
  });
}

/** Compares the node with what the server named. @returns null when it is the same chain. */
async function identify(provider: JsonRpcProvider, info: ChainInfo): Promise<ChainTrouble | null> {
  const chainId: unknown = await provider.send('eth_chainId', []);
  if (Number(chainId) !== info.chainId) return chainTroubles['wrong-chain'];
  const first: unknown = await provider.send('eth_getBlockByNumber', ['0x0', false]);
  const hash = typeof first === 'object' && first !== null && 'hash' in first ? first.hash : null;
  if (typeof hash !== 'string') return chainTroubles.nonsense;
  if (hash.toLowerCase() !== info.genesisHash) return chainTroubles['reset-chain'];
  const code = await provider.getCode(info.rewards);
  return code === '0x' ? chainTroubles['no-contract'] : null;
}

/** Codes by which ethers says that a node answered, but not with what was asked for. */
const ANSWERED_WRONGLY: ReadonlySet<string> = new Set([
  'BAD_DATA',
  'CALL_EXCEPTION',
  'INVALID_ARGUMENT',
  'NUMERIC_FAULT',
  'UNKNOWN_ERROR',
  'UNSUPPORTED_OPERATION',
]);

function problemOf(error: unknown): ChainProblem {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  if (typeof code === 'string' && ANSWERED_WRONGLY.has(code)) return 'nonsense';
  return error instanceof SyntaxError ? 'nonsense' : 'offline';
}

const chainTroubles: Record<ChainProblem, ChainTrouble> = {
  'no-endpoint': trouble(
    'no-endpoint',
    'This server names no chain endpoint to read from.',
    'Your vouchers are kept; ask the operator for one.',
  ),
  offline: trouble(
    'offline',
    'The chain does not answer.',
    'Nothing is lost: figures are the last known ones, and a claim can be made later.',
  ),
  'wrong-chain': trouble(
    'wrong-chain',
    'The endpoint serves another chain than the one this server pays on.',
    'Check the server’s address in the options; do not claim here.',
  ),
  'reset-chain': trouble(
    'reset-chain',
    'The chain was started afresh: it is not the one your vouchers are for.',
    'On a local chain this follows a reset; a new voucher comes with the next epoch.',
  ),
  'no-contract': trouble(
    'no-contract',
    'There is no rewards contract at the address this server names.',
    'Do not claim; tell the operator.',
  ),
  nonsense: trouble(
    'nonsense',
    'The chain’s answer could not be understood.',
    'Nothing was changed; try again, then tell the operator.',
  ),
};

function trouble(problem: ChainProblem, why: string, next: string): ChainTrouble {
  return { problem, why, next };
}

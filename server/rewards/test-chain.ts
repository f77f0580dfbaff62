import { Wallet } from 'ethers';
import type { ExitState, RewardsChain } from './chain.ts';
import type { RelayOutcome } from './send-claims.ts';
import { keySigner } from './voucher-signer.ts';

/** A rewards chain for tests: says what it is set to, and counts what it is asked to send. */
export interface TestChain extends RewardsChain {
  epoch: number;
  emitted: bigint;
  /** What the contract has paid, by account. */
  readonly paid: Map<string, bigint>;
  /** Answers to the next relays, in order; then it sends. */
  readonly outcomes: RelayOutcome[];
  readonly receipts: Map<string, { ok: boolean; block: number }>;
  sent: number;
  exit: ExitState;
  readonly cancelled: Set<string>;
  held: bigint;
  time: number;
  /** What accounts may vote with, wei. */
  readonly votes: Map<string, bigint>;
}

const SIGNER = new Wallet(`0x${'11'.repeat(32)}`);
const REWARDS = '0x5FbDB2315678afecb367f032d93F642f64180aa3';

export function testChain(): TestChain {
  const chain: TestChain = {
    chainId: 31337,
    genesisHash: `0x${'ab'.repeat(32)}`,
    rewards: REWARDS,
    token: REWARDS,
    epochSeconds: 60,
    epoch: 3,
    emitted: 10n ** 24n,
    paid: new Map(),
    outcomes: [],
    receipts: new Map(),
    sent: 0,
    exit: { root: null, pending: null, pendingReadyAt: 0 },
    cancelled: new Set(),
    held: 10n ** 26n,
    time: 1_800_000_000,
    votes: new Map(),
    currentEpoch: async () => chain.epoch,
    epochBudget: async () => 10n ** 21n,
    emittedThrough: async () => chain.emitted,
    epochEnd: (epoch) => (epoch + 1) * 60,
    claimed: async (account) => chain.paid.get(account) ?? 0n,
    chainTime: async () => chain.time,
    hasCode: async () => false,
    voucherSigner: {
      ...keySigner(SIGNER, 31337, REWARDS),
      async proposeRoot({ root }) {
        if (chain.exit.pending !== null) throw new Error('RootPending');
        chain.exit = { ...chain.exit, pending: root, pendingReadyAt: chain.time + 48 * 3600 };
        return `0x${++chain.sent}`;
      },
    },
    async relayClaim() {
      const scripted = chain.outcomes.shift();
      if (scripted !== undefined) return scripted;
      return { is: 'sent', tx: `0x${++chain.sent}` };
    },
    receipt: async (tx) => chain.receipts.get(tx) ?? null,
    claimsSince: async () => ({
      claims: [...chain.paid].map(([account, cumulative]) => ({ account, cumulative })),
      nextBlock: 1,
    }),
    supply: async () => ({
      totalClaimed: [...chain.paid.values()].reduce((sum, paid) => sum + paid, 0n),
      held: chain.held,
    }),
    votesBlock: async () => 7,
    votesOf: async (account) => chain.votes.get(account) ?? 0n,
    exitState: async () => chain.exit,
    wasCancelled: async (root) => chain.cancelled.has(root),
    async activateRoot() {
      if (chain.exit.pending === null || chain.time < chain.exit.pendingReadyAt)
        throw new Error('RootNotReady');
      chain.exit = { root: chain.exit.pending, pending: null, pendingReadyAt: 0 };
      return `0x${++chain.sent}`;
    },
    close: () => undefined,
  };
  return chain;
}

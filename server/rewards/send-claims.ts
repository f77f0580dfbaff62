import type { Contract, JsonRpcProvider, TransactionRequest } from 'ethers';
import type { Voucher } from '../../shared/protocol/voucher.ts';

/** What became of a claim that was to be sent. */
export type RelayOutcome =
  | { readonly is: 'sent'; readonly tx: string }
  | { readonly is: 'already-paid' }
  | { readonly is: 'refused'; readonly error: string; readonly args: readonly string[] };

export interface ClaimSenderPorts {
  /** The rewards contract, written to from the relayer's account. */
  readonly rewards: Contract;
  readonly provider: JsonRpcProvider;
  /** Address of the relayer. */
  readonly relayer: string;
  /** Gives a question to the chain a deadline. */
  withDeadline<T>(work: Promise<T>, what: string): Promise<T>;
  /** The contract's own refusal in an error; null where the chain gave no answer. */
  revertOf(error: unknown): { readonly error: string; readonly args: readonly string[] } | null;
  /** One transaction of the account after the other: each takes the nonce the chain names for it. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
}

/** Sends a claim. @param replaces a transaction of an earlier try that is in no block */
export type SendClaim = (voucher: Voucher, replaces?: string) => Promise<RelayOutcome>;

/** So many claims fit into a block's gas with room to spare (some 32,000 each). */
const MOST_AT_ONCE = 50;

interface Waiting {
  readonly voucher: Voucher;
  readonly replaces: string | null;
  resolve(outcome: RelayOutcome): void;
  reject(error: unknown): void;
}

/**
 * Sends claims for their owners. Each is rehearsed first, so that what the contract would refuse is answered and not
 * sent; those that come while a transaction is on its way go together in the next one (`claimMany`), which a claim that
 * was paid meanwhile does not spoil. A transaction that is stuck is replaced, with its nonce and a fee a quarter higher.
 */
export function claimSender(ports: ClaimSenderPorts): SendClaim {
  const { rewards, withDeadline, revertOf, inTurn } = ports;
  const waiting: Waiting[] = [];
  let isDue = false;

  const drain = async (): Promise<void> => {
    isDue = false;
    const batch = waiting.splice(0, MOST_AT_ONCE);
    if (waiting.length > 0) due();
    const ready = (await Promise.all(batch.map(rehearse))).filter((item) => item !== null);
    // One signature's signer a call: more than one only while a signer is being exchanged.
    for (const signer of new Set(ready.map(({ voucher }) => voucher.signer))) {
      await sendTogether(ready.filter(({ voucher }) => voucher.signer === signer));
    }
  };
  const due = (): void => {
    if (isDue) return;
    isDue = true;
    void inTurn(drain);
  };

  /** The claim, if the contract would pay it now; else it is answered. */
  const rehearse = async (item: Waiting): Promise<Waiting | null> => {
    try {
      await withDeadline(rewards.getFunction('claim').staticCall(...argumentsOf(item.voucher)), 'simulation');
      return item;
    } catch (error) {
      const reverted = revertOf(error);
      if (reverted === null) item.reject(error);
      else if (reverted.error === 'NothingToClaim') item.resolve({ is: 'already-paid' });
      else item.resolve({ is: 'refused', ...reverted });
      return null;
    }
  };

  const sendTogether = async (items: readonly Waiting[]): Promise<void> => {
    const largest = largestOfEach(items);
    const [first] = largest;
    if (first === undefined) return;
    try {
      if (largest.length > 1 && !(await holdTogether(largest))) {
        for (const item of items) await sendTogether([item]);
        return;
      }
      const [name, given] =
        largest.length === 1
          ? (['claim', argumentsOf(first.voucher)] as const)
          : (['claimMany', together(largest)] as const);
      const over = await replacement(ports, items, rewards.interface.encodeFunctionData(name, given));
      const { hash } = await withDeadline(rewards.getFunction(name).send(...given, over), 'claim');
      for (const item of items) item.resolve({ is: 'sent', tx: hash });
    } catch (error) {
      const reverted = revertOf(error);
      for (const item of items) {
        if (reverted === null) item.reject(error);
        else if (reverted.error === 'NothingToClaim') item.resolve({ is: 'already-paid' });
        else item.resolve({ is: 'refused', ...reverted });
      }
    }
  };

  /** Whether they can be paid in one call: the cap of the day may have room for each of them, and not for all. */
  const holdTogether = async (items: readonly Waiting[]): Promise<boolean> => {
    try {
      await withDeadline(rewards.getFunction('claimMany').staticCall(...together(items)), 'simulation');
      return true;
    } catch (error) {
      if (revertOf(error) === null) throw error;
      return false;
    }
  };

  return (voucher, replaces) =>
    new Promise((resolve, reject) => {
      waiting.push({ voucher, replaces: replaces ?? null, resolve, reject });
      due();
    });
}

const structOf = ({ account, cumulative, epoch, deadline }: Voucher) => ({
  account,
  cumulative: BigInt(cumulative),
  epoch,
  deadline,
});
const argumentsOf = (voucher: Voucher): unknown[] => [structOf(voucher), voucher.signer, voucher.signature];
const together = (items: readonly Waiting[]): unknown[] => [
  items.map(({ voucher }) => structOf(voucher)),
  items[0]?.voucher.signer,
  items.map(({ voucher }) => voucher.signature),
];

/** Of several totals of one account the largest: it holds the others. */
function largestOfEach(items: readonly Waiting[]): Waiting[] {
  const largest = new Map<string, Waiting>();
  for (const item of items) {
    const account = item.voucher.account.toLowerCase();
    const known = largest.get(account);
    if (known === undefined || BigInt(known.voucher.cumulative) < BigInt(item.voucher.cumulative))
      largest.set(account, item);
  }
  return [...largest.values()];
}

/** What puts a transaction in the place of one that is stuck: its nonce, and fees that nodes take for more. */
async function replacement(
  { provider, rewards, relayer, withDeadline }: ClaimSenderPorts,
  items: readonly Waiting[],
  data: string,
): Promise<TransactionRequest> {
  for (const { replaces } of items) {
    if (replaces === null) continue;
    const stuck = await withDeadline(provider.getTransaction(replaces), 'the transaction before');
    if (stuck === null || stuck.blockNumber !== null) continue;
    const now = await withDeadline(provider.getFeeData(), 'fees');
    // By the newest block: a pending one holds the very transaction that is to be replaced, and it would pay nothing more.
    const call = { from: relayer, to: await rewards.getAddress(), data };
    const gas: unknown = await withDeadline(provider.send('eth_estimateGas', [call, 'latest']), 'gas');
    return {
      gasLimit: BigInt(String(gas)),
      nonce: stuck.nonce,
      maxFeePerGas: larger(raised(stuck.maxFeePerGas), now.maxFeePerGas),
      maxPriorityFeePerGas: larger(raised(stuck.maxPriorityFeePerGas), now.maxPriorityFeePerGas),
    };
  }
  return {};
}

/** Nodes ask for a tenth more at least before they exchange a transaction. */
const raised = (fee: bigint | null): bigint => ((fee ?? 0n) * 5n) / 4n + 1n;
const larger = (one: bigint, other: bigint | null): bigint => (other !== null && other > one ? other : one);

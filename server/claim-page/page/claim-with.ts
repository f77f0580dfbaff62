import { Interface } from 'ethers';
import { z } from 'zod';
import { abi } from '../../../contracts/abi/TaleRewards.ts';
import { revertData } from '../../../shared/protocol/revert-data.ts';
import type { ChainInfo } from '../../../shared/protocol/server-info.ts';
import type { Voucher } from '../../../shared/protocol/voucher.ts';
import { claimRefusalWords } from '../../rewards/claim-refusals.ts';
import type { WalletProvider } from './wallets.ts';

/** How a claim ended, with what happened and what to do in words. */
export type ClaimOutcome =
  | { readonly is: 'paid'; readonly tx: string; readonly block: number; readonly amount: bigint }
  | { readonly is: 'already-paid' }
  | { readonly is: 'failed'; readonly why: string; readonly next: string };

export interface ClaimSurroundings {
  /** Told what is being waited for. */
  tell(words: string): void;
  pause(ms: number): Promise<void>;
  /** The chain as this server names it, for wallets that do not know it; null when it could not be asked. */
  readonly chain: ChainInfo | null;
}

const LOOK_EVERY_MS = 1_500;
/** So often is the transaction looked for: some three minutes. */
const LOOKS = 120;

/**
 * Claims a voucher with somebody's own wallet: accounts, the right chain, a rehearsal, the transaction, its receipt.
 * Never throws: whatever a wallet answers becomes an outcome.
 */
export async function claimWith(
  wallet: WalletProvider,
  voucher: Voucher,
  surroundings: ClaimSurroundings,
): Promise<ClaimOutcome> {
  const { tell, pause } = surroundings;
  try {
    tell('Your wallet asks which account is to send the transaction.');
    const [from] = z
      .array(z.string())
      .min(1)
      .parse(await wallet.request({ method: 'eth_requestAccounts' }));
    tell('Your wallet is asked for the right chain.');
    const wrong = await onChain(wallet, voucher.chainId, surroundings.chain);
    if (wrong !== null) return wrong;

    const { account, cumulative, epoch, deadline, signer, signature, contract } = voucher;
    const data = rewards.encodeFunctionData('claim', [
      [account, cumulative, epoch, deadline],
      signer,
      signature,
    ]);
    const call = { from, to: contract, data };
    const amount = await rehearse(wallet, call);
    if (typeof amount !== 'bigint') return amount;

    tell('Your wallet asks you to confirm the transaction.');
    const tx = z.string().parse(await wallet.request({ method: 'eth_sendTransaction', params: [call] }));
    tell(`Sent: ${tx}. Waiting for a block.`);
    for (let look = 0; look < LOOKS; look++) {
      const receipt = receiptSchema.parse(
        await wallet.request({ method: 'eth_getTransactionReceipt', params: [tx] }),
      );
      if (receipt !== null) {
        return Number(receipt.status) === 1
          ? { is: 'paid', tx, block: Number(receipt.blockNumber), amount }
          : failed(
              'The transaction is in a block, but the contract did not pay.',
              'Try again: the reason is asked for first.',
            );
      }
      await pause(LOOK_EVERY_MS);
    }
    return failed(
      'The transaction is in no block yet.',
      `Your wallet may still send it (${tx}); a total cannot be paid twice.`,
    );
  } catch (error) {
    return afterError(error);
  }
}

const rewards = new Interface(abi);
const receiptSchema = z.object({ status: z.string(), blockNumber: z.string() }).nullable();

/** Brings the wallet to the voucher's chain. @returns null when it is there */
async function onChain(
  wallet: WalletProvider,
  chainId: number,
  chain: ChainInfo | null,
): Promise<ClaimOutcome | null> {
  const isThere = async (): Promise<boolean> =>
    Number(await wallet.request({ method: 'eth_chainId' })) === chainId;
  if (await isThere()) return null;
  const hex = `0x${chainId.toString(16)}`;
  try {
    await wallet.request({ method: 'wallet_switchEthereumChain', params: [{ chainId: hex }] });
  } catch (error) {
    if (
      codeOf(error) !== UNKNOWN_CHAIN ||
      chain === null ||
      chain.rpcUrl === null ||
      chain.chainId !== chainId
    )
      throw error;
    const added = {
      chainId: hex,
      chainName: `Chain ${chainId} of this PrompTale server`,
      rpcUrls: [chain.rpcUrl],
      nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    };
    await wallet.request({ method: 'wallet_addEthereumChain', params: [added] });
  }
  return (await isThere())
    ? null
    : failed(`Your wallet is on another chain than ${chainId}.`, 'Switch it there by hand and try again.');
}

/** What the claim would pay now, or why it would not: nothing is sent that the contract would refuse. */
async function rehearse(wallet: WalletProvider, call: object): Promise<bigint | ClaimOutcome> {
  try {
    const paid = z.string().parse(await wallet.request({ method: 'eth_call', params: [call, 'latest'] }));
    return paid === '0x'
      ? failed('There is no rewards contract on this chain.', 'Do not claim; tell the operator.')
      : BigInt(paid);
  } catch (error) {
    const data = revertData(error);
    const reverted = data === null ? null : rewards.parseError(data);
    if (reverted === null) throw error;
    if (reverted.name === 'NothingToClaim') return { is: 'already-paid' };
    const [why, next] = claimRefusalWords(reverted.name, reverted.args.map(String));
    return failed(why, next);
  }
}

/** Codes of EIP-1193 and of MetaMask. */
const REJECTED = 4001;
const UNKNOWN_CHAIN = 4902;

function afterError(error: unknown): ClaimOutcome {
  const code = codeOf(error);
  if (code === REJECTED)
    return failed('You declined it in your wallet.', 'Nothing was sent; the voucher keeps its worth.');
  if (code === UNKNOWN_CHAIN) {
    return failed('Your wallet does not know this chain.', 'Add it to the wallet by hand and try again.');
  }
  const message =
    typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
  if (/insufficient funds/i.test(message)) {
    return failed(
      'This account cannot pay the chain’s fee.',
      'Choose an account that holds some of the chain’s own coin.',
    );
  }
  return failed(
    `Your wallet answered something else than was asked for${message === '' ? '' : ` (${message.slice(0, 200)})`}.`,
    'Nothing is lost: the voucher keeps its worth. Try again, or claim from the extension.',
  );
}

/** Wallets wrap errors of their node; the code that counts may lie deeper. */
function codeOf(error: unknown, depth = 4): number | null {
  if (typeof error !== 'object' || error === null || depth === 0) return null;
  if ('code' in error && (error.code === REJECTED || error.code === UNKNOWN_CHAIN)) return error.code;
  const deeper = 'data' in error ? codeOf(error.data, depth - 1) : null;
  return deeper ?? ('originalError' in error ? codeOf(error.originalError, depth - 1) : null);
}

function failed(why: string, next: string): ClaimOutcome {
  return { is: 'failed', why, next };
}

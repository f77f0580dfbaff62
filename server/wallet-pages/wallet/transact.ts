import { z } from 'zod';
import type { ChainInfo } from '../../../shared/protocol/server-info.ts';
import type { WalletProvider } from './wallets.ts';

/** Why nothing came of it, and what to do. */
export interface Failed {
  readonly is: 'failed';
  readonly why: string;
  readonly next: string;
}

/** What a page does with a wallet: said to the person, waited for, and on which chain. */
export interface Surroundings {
  /** Told what is being waited for. */
  tell(words: string): void;
  pause(ms: number): Promise<void>;
  /** The chain as this server names it, for wallets that do not know it; null when it could not be asked. */
  readonly chain: ChainInfo | null;
}

export interface Call {
  readonly from: string;
  readonly to: string;
  readonly data: string;
}

const LOOK_EVERY_MS = 1_500;
/** So often is the transaction looked for: some three minutes. */
const LOOKS = 120;

/** The account that the person chooses in the wallet. @throws whatever the wallet answers instead */
export async function chosenAccount(wallet: WalletProvider): Promise<string> {
  const [account] = z
    .array(z.string().regex(/^0x[0-9a-f]{40}$/i))
    .min(1)
    .parse(await wallet.request({ method: 'eth_requestAccounts' }));
  return String(account);
}

/**
 * Brings the wallet to a chain, and tells it of the chain where it does not know it.
 * @returns null when it is there
 * @throws whatever the wallet answers instead
 */
export async function bringToChain(
  wallet: WalletProvider,
  chainId: number,
  chain: ChainInfo | null,
): Promise<Failed | null> {
  const isThere = async (): Promise<boolean> =>
    Number(await wallet.request({ method: 'eth_chainId' })) === chainId;
  if (await isThere()) return null;
  const hex = `0x${chainId.toString(16)}`;
  try {
    await wallet.request({ method: 'wallet_switchEthereumChain', params: [{ chainId: hex }] });
  } catch (error) {
    if (codeOf(error) !== UNKNOWN_CHAIN || chain?.rpcUrl == null || chain.chainId !== chainId) throw error;
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

/** What a call would answer now; nothing is sent. @throws whatever the wallet answers instead, a revert included */
export async function rehearse(wallet: WalletProvider, call: Call): Promise<string> {
  return z
    .string()
    .regex(/^0x[0-9a-f]*$/i)
    .parse(await wallet.request({ method: 'eth_call', params: [call, 'latest'] }));
}

/**
 * Sends a transaction and waits until it is in a block.
 * @param unsure what is said of a transaction that is in no block yet, after what it is called
 * @throws whatever the wallet answers instead
 */
export async function sendAndWait(
  wallet: WalletProvider,
  call: Call,
  { tell, pause }: Pick<Surroundings, 'tell' | 'pause'>,
  unsure: string,
): Promise<{ readonly is: 'in-block'; readonly tx: string; readonly block: number } | Failed> {
  tell('Your wallet asks you to confirm the transaction.');
  const tx = z.string().parse(await wallet.request({ method: 'eth_sendTransaction', params: [call] }));
  tell(`Sent: ${tx}. Waiting for a block.`);
  for (let look = 0; look < LOOKS; look++) {
    const receipt = receiptSchema.parse(
      await wallet.request({ method: 'eth_getTransactionReceipt', params: [tx] }),
    );
    if (receipt !== null) {
      return Number(receipt.status) === 1
        ? { is: 'in-block', tx, block: Number(receipt.blockNumber) }
        : failed(
            'The transaction is in a block, but the contract refused it.',
            'Try again: the reason is asked for first.',
          );
    }
    await pause(LOOK_EVERY_MS);
  }
  return failed('The transaction is in no block yet.', `Your wallet may still send it (${tx}); ${unsure}`);
}

const receiptSchema = z.object({ status: z.string(), blockNumber: z.string() }).nullable();

/** Codes of EIP-1193 and of MetaMask. */
const REJECTED = 4001;
const UNKNOWN_CHAIN = 4902;

/**
 * What a wallet threw, in words.
 * @param kept what is still so when nothing was sent, as the end of a sentence
 */
export function afterError(error: unknown, kept: string): Failed {
  const code = codeOf(error);
  if (code === REJECTED) return failed('You declined it in your wallet.', `Nothing was sent; ${kept}`);
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
    `Nothing is lost: ${kept} Try again.`,
  );
}

/** Wallets wrap errors of their node; the code that counts may lie deeper. */
function codeOf(error: unknown, depth = 4): number | null {
  if (typeof error !== 'object' || error === null || depth === 0) return null;
  if ('code' in error && (error.code === REJECTED || error.code === UNKNOWN_CHAIN)) return error.code;
  const deeper = 'data' in error ? codeOf(error.data, depth - 1) : null;
  return deeper ?? ('originalError' in error ? codeOf(error.originalError, depth - 1) : null);
}

export function failed(why: string, next: string): Failed {
  return { is: 'failed', why, next };
}

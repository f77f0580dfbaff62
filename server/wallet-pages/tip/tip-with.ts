import { Interface, parseUnits } from 'ethers';
import { abi } from '../../../contracts/abi/TaleToken.ts';
import type { ChainInfo } from '../../../shared/protocol/server-info.ts';
import type { Tip } from '../../../shared/protocol/tip.ts';
import {
  afterError,
  bringToChain,
  chosenAccount,
  type Failed,
  failed,
  rehearse,
  type Surroundings,
  sendAndWait,
} from '../wallet/transact.ts';
import type { WalletProvider } from '../wallet/wallets.ts';

export type TipOutcome =
  | { readonly is: 'tipped'; readonly tx: string; readonly block: number; readonly amount: bigint }
  /** The account holds less than what was to be given; wei. */
  | { readonly is: 'too-little'; readonly holds: bigint }
  | Failed;

/**
 * Sends TALE to a writer from somebody's own wallet: account, chain, what it holds, a rehearsal, the transfer, its
 * receipt. Never throws: whatever a wallet answers becomes an outcome.
 * @param amount wei of TALE, above zero
 * @param surroundings with the chain, whose token is sent: without it there is nothing to send
 */
export async function tipWith(
  wallet: WalletProvider,
  tip: Tip,
  amount: bigint,
  surroundings: Omit<Surroundings, 'chain'> & { readonly chain: ChainInfo },
): Promise<TipOutcome> {
  const { tell, chain } = surroundings;
  try {
    tell('Your wallet asks which account is to give.');
    const from = await chosenAccount(wallet);
    if (from.toLowerCase() === tip.address.toLowerCase())
      return failed('This is the writer’s own account.', 'Choose another account in your wallet.');
    tell('Your wallet is asked for the right chain.');
    const wrong = await bringToChain(wallet, chain.chainId, chain);
    if (wrong !== null) return wrong;

    const ask = (name: string, ...args: unknown[]) =>
      rehearse(wallet, { from, to: chain.token, data: token.encodeFunctionData(name, args) });
    const held = await ask('balanceOf', from);
    if (held === '0x')
      return failed('There is no TALE on this chain.', 'Do not tip here; tell the operator.');
    const holds = BigInt(held);
    if (holds < amount) return { is: 'too-little', holds };
    await ask('transfer', tip.address, amount);

    const data = token.encodeFunctionData('transfer', [tip.address, amount]);
    const sent = await sendAndWait(
      wallet,
      { from, to: chain.token, data },
      surroundings,
      'look there before you tip again.',
    );
    return sent.is === 'in-block' ? { is: 'tipped', tx: sent.tx, block: sent.block, amount } : sent;
  } catch (error) {
    return afterError(error, 'your TALE is where it was.');
  }
}

const token = new Interface(abi);

/** An amount as it was typed → wei of TALE; null where it is none, zero, or finer than TALE can be divided. */
export function tipAmount(typed: string): bigint | null {
  const text = typed.trim().replace(',', '.');
  if (!/^\d{1,12}(?:\.\d{1,18})?$/.test(text)) return null;
  const amount = parseUnits(text, 18);
  return amount > 0n ? amount : null;
}

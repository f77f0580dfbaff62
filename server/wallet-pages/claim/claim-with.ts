import { Interface } from 'ethers';
import { abi } from '../../../contracts/abi/TaleRewards.ts';
import { revertData } from '../../../shared/protocol/revert-data.ts';
import type { Voucher } from '../../../shared/protocol/voucher.ts';
import { claimRefusalWords } from '../../rewards/claim-refusals.ts';
import {
  afterError,
  bringToChain,
  type Call,
  chosenAccount,
  type Failed,
  failed,
  rehearse,
  type Surroundings,
  sendAndWait,
} from '../wallet/transact.ts';
import type { WalletProvider } from '../wallet/wallets.ts';

/** How a claim ended, with what happened and what to do in words. */
export type ClaimOutcome =
  | { readonly is: 'paid'; readonly tx: string; readonly block: number; readonly amount: bigint }
  | { readonly is: 'already-paid' }
  | Failed;

/**
 * Claims a voucher with somebody's own wallet: accounts, the right chain, a rehearsal, the transaction, its receipt.
 * Never throws: whatever a wallet answers becomes an outcome.
 */
export async function claimWith(
  wallet: WalletProvider,
  voucher: Voucher,
  surroundings: Surroundings,
): Promise<ClaimOutcome> {
  const { tell, chain } = surroundings;
  try {
    tell('Your wallet asks which account is to send the transaction.');
    const from = await chosenAccount(wallet);
    tell('Your wallet is asked for the right chain.');
    const wrong = await bringToChain(wallet, voucher.chainId, chain);
    if (wrong !== null) return wrong;

    const { account, cumulative, epoch, deadline, signer, signature, contract } = voucher;
    const data = rewards.encodeFunctionData('claim', [
      [account, cumulative, epoch, deadline],
      signer,
      signature,
    ]);
    const call = { from, to: contract, data };
    const amount = await whatItPays(wallet, call);
    if (typeof amount !== 'bigint') return amount;
    const sent = await sendAndWait(wallet, call, surroundings, 'a total cannot be paid twice.');
    return sent.is === 'in-block' ? { is: 'paid', tx: sent.tx, block: sent.block, amount } : sent;
  } catch (error) {
    return afterError(error, 'the voucher keeps its worth, and can be claimed from the extension too.');
  }
}

const rewards = new Interface(abi);

/** What the claim would pay now, or why it would not: nothing is sent that the contract would refuse. */
async function whatItPays(wallet: WalletProvider, call: Call): Promise<bigint | ClaimOutcome> {
  try {
    const paid = await rehearse(wallet, call);
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

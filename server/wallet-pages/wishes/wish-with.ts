import { getAddress, Interface, TypedDataEncoder } from 'ethers';
import { z } from 'zod';
import { abi } from '../../../contracts/abi/TaleToken.ts';
import type { ChainInfo } from '../../../shared/protocol/server-info.ts';
import {
  LEAST_VOTES,
  type Wish,
  type WishParameter,
  wishDomain,
  wishSchema,
  wishTypes,
} from '../../../shared/protocol/wish.ts';
import { taleWords } from '../wallet/parts.ts';
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

const NOBODY = `0x${'0'.repeat(40)}`;

/**
 * Has somebody's own wallet sign a wish (EIP-712). TALE speaks once it is delegated (ERC-5805): where it is delegated to
 * nobody, the wallet is asked to delegate it to its own account first. Never throws: whatever a wallet answers becomes an
 * outcome.
 * @param now ms since 1970
 */
export async function wishWith(
  wallet: WalletProvider,
  { parameter, wish }: { readonly parameter: WishParameter; readonly wish: string },
  surroundings: Omit<Surroundings, 'chain'> & { readonly chain: ChainInfo; readonly now: number },
): Promise<{ readonly is: 'signed'; readonly wish: Wish } | Failed> {
  const { tell, chain, now } = surroundings;
  try {
    tell('Your wallet asks which account is to speak.');
    const account = getAddress(await chosenAccount(wallet));
    tell('Your wallet is asked for the right chain.');
    const wrong =
      (await bringToChain(wallet, chain.chainId, chain)) ?? (await voiced(wallet, account, surroundings));
    if (wrong !== null) return wrong;
    tell('Your wallet asks you to sign. It costs nothing.');
    const said = { account, parameter, wish, at: Math.floor(now / 1000) };
    const typed = TypedDataEncoder.getPayload(wishDomain(chain.chainId, chain.token), wishTypes, said);
    const signature = z
      .string()
      .parse(
        await wallet.request({ method: 'eth_signTypedData_v4', params: [account, JSON.stringify(typed)] }),
      );
    const signed = wishSchema.safeParse({ ...said, signature });
    return signed.success
      ? { is: 'signed', wish: signed.data }
      : failed(
          'Your wallet signed in a way that only a contract understands.',
          'Choose an account that has a key of its own.',
        );
  } catch (error) {
    return afterError(error, 'your earlier wishes stand as they were.');
  }
}

const token = new Interface(abi);

/** Sees to it that the account can be heard. @returns why it cannot; null when it can */
async function voiced(
  wallet: WalletProvider,
  account: string,
  { tell, pause, chain }: Surroundings & { readonly chain: ChainInfo },
): Promise<Failed | null> {
  const call = (name: string, ...args: unknown[]) => ({
    from: account,
    to: chain.token,
    data: token.encodeFunctionData(name, args),
  });
  const ask = async (name: string): Promise<bigint> => BigInt(await rehearse(wallet, call(name, account)));
  if ((await rehearse(wallet, call('getVotes', account))) === '0x')
    return failed('There is no TALE on this chain.', 'Nothing can be signed here; tell the operator.');
  if ((await ask('getVotes')) >= LEAST_VOTES) return null;
  const held = await ask('balanceOf');
  if (held < LEAST_VOTES)
    return failed(
      `This account holds ${taleWords(held)}.`,
      'One TALE at least is heard; choose an account that has it.',
    );
  const to = getAddress(`0x${(await ask('delegates')).toString(16).padStart(40, '0')}`);
  if (to !== NOBODY)
    return failed(
      `The TALE of this account is delegated to ${to}, which speaks for it.`,
      'Sign with that account, or delegate to your own in your wallet.',
    );
  tell('TALE speaks once it is delegated; your wallet is asked to delegate it to your own account.');
  const sent = await sendAndWait(wallet, call('delegate', account), { tell, pause }, 'look there first.');
  return sent.is === 'in-block' ? null : sent;
}

import { getAddress, hexlify, toUtf8Bytes } from 'ethers';
import { z } from 'zod';
import { type Tip, tipSchema } from '../../../shared/protocol/tip.ts';
import { isTipOf, tipText } from '../../../shared/tips/tip-line.ts';
import { afterError, chosenAccount, type Failed, failed, type Surroundings } from '../wallet/transact.ts';
import type { WalletProvider } from '../wallet/wallets.ts';

/**
 * Has a writer's wallet sign that it takes tips for what they publish (EIP-191). Nothing is sent to anybody, and no
 * chain is asked. Never throws.
 * @param writer as `writerAt` spells it
 */
export async function signTipLine(
  wallet: WalletProvider,
  writer: string,
  { tell }: Pick<Surroundings, 'tell'>,
): Promise<{ readonly is: 'signed'; readonly tip: Tip } | Failed> {
  try {
    tell('Your wallet asks which account takes the tips.');
    const address = getAddress(await chosenAccount(wallet));
    tell('Your wallet asks you to sign. It costs nothing.');
    const signature = z.string().parse(
      await wallet.request({
        method: 'personal_sign',
        params: [hexlify(toUtf8Bytes(tipText(writer, address))), address],
      }),
    );
    const tip = tipSchema.safeParse({ writer, address, signature: signature.toLowerCase() });
    return tip.success && isTipOf(tip.data)
      ? { is: 'signed', tip: tip.data }
      : failed(
          'Your wallet signed in a way that nobody can check without asking a chain.',
          'Accounts that are contracts cannot take tips this way; choose one that has a key.',
        );
  } catch (error) {
    return afterError(error, 'no line was made.');
  }
}

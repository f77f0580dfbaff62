import { getAddress, verifyTypedData } from 'ethers';
import { type Wish, wishDomain, wishTypes } from '../protocol/wish.ts';

/** Whether the account's own key signed the wish, for the votes of this token (EIP-712). */
export function verifyWish(
  { account, parameter, wish, at, signature }: Wish,
  chainId: number,
  token: string,
): boolean {
  try {
    const signer = verifyTypedData(
      wishDomain(chainId, token),
      wishTypes,
      { account, parameter, wish, at },
      signature.toLowerCase(),
    );
    return signer === getAddress(account);
  } catch {
    return false;
  }
}

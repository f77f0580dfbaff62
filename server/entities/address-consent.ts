import { verifyMessage } from 'ethers';
import { fromHex } from '../../shared/crypto/hex.ts';
import { verifySignature } from '../../shared/crypto/signing.ts';
import {
  type AddressConsent,
  addressConsentDigest,
  addressConsentText,
} from '../../shared/protocol/shared-address.ts';

/**
 * Whether `newcomer` has leave to be paid at an address where others are paid: from one of them, or from the address.
 * @param holders who is paid there, with their public keys in hex
 */
export async function isConsent(
  consent: AddressConsent,
  address: string,
  newcomer: string,
  holders: readonly { readonly id: string; readonly publicKey: string }[],
): Promise<boolean> {
  if (consent.by === 'address') {
    try {
      return verifyMessage(addressConsentText(address, newcomer), consent.signature) === address;
    } catch {
      return false;
    }
  }
  const holder = holders.find(({ id }) => id === consent.contributor);
  if (holder === undefined) return false;
  return verifySignature(
    fromHex(holder.publicKey),
    fromHex(consent.signature),
    addressConsentDigest(address, newcomer),
  );
}

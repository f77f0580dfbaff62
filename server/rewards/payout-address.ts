import { getAddress } from 'ethers';
import { Refused } from '../../shared/protocol/errors.ts';
import { type Address, addressSchema } from '../../shared/protocol/ids.ts';
import type { RewardsChain } from './chain.ts';

const BURNT = new Set([
  '0x0000000000000000000000000000000000000000',
  '0x000000000000000000000000000000000000dEaD',
]);

/**
 * The checksummed form of an address that can be paid. @throws Refused ADDRESS_INVALID for a wrong checksum, a burn
 * address, or one of the two contracts, from which nobody could take anything out again
 */
export async function checkPayoutAddress(text: string, chain: RewardsChain | null): Promise<Address> {
  let address: string;
  try {
    address = getAddress(text);
  } catch (cause) {
    throw new Refused('ADDRESS_INVALID', 'The address has a typing mistake: its checksum does not fit.', {
      cause,
    });
  }
  const contracts = [chain?.rewards, chain?.token].map((known) => known?.toLowerCase());
  if (BURNT.has(address) || contracts.includes(address.toLowerCase())) {
    throw new Refused('ADDRESS_INVALID', 'Nobody can take anything out of this address again.');
  }
  return addressSchema.parse(address);
}

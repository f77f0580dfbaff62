import { getAddress } from 'ethers';
import { type Address, addressSchema } from '../../shared/protocol/ids.ts';
import { DEVELOPMENT_CHAIN_ID, isDevelopmentAccount } from './development-accounts.ts';

/** Why a typed address cannot be paid. */
export type AddressProblem =
  | 'empty'
  | 'shape'
  | 'checksum'
  | 'zero'
  | 'burn'
  | 'precompile'
  | 'contract'
  | 'development';

export type AddressCheck =
  | { readonly ok: true; readonly address: Address; readonly checksummed: boolean }
  | { readonly ok: false; readonly problem: AddressProblem };

/** What is known of the chain, so that its own contracts are not taken for a wallet. */
export interface AddressContext {
  readonly chainId: number | null;
  readonly contracts: readonly string[];
}

/**
 * Checks a payout address as a person types or pastes it: shape, EIP-55 checksum, and the addresses from which nothing
 * ever comes back (zero, burn, precompiles, the token's and rewards' own contracts, the published accounts of local
 * chains on a real one).
 *
 * An address in one case of letters carries no checksum: it is accepted, given back with one, and `checksummed` is
 * false so that the page can ask for a second look.
 */
export function checkAddress(
  text: string,
  context: AddressContext = { chainId: null, contracts: [] },
): AddressCheck {
  const typed = text.trim();
  if (typed === '') return { ok: false, problem: 'empty' };
  if (!/^0x[0-9a-fA-F]{40}$/.test(typed)) return { ok: false, problem: 'shape' };

  const digits = typed.slice(2);
  const checksummed = digits !== digits.toLowerCase() && digits !== digits.toUpperCase();
  const address = withChecksum(checksummed ? typed : typed.toLowerCase());
  if (address === null) return { ok: false, problem: 'checksum' };

  const problem = unpayable(address.toLowerCase(), context);
  return problem === null ? { ok: true, address, checksummed } : { ok: false, problem };
}

/**
 * What code at an address means for a payout. `delegated` is an ordinary account that has delegated to a contract
 * (EIP-7702: code `0xef0100 ‖ address`): its key still rules it, so it is no cause for a warning.
 */
export function codeKind(code: string): 'account' | 'delegated' | 'contract' {
  if (code === '' || code === '0x') return 'account';
  return /^0xef0100[0-9a-f]{40}$/i.test(code) ? 'delegated' : 'contract';
}

function withChecksum(address: string): Address | null {
  try {
    return addressSchema.parse(getAddress(address));
  } catch {
    return null;
  }
}

function unpayable(lower: string, context: AddressContext): AddressProblem | null {
  if (/^0x0{40}$/.test(lower)) return 'zero';
  if (BURN_ADDRESSES.has(lower) || /^0x(.)\1{39}$/.test(lower)) return 'burn';
  // Precompiled contracts and those that chains reserve live in the lowest two bytes.
  if (/^0x0{36}/.test(lower)) return 'precompile';
  if (context.contracts.some((contract) => contract.toLowerCase() === lower)) return 'contract';
  const elsewhere = context.chainId !== null && context.chainId !== DEVELOPMENT_CHAIN_ID;
  return elsewhere && isDevelopmentAccount(lower) ? 'development' : null;
}

/** Addresses people send things to in order to destroy them; nobody holds their keys. */
const BURN_ADDRESSES: ReadonlySet<string> = new Set([
  '0x000000000000000000000000000000000000dead',
  '0xdead000000000000000042069420694206942069',
  '0x00000000000000000000045261d4ee77acdb3286',
  '0xdeaddeaddeaddeaddeaddeaddeaddeaddeaddead',
  '0xdead000000000000000000000000000000000000',
]);

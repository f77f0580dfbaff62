import { HDNodeWallet, Mnemonic } from 'ethers';

/**
 * The accounts of a local chain, by role. Their keys derive from a mnemonic that the whole world knows: whoever uses
 * them on a public chain gives everything away, so the deployment refuses them there.
 */
export type DevRole = keyof typeof devRoles;
export type DevAccount = { address: string; privateKey: string };

/** Chain id of a local development chain, and the only one on which the dev accounts may act. */
export const LOCAL_CHAIN_ID = 31337;
export const DEV_MNEMONIC = 'test test test test test test test test test test test junk';

/** Role → index in the derivation path m/44'/60'/0'/0/index; a local chain funds the first ten. */
const devRoles = { deployer: 0, signer: 1, relayer: 2, guardian: 3, treasury: 4, proposer: 5, reader: 6 };
const FUNDED_ACCOUNTS = 10;

/** The dev account that plays `role`. */
export function devAccount(role: DevRole): DevAccount {
  return derive(devRoles[role]);
}

/** Whether `address` is one of the accounts that everybody has the key of. */
export function isDevAccount(address: string): boolean {
  return funded().some((account) => account.address.toLowerCase() === address.toLowerCase());
}

let known: DevAccount[] | undefined;

function funded(): DevAccount[] {
  known ??= Array.from({ length: FUNDED_ACCOUNTS }, (_, index) => derive(index));
  return known;
}

let parent: HDNodeWallet | undefined;

function derive(index: number): DevAccount {
  parent ??= HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(DEV_MNEMONIC), "m/44'/60'/0'/0");
  const { address, privateKey } = parent.deriveChild(index);
  return { address, privateKey };
}

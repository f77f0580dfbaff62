import { verifyTypedData } from 'ethers';
import type { ChainInfo } from '../../shared/protocol/server-info.ts';
import { claimDomain, claimTypes, type Voucher } from '../../shared/protocol/voucher.ts';
import { DEVELOPMENT_CHAIN_ID, isDevelopmentAccount } from './development-accounts.ts';

/** What a voucher is held against: what the device knows without asking the server that made it. */
export interface VoucherExpectation {
  readonly chain: Pick<ChainInfo, 'chainId' | 'rewards'>;
  /** The address the contributor bound. */
  readonly account: string;
  /** Unix seconds; the chain's own time where it is known. */
  readonly now: number;
  /** The contract's running epoch, where the chain could be asked. */
  readonly currentEpoch: number | null;
  /** Cumulative wei of the last good voucher for the account; a total never falls. */
  readonly previous: string | null;
}

export type VoucherProblem =
  | 'chain'
  | 'contract'
  | 'account'
  | 'amount'
  | 'shrunk'
  | 'expired'
  | 'epoch'
  | 'development-signer'
  | 'signature';

export type VoucherVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly problem: VoucherProblem; readonly why: string };

/**
 * Verifies a voucher on the device, before anything is called claimable: it pays the bound account, on the expected
 * chain and contract, a total that did not fall, is in date, and carries the signature (EIP-712) of the signer it names.
 *
 * Whether that signer may sign is the chain's to say (`RewardsChain.hasSignerRole`). A contract as signer (ERC-1271)
 * gets `signature` here, since only the chain can ask it: `contributing/claim.ts` does.
 */
export function verifyVoucher(voucher: Voucher, expected: VoucherExpectation): VoucherVerdict {
  for (const [problem, holds] of checks) {
    if (!holds(voucher, expected)) return { ok: false, problem, why: problemWords[problem] };
  }
  return { ok: true };
}

/** In the order in which a mistake is best explained: the wrong chain before a signature that is wrong because of it. */
const checks: readonly (readonly [VoucherProblem, (v: Voucher, e: VoucherExpectation) => boolean])[] = [
  ['chain', (v, e) => v.chainId === e.chain.chainId],
  ['contract', (v, e) => same(v.contract, e.chain.rewards)],
  ['account', (v, e) => same(v.account, e.account)],
  ['amount', (v) => BigInt(v.cumulative) > 0n && BigInt(v.cumulative) < 2n ** 256n],
  ['shrunk', (v, e) => e.previous === null || BigInt(v.cumulative) >= BigInt(e.previous)],
  ['expired', (v, e) => v.deadline >= e.now],
  ['epoch', (v, e) => e.currentEpoch === null || v.epoch < e.currentEpoch],
  ['development-signer', (v) => v.chainId === DEVELOPMENT_CHAIN_ID || !isDevelopmentAccount(v.signer)],
  ['signature', (v) => signedByItsSigner(v)],
];

function signedByItsSigner(voucher: Voucher): boolean {
  // The contract takes 65 bytes from an account; ethers would also take the compact 64 of EIP-2098.
  if (voucher.signature.length !== 2 + 2 * 65) return false;
  try {
    const { account, cumulative, epoch, deadline } = voucher;
    const domain = claimDomain(voucher.chainId, voucher.contract);
    const claim = { account, cumulative, epoch, deadline };
    return same(verifyTypedData(domain, claimTypes, claim, voucher.signature), voucher.signer);
  } catch {
    // A high s (malleable), an impossible v, an address with a broken checksum: no signature the contract would take.
    return false;
  }
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

const problemWords: Record<VoucherProblem, string> = {
  chain: 'The voucher is for another chain than the one this server names.',
  contract: 'The voucher is for another contract than the one this server names.',
  account: 'The voucher pays another address than the one you chose.',
  amount: 'The voucher’s amount is nothing, or no possible amount.',
  shrunk: 'The voucher’s total is lower than one you already hold; a total may never fall.',
  expired: 'The voucher’s deadline has passed; a fresh one has to be fetched.',
  epoch: 'The voucher counts an epoch that has not ended on the chain.',
  'development-signer': 'The voucher is signed with a key that is published for local chains.',
  signature: 'The voucher’s signature is not that of the signer it names.',
};

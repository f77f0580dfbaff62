import { keccak_256 } from '@noble/hashes/sha3.js';
import { fromHex, toHex } from '../crypto/hex.ts';
import type { ExitProof } from '../protocol/exit-proof.ts';

/**
 * The leaf of an account: keccak256(keccak256(abi.encode(account, cumulative, salt))), hashed twice so that no inner
 * node can pass for a leaf (`TaleRewards.claimWithProof`).
 * @returns [32]
 */
export function exitLeaf({
  account,
  cumulative,
  salt,
}: Pick<ExitProof, 'account' | 'cumulative' | 'salt'>): Uint8Array {
  const encoded = new Uint8Array(96);
  encoded.set(fromHex(account.slice(2).toLowerCase()), 12);
  encoded.set(fromHex(BigInt(cumulative).toString(16).padStart(64, '0')), 32);
  encoded.set(fromHex(salt.slice(2)), 64);
  return keccak_256(keccak_256(encoded));
}

/** Parent of two nodes [32], whichever stands left. @returns [32] */
export function exitParent(one: Uint8Array, other: Uint8Array): Uint8Array {
  const [low, high] = compare(one, other) <= 0 ? [one, other] : [other, one];
  const pair = new Uint8Array(64);
  pair.set(low);
  pair.set(high, 32);
  return keccak_256(pair);
}

/** Order of byte strings of one length. */
export function compare(one: Uint8Array, other: Uint8Array): number {
  for (let i = 0; i < one.length; i++) {
    const difference = (one[i] ?? 0) - (other[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether a proof leads from its own leaf to its own root: what the contract will check. */
export function exitProofHolds(proof: ExitProof): boolean {
  const top = proof.proof.reduce(
    (node, sibling) => exitParent(node, fromHex(sibling.slice(2))),
    exitLeaf(proof),
  );
  return `0x${toHex(top)}` === proof.root;
}

import { sha256 } from './sha256.ts';

/**
 * The Merkle tree of the transparency log: RFC 9162 §2.1. Leaves are hashed with a 0x00 prefix and inner nodes with
 * 0x01, so that no inner node can pass for a leaf.
 */

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** Root of the tree over `leaves` (leaf hashes, 32 bytes each); SHA-256 of nothing for an empty tree (§2.1.1). */
export function merkleRoot(leaves: readonly Uint8Array[]): Uint8Array {
  return rootOf(leaves, 0, leaves.length);
}

/** Hash of a leaf's bytes (§2.1.1). */
export function leafHash(entry: Uint8Array): Uint8Array {
  return sha256(LEAF, entry);
}

/**
 * Audit path of leaf `index` in the tree over the first `size` leaves (§2.1.3.1), from the leaf upwards.
 * @throws RangeError if `index` is not in the tree
 */
export function inclusionProof(
  leaves: readonly Uint8Array[],
  index: number,
  size = leaves.length,
): Uint8Array[] {
  if (!(index >= 0 && index < size && size <= leaves.length)) {
    throw new RangeError(`leaf ${index} is not in a tree of ${size}`);
  }
  const path: Uint8Array[] = [];
  const walk = (from: number, to: number): void => {
    if (to - from === 1) return;
    const split = from + largestPowerOfTwoBelow(to - from);
    if (index < split) {
      walk(from, split);
      path.push(rootOf(leaves, split, to));
    } else {
      walk(split, to);
      path.push(rootOf(leaves, from, split));
    }
  };
  walk(0, size);
  return path;
}

/** Whether `path` proves that `leaf` (a leaf hash) stands at `index` under `root` of a tree of `size` (§2.1.3.2). */
export function verifyInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false;
  let node = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = sha256(NODE, sibling, hash);
      while (node % 2 === 0 && node !== 0) {
        node = Math.floor(node / 2);
        last = Math.floor(last / 2);
      }
    } else {
      hash = sha256(NODE, hash, sibling);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && sameBytes(hash, root);
}

/**
 * Proof that the tree of the first `first` leaves is a prefix of that of the first `second` (§2.1.4.1).
 * @throws RangeError unless 0 < first ≤ second ≤ leaves.length
 */
export function consistencyProof(
  leaves: readonly Uint8Array[],
  first: number,
  second = leaves.length,
): Uint8Array[] {
  if (!(first > 0 && first <= second && second <= leaves.length)) {
    throw new RangeError(`no consistency proof from ${first} to ${second} of ${leaves.length} leaves`);
  }
  const proof: Uint8Array[] = [];
  const walk = (size: number, from: number, to: number, whole: boolean): void => {
    if (size === to - from) {
      if (!whole) proof.push(rootOf(leaves, from, to));
      return;
    }
    const half = largestPowerOfTwoBelow(to - from);
    if (size <= half) {
      walk(size, from, from + half, whole);
      proof.push(rootOf(leaves, from + half, to));
    } else {
      walk(size - half, from + half, to, false);
      proof.push(rootOf(leaves, from, from + half));
    }
  };
  walk(first, 0, second, true);
  return proof;
}

/** Whether `proof` shows that the tree `second` (size, root) only appended to the tree `first` (§2.1.4.2). */
export function verifyConsistency(
  first: { size: number; root: Uint8Array },
  second: { size: number; root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  if (first.size === second.size) return proof.length === 0 && sameBytes(first.root, second.root);
  if (first.size <= 0 || first.size > second.size) return first.size === 0 && proof.length === 0;
  const isPowerOfTwo = 2 ** Math.round(Math.log2(first.size)) === first.size;
  const steps = isPowerOfTwo ? [first.root, ...proof] : [...proof];
  const start = steps.shift();
  if (start === undefined) return false;
  let node = first.size - 1;
  let last = second.size - 1;
  while (node % 2 === 1) {
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  let oldHash = start;
  let newHash = start;
  for (const step of steps) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      oldHash = sha256(NODE, step, oldHash);
      newHash = sha256(NODE, step, newHash);
      while (node % 2 === 0 && node !== 0) {
        node = Math.floor(node / 2);
        last = Math.floor(last / 2);
      }
    } else {
      newHash = sha256(NODE, newHash, step);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && sameBytes(oldHash, first.root) && sameBytes(newHash, second.root);
}

function rootOf(leaves: readonly Uint8Array[], from: number, to: number): Uint8Array {
  if (to === from) return sha256();
  const only = leaves[from];
  if (to - from === 1 && only !== undefined) return only;
  const split = from + largestPowerOfTwoBelow(to - from);
  return sha256(NODE, rootOf(leaves, from, split), rootOf(leaves, split, to));
}

function largestPowerOfTwoBelow(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

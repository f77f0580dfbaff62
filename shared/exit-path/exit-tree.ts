import { compare, exitParent } from './exit-leaf.ts';

/** A tree over the leaves of one root. */
export interface ExitTree {
  /** [32] */
  readonly root: Uint8Array;
  /** Leaves [n] of 32 bytes in ascending order: their place tells nothing of when an account came. */
  readonly leaves: readonly Uint8Array[];
  /** Siblings of the leaf at place `at`, from below. */
  proofOf(at: number): Uint8Array[];
}

/**
 * The Merkle tree over hashed leaves: a complete binary tree laid out as a heap, sorted leaves from its end backwards
 * (the layout of OpenZeppelin's StandardMerkleTree, so that its tools read what is published here).
 * @param leaves [n], n ≥ 1, each 32 bytes (`exitLeaf`)
 * @throws RangeError when there are none
 */
export function exitTree(leaves: readonly Uint8Array[]): ExitTree {
  if (leaves.length === 0) throw new RangeError('an exit root needs at least one account');
  const sorted = [...leaves].sort(compare);
  const size = 2 * sorted.length - 1;
  const nodes = new Array<Uint8Array>(size);
  for (const [i, leaf] of sorted.entries()) nodes[size - 1 - i] = leaf;
  for (let i = size - 1 - sorted.length; i >= 0; i--) {
    nodes[i] = exitParent(nodeAt(nodes, 2 * i + 1), nodeAt(nodes, 2 * i + 2));
  }
  return {
    root: nodeAt(nodes, 0),
    leaves: sorted,
    proofOf(at) {
      const siblings: Uint8Array[] = [];
      for (let i = size - 1 - at; i > 0; i = (i - 1) >> 1) {
        siblings.push(nodeAt(nodes, i % 2 === 1 ? i + 1 : i - 1));
      }
      return siblings;
    },
  };
}

/** The leaves of a published blob [n · 32]. @throws RangeError when it is not made of leaves */
export function exitLeavesOf(bytes: Uint8Array): Uint8Array[] {
  if (bytes.length % 32 !== 0) throw new RangeError('the leaves of an exit root are 32 bytes each');
  return Array.from({ length: bytes.length / 32 }, (_, i) => bytes.subarray(32 * i, 32 * (i + 1)));
}

function nodeAt(nodes: readonly Uint8Array[], at: number): Uint8Array {
  const node = nodes[at];
  if (node === undefined) throw new RangeError(`an exit tree has no node ${at}`);
  return node;
}

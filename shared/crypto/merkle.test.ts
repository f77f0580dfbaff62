import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from './hex.ts';
import {
  consistencyProof,
  inclusionProof,
  leafHash,
  merkleRoot,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts';

const leavesOf = (n: number) => Array.from({ length: n }, (_, i) => leafHash(Uint8Array.of(i, i >> 8)));

describe('the log’s Merkle tree', () => {
  it('has the root of RFC 6962’s test vectors', () => {
    const entries = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ];
    const leaves = entries.map((hex) =>
      leafHash(Uint8Array.from(hex.match(/../g)?.map((h) => Number.parseInt(h, 16)) ?? [])),
    );
    expect(toHex(merkleRoot([]))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(toHex(merkleRoot(leaves.slice(0, 1)))).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
    expect(toHex(merkleRoot(leaves.slice(0, 3)))).toBe(
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    );
    expect(toHex(merkleRoot(leaves))).toBe(
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    );
  });

  it('proves every leaf of every tree up to 33 leaves, and no other leaf', () => {
    for (let n = 1; n <= 33; n++) {
      const leaves = leavesOf(n);
      const root = merkleRoot(leaves);
      for (let i = 0; i < n; i++) {
        const path = inclusionProof(leaves, i);
        expect(verifyInclusion(leaves[i]!, i, n, path, root)).toBe(true);
        expect(verifyInclusion(leafHash(Uint8Array.of(255, 255)), i, n, path, root)).toBe(false);
        if (n > 1) expect(verifyInclusion(leaves[i]!, (i + 1) % n, n, path, root)).toBe(false);
      }
    }
  });

  it('proves that every tree is a prefix of every later one, and refuses a rewritten history', () => {
    for (let second = 1; second <= 20; second++) {
      const leaves = leavesOf(second);
      for (let first = 1; first <= second; first++) {
        const proof = consistencyProof(leaves, first, second);
        const old = { size: first, root: merkleRoot(leaves.slice(0, first)) };
        const now = { size: second, root: merkleRoot(leaves) };
        expect(verifyConsistency(old, now, proof)).toBe(true);
        const forged = [...leaves];
        forged[0] = leafHash(Uint8Array.of(9, 9, 9));
        expect(
          verifyConsistency(
            old,
            { size: second, root: merkleRoot(forged) },
            consistencyProof(forged, first, second),
          ),
        ).toBe(false);
      }
    }
  });

  it('is never fooled by a changed proof', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 64 }),
        fc.nat(),
        fc.nat(),
        fc.nat({ max: 255 }),
        (n, leaf, where, flip) => {
          const leaves = leavesOf(n);
          const index = leaf % n;
          const path = inclusionProof(leaves, index).map((h) => Uint8Array.from(h));
          const target = path[where % path.length]!;
          target[where % 32]! ^= flip || 1;
          expect(verifyInclusion(leaves[index]!, index, n, path, merkleRoot(leaves))).toBe(false);
        },
      ),
    );
  });
});

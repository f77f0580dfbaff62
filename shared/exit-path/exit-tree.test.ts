import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../crypto/hex.ts';
import type { ExitProof } from '../protocol/exit-proof.ts';
import { addressSchema, weiSchema } from '../protocol/ids.ts';
import { exitLeaf, exitProofHolds } from './exit-leaf.ts';
import { exitTree } from './exit-tree.ts';

const hex = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => `0x${toHex(bytes)}`);
const claims = fc.uniqueArray(
  fc.record({
    account: hex(20).map((text) => addressSchema.parse(text)),
    cumulative: fc.bigInt({ min: 1n, max: 2n ** 256n - 1n }).map((wei) => weiSchema.parse(wei.toString())),
    salt: hex(32),
  }),
  { minLength: 1, maxLength: 40, selector: ({ account }) => account },
);

function proofFor(
  claim: Pick<ExitProof, 'account' | 'cumulative' | 'salt'>,
  all: (typeof claim)[],
): ExitProof {
  const tree = exitTree(all.map(exitLeaf));
  const own = toHex(exitLeaf(claim));
  const at = tree.leaves.findIndex((leaf) => toHex(leaf) === own);
  return {
    ...claim,
    chainId: 1,
    contract: addressSchema.parse(`0x${'11'.repeat(20)}`),
    epoch: 1,
    root: `0x${toHex(tree.root)}`,
    proof: tree.proofOf(at).map((node) => `0x${toHex(node)}`),
  };
}

describe('the exit tree', () => {
  it('has the root and the proofs of the usual library', () => {
    fc.assert(
      fc.property(claims, (all) => {
        const usual = StandardMerkleTree.of(
          all.map(({ account, cumulative, salt }) => [account, cumulative, salt]),
          ['address', 'uint256', 'bytes32'],
        );
        for (const [i, claim] of all.entries()) {
          const ours = proofFor(claim, all);
          expect(ours.root).toBe(usual.root);
          expect(ours.proof).toEqual(usual.getProof(i));
          expect(exitProofHolds(ours)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('proves nothing that is not in it', () => {
    fc.assert(
      fc.property(claims, fc.bigInt({ min: 1n, max: 10n ** 30n }), (all, more) => {
        const proof = proofFor(all[0]!, all);
        const cumulative = weiSchema.parse(((BigInt(proof.cumulative) + more) % 2n ** 256n).toString());
        expect(exitProofHolds({ ...proof, cumulative })).toBe(false);
        expect(exitProofHolds({ ...proof, salt: `0x${'5a'.repeat(32)}` })).toBe(false);
        expect(exitProofHolds({ ...proof, proof: [...proof.proof, proof.salt] })).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('needs somebody to pay', () => {
    expect(() => exitTree([])).toThrow(RangeError);
    expect(exitTree([fromHex('07'.repeat(32))]).proofOf(0)).toEqual([]);
  });
});

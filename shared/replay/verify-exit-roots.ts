import { toHex } from '../crypto/hex.ts';
import { exitLeavesOf, exitTree } from '../exit-path/exit-tree.ts';
import type { EpochLeaf, ExitLeaf, Leaf } from '../protocol/log.ts';
import type { FetchBlob } from './open-rows.ts';

/**
 * Checks every root of the exit path: that the published leaves make it, that it pays no more than what epochs had
 * issued by then, and that what it pays in all never falls.
 * @returns what is wrong, in words
 */
export async function exitRootProblems(leaves: readonly Leaf[], fetchBlob: FetchBlob): Promise<string[]> {
  const problems: string[] = [];
  const epochs = leaves.filter((leaf): leaf is EpochLeaf => leaf.type === 'epoch');
  const totals = new Map<string, bigint>();
  for (const root of leaves.filter((leaf): leaf is ExitLeaf => leaf.type === 'exit')) {
    const told = (what: string): number => problems.push(`exit root of epoch ${root.epoch}: ${what}`);
    const total = BigInt(root.total);
    const issued = epochs
      .filter(({ epoch }) => epoch <= root.epoch)
      .reduce((sum, { issued }) => sum + BigInt(issued), 0n);
    if (total > issued) told('it pays more than its epochs issued');
    const of = `${root.chainId} ${root.contract.toLowerCase()}`;
    if (total < (totals.get(of) ?? 0n)) told('it pays less in all than the one before');
    totals.set(of, total);
    const bytes = await fetchBlob(root.leaves);
    if (bytes === null) {
      told('its leaves are not there');
      continue;
    }
    if (bytes.length !== 32 * root.accounts) told('it has another number of leaves than it says');
    else if (`0x${toHex(exitTree(exitLeavesOf(bytes)).root)}` !== root.root)
      told('its leaves make another root');
  }
  return problems;
}

import { fromHex } from '../crypto/hex.ts';
import { leafHash, verifyConsistency, verifyInclusion } from '../crypto/merkle.ts';
import { verifySignature } from '../crypto/signing.ts';
import { canonicalBytes, canonicalDigest } from '../protocol/canonical.ts';
import type { TreeHead } from '../protocol/log.ts';

/** Whether `head` was signed by the log key `key` (raw Ed25519 public key, hex). */
export async function verifyHead(head: TreeHead, key: string): Promise<boolean> {
  const { signature, ...signed } = head;
  return verifySignature(fromHex(key), fromHex(signature), canonicalDigest(signed));
}

/** Whether `leaf`, exactly as it was received, stands at `index` under `head`. The head's signature is checked apart. */
export function verifyLeaf(leaf: unknown, index: number, proof: readonly string[], head: TreeHead): boolean {
  return verifyInclusion(
    leafHash(canonicalBytes(leaf)),
    index,
    head.size,
    proof.map(fromHex),
    fromHex(head.root),
  );
}

/** Whether the log under `now` is the one under `before` with leaves appended: history was not rewritten. */
export function verifyAppendOnly(before: TreeHead, now: TreeHead, proof: readonly string[]): boolean {
  return verifyConsistency(
    { size: before.size, root: fromHex(before.root) },
    { size: now.size, root: fromHex(now.root) },
    proof.map(fromHex),
  );
}

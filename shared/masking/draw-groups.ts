import { fromHex } from '../crypto/hex.ts';
import { seededRanks } from '../crypto/seeded-draw.ts';

/**
 * Disjoint groups of `size`, by the seed that was committed to when the round opened: who is with whom nobody chooses,
 * and anybody can draw again. What is left over is in no group.
 */
export function drawGroups(
  updates: readonly string[],
  { size, seed, round }: { readonly size: number; readonly seed: string; readonly round: number },
): string[][] {
  const ranked = seededRanks(updates, fromHex(seed), `groups of round ${round}`);
  return Array.from({ length: Math.floor(ranked.length / size) }, (_, i) =>
    ranked.slice(i * size, (i + 1) * size).sort(),
  );
}

/**
 * f that a lane of groups promises: of attackers, who may spoil a group each; and never as many groups as would be half.
 * @param members in all groups together
 */
export function toleratedInGroups(members: number, groups: number): number {
  return Math.max(0, Math.min(Math.floor(members / 5), Math.floor((groups - 1) / 2)));
}

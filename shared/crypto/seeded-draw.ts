import { sha256 } from './sha256.ts';

const TEXT = new TextEncoder();

/**
 * Draws `count` of `items` without replacement, by a seed that anyone can replay: item i's rank is
 * SHA-256(label ‖ seed ‖ item), and the lowest ranks win. The result is sorted, so that the order of arrival is gone.
 */
export function seededDraw(
  items: readonly string[],
  count: number,
  seed: Uint8Array,
  label: string,
): string[] {
  return seededRanks(items, seed, label).slice(0, count).sort();
}

/** `items` in the order in which a seed draws them, whatever the order they came in. */
export function seededRanks(items: readonly string[], seed: Uint8Array, label: string): string[] {
  const prefix = TEXT.encode(`${label}\0`);
  return items
    .map((item) => ({ item, rank: sha256(prefix, seed, TEXT.encode(item)) }))
    .sort((a, b) => compareBytes(a.rank, b.rank))
    .map(({ item }) => item);
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * Which rows to compare and exchange, in which order, so that any `n` values are sorted: merge exchange (Batcher 1968;
 * Knuth, The Art of Computer Programming vol. 3, 5.2.2, algorithm M), without the comparisons that the rows of `needed`
 * do not depend on.
 *
 * @param needed rows whose values must be right in the end; others are left where they fall.
 * @returns `[count, 2]`, flat: the row that gets the smaller value, then the row that gets the larger one.
 */
export function sortingNetwork(n: number, needed: readonly number[]): Uint32Array {
  const comparisons = mergeExchange(n);
  const isNeeded = new Uint8Array(n);
  for (const row of needed) isNeeded[row] = 1;
  const kept: number[] = [];
  for (let at = comparisons.length - 2; at >= 0; at -= 2) {
    const [low, high] = [comparisons[at] ?? 0, comparisons[at + 1] ?? 0];
    if (isNeeded[low] === 0 && isNeeded[high] === 0) continue;
    isNeeded[low] = 1;
    isNeeded[high] = 1;
    kept.push(high, low);
  }
  return Uint32Array.from(kept.reverse());
}

function mergeExchange(n: number): number[] {
  const comparisons: number[] = [];
  if (n < 2) return comparisons;
  const top = 2 ** (Math.ceil(Math.log2(n)) - 1);
  for (let p = top; p > 0; p >>= 1) {
    let [q, r, d] = [top, 0, p];
    for (;;) {
      for (let i = 0; i < n - d; i++) if ((i & p) === r) comparisons.push(i, i + d);
      if (q === p) break;
      d = q - p;
      q >>= 1;
      r = p;
    }
  }
  return comparisons;
}

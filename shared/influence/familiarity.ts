import { cosine } from './multiplicity.ts';

/**
 * How much each sketch resembles what came before it, `[n]`: its largest cosine with any of `earlier` and with the
 * sketches that stand before it. 0 where nothing came before.
 */
export function familiarities(
  sketches: readonly ArrayLike<number>[],
  earlier: readonly ArrayLike<number>[],
): number[] {
  return sketches.map((sketch, i) => {
    let largest = 0;
    for (const other of earlier) largest = Math.max(largest, cosine(sketch, other));
    for (let j = 0; j < i; j++) largest = Math.max(largest, cosine(sketch, sketches[j]!));
    return largest;
  });
}

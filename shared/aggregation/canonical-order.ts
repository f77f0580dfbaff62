import type { Vector } from './rule.ts';

/**
 * Row indices in the order of the rows' values: what does not depend on how rows arrived. Equal rows stand together in any
 * order, since nothing tells them apart.
 */
export function canonicalOrder(updates: readonly Vector[]): number[] {
  return [...updates.keys()].sort((a, b) => compareRows(updates[a]!, updates[b]!));
}

/** −, 0 or + as the first differing coordinate says. */
function compareRows(a: Vector, b: Vector): number {
  for (let j = 0; j < a.length; j++) if (a[j] !== b[j]) return a[j]! - b[j]!;
  return 0;
}

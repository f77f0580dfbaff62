import { cosine } from './multiplicity.ts';

/** A sketch, and who sent what it is of. */
export interface OwnedSketch {
  readonly owner: string;
  readonly sketch: ArrayLike<number>;
}

/**
 * How much each sketch resembles what came before it, `[n]`: its largest cosine with any of `earlier` and with the
 * sketches that stand before it. 0 where nothing came before.
 * @param ownPast whether its owner's own earlier ones count: not where a device says nearly the same every time
 */
export function familiarities(
  sketches: readonly OwnedSketch[],
  earlier: readonly OwnedSketch[],
  ownPast: boolean,
): number[] {
  return sketches.map(({ owner, sketch }, i) => {
    let largest = 0;
    const compare = (other: OwnedSketch): void => {
      if (ownPast || other.owner !== owner) largest = Math.max(largest, cosine(sketch, other.sketch));
    };
    for (const other of earlier) compare(other);
    for (let j = 0; j < i; j++) compare(sketches[j]!);
    return largest;
  });
}

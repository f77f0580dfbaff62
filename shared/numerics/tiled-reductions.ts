/** Elements of a tile; reductions run tile by tile, so that any engine and any number of workers agree to the bit. */
const TILE = 1024;

/**
 * ⟨x, y⟩ in float64 over tiles of 1,024, eight lanes a tile joined as a fixed tree: the order of additions is part of
 * the protocol (`integrity.md` §3, determinism). @throws RangeError if the lengths differ
 */
export function dot(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return tiledSum(x, y, (a, b) => a * b);
}

/** ‖x‖₂ in the order of `dot`. */
export function l2Norm(x: ArrayLike<number>): number {
  return Math.sqrt(dot(x, x));
}

/** ‖x − y‖₂² in the order of `dot`. */
export function squaredDistance(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return tiledSum(x, y, (a, b) => (a - b) * (a - b));
}

function tiledSum(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  term: (a: number, b: number) => number,
): number {
  if (x.length !== y.length) throw new RangeError(`lengths differ: ${x.length} and ${y.length}`);
  const lanes = new Float64Array(8);
  let total = 0;
  for (let start = 0; start < x.length; start += TILE) {
    lanes.fill(0);
    const end = Math.min(start + TILE, x.length);
    for (let i = start; i < end; i++) {
      const lane = (i - start) & 7;
      lanes[lane] = lanes[lane]! + term(x[i]!, y[i]!);
    }
    total +=
      lanes[0]! + lanes[1]! + (lanes[2]! + lanes[3]!) + (lanes[4]! + lanes[5]! + (lanes[6]! + lanes[7]!));
  }
  return total;
}

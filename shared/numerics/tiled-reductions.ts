// `dot` and `squaredDistance` are written out: with their term as a function, each took several times as long.

/** Elements of a tile; reductions run tile by tile, so that any engine and any number of workers agree to the bit. */
const TILE = 1024;

/**
 * ⟨x, y⟩ in float64 over tiles of 1,024, eight lanes a tile joined as a fixed tree: the order of additions is part of
 * the protocol (`integrity.md` §3, determinism). @throws RangeError if the lengths differ
 */
export function dot(x: ArrayLike<number>, y: ArrayLike<number>): number {
  sameLength(x, y);
  let total = 0;
  for (let start = 0; start < x.length; start += TILE) {
    const end = Math.min(start + TILE, x.length);
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let e = 0;
    let f = 0;
    let g = 0;
    let h = 0;
    let i = start;
    for (; i + 7 < end; i += 8) {
      a += x[i]! * y[i]!;
      b += x[i + 1]! * y[i + 1]!;
      c += x[i + 2]! * y[i + 2]!;
      d += x[i + 3]! * y[i + 3]!;
      e += x[i + 4]! * y[i + 4]!;
      f += x[i + 5]! * y[i + 5]!;
      g += x[i + 6]! * y[i + 6]!;
      h += x[i + 7]! * y[i + 7]!;
    }
    const lanes = [a, b, c, d, e, f, g, h];
    for (let lane = 0; i < end; i++, lane++) lanes[lane]! += x[i]! * y[i]!;
    total += joined(lanes);
  }
  return total;
}

/** ‖x‖₂ in the order of `dot`. */
export function l2Norm(x: ArrayLike<number>): number {
  return Math.sqrt(dot(x, x));
}

/** ‖x − y‖₂² in the order of `dot`. */
export function squaredDistance(x: ArrayLike<number>, y: ArrayLike<number>): number {
  sameLength(x, y);
  let total = 0;
  for (let start = 0; start < x.length; start += TILE) {
    const end = Math.min(start + TILE, x.length);
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let e = 0;
    let f = 0;
    let g = 0;
    let h = 0;
    let i = start;
    for (; i + 7 < end; i += 8) {
      a += (x[i]! - y[i]!) * (x[i]! - y[i]!);
      b += (x[i + 1]! - y[i + 1]!) * (x[i + 1]! - y[i + 1]!);
      c += (x[i + 2]! - y[i + 2]!) * (x[i + 2]! - y[i + 2]!);
      d += (x[i + 3]! - y[i + 3]!) * (x[i + 3]! - y[i + 3]!);
      e += (x[i + 4]! - y[i + 4]!) * (x[i + 4]! - y[i + 4]!);
      f += (x[i + 5]! - y[i + 5]!) * (x[i + 5]! - y[i + 5]!);
      g += (x[i + 6]! - y[i + 6]!) * (x[i + 6]! - y[i + 6]!);
      h += (x[i + 7]! - y[i + 7]!) * (x[i + 7]! - y[i + 7]!);
    }
    const lanes = [a, b, c, d, e, f, g, h];
    for (let lane = 0; i < end; i++, lane++) lanes[lane]! += (x[i]! - y[i]!) * (x[i]! - y[i]!);
    total += joined(lanes);
  }
  return total;
}

/** The tree by which a tile's eight lanes become one sum. */
function joined(lanes: readonly number[]): number {
  return lanes[0]! + lanes[1]! + (lanes[2]! + lanes[3]!) + (lanes[4]! + lanes[5]! + (lanes[6]! + lanes[7]!));
}

function sameLength(x: ArrayLike<number>, y: ArrayLike<number>): void {
  if (x.length !== y.length) throw new RangeError(`lengths differ: ${x.length} and ${y.length}`);
}

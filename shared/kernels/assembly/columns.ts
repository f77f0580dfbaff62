/**
 * Order statistics of columns, eight columns at a time: a sorting network over rows, whose comparisons are two SIMD
 * instructions for four columns (Batcher 1968, merge exchange). Float32 is compared as ordered integers: every finite
 * value in order, −0 before 0, as JavaScript sorts typed arrays.
 */

/** Bytes of a row of eight columns. */
const ROW: usize = 32;

/**
 * Sorts eight columns of `n` rows into `sorted` `[n, 8]`.
 *
 * @param stride bytes from a row to the next.
 * @param pairs the network: byte offsets into `sorted` of what is compared, smaller first, `[pairCount, 2]`.
 */
export function sortColumns(
  rows: usize,
  n: i32,
  stride: usize,
  pairs: usize,
  pairCount: i32,
  sorted: usize,
): void {
  const end = sorted + <usize>n * ROW;
  for (let to = sorted; to < end; to += ROW) {
    v128.store(to, ordered(v128.load(rows)));
    v128.store(to, ordered(v128.load(rows, 16)), 16);
    rows += stride;
  }
  const last = pairs + ((<usize>pairCount) << 3);
  for (; pairs < last; pairs += 8) {
    const low = sorted + load<u32>(pairs);
    const high = sorted + load<u32>(pairs, 4);
    const a = v128.load(low);
    const b = v128.load(high);
    const c = v128.load(low, 16);
    const d = v128.load(high, 16);
    v128.store(low, i32x4.min_s(a, b));
    v128.store(high, i32x4.max_s(a, b));
    v128.store(low, i32x4.min_s(c, d), 16);
    v128.store(high, i32x4.max_s(c, d), 16);
  }
  for (let at = sorted; at < end; at += 16) v128.store(at, ordered(v128.load(at)));
}

/** Float bits ↔ integers in the same order; its own inverse. */
// @ts-expect-error: a decorator of AssemblyScript
function ordered(bits: v128): v128 {
  return v128.xor(bits, v128.and(i32x4.shr_s(bits, 31), i32x4.splat(0x7fffffff)));
}

/** Medians of eight sorted columns; of an even number of rows, the mean of the middle two. */
export function middleOfColumns(sorted: usize, n: i32, out: usize): void {
  const high = sorted + <usize>(n >> 1) * ROW;
  const low = n % 2 === 1 ? high : high - ROW;
  for (let at: usize = 0; at < ROW; at += 16) {
    const a = v128.load(low + at);
    const b = v128.load(high + at);
    const left = f64x2.div(f64x2.add(firstTwo(a), firstTwo(b)), f64x2.splat(2));
    const right = f64x2.div(f64x2.add(lastTwo(a), lastTwo(b)), f64x2.splat(2));
    v128.store(out + at, n % 2 === 1 ? a : joined(left, right));
  }
}

/** Means of what is left of eight sorted columns when `f` rows are cut from each end, added up around the middle value. */
export function meanOfMiddleRows(sorted: usize, n: i32, f: i32, out: usize): void {
  const middle = sorted + <usize>(n >> 1) * ROW;
  const from = sorted + <usize>f * ROW;
  const to = sorted + <usize>(n - f) * ROW;
  const count = f64x2.splat(<f64>(n - 2 * f));
  for (let part: usize = 0; part < ROW; part += 16) {
    const pivot = v128.load(middle + part);
    const pivotLeft = firstTwo(pivot);
    const pivotRight = lastTwo(pivot);
    let left = f64x2.splat(0);
    let right = left;
    for (let at = from + part; at < to; at += ROW) {
      const row = v128.load(at);
      left = f64x2.add(left, f64x2.sub(firstTwo(row), pivotLeft));
      right = f64x2.add(right, f64x2.sub(lastTwo(row), pivotRight));
    }
    v128.store(
      out + part,
      joined(f64x2.add(pivotLeft, f64x2.div(left, count)), f64x2.add(pivotRight, f64x2.div(right, count))),
    );
  }
}

/** Clamps eight columns of `n` rows, where they stand, to their (f+1)-th smallest and largest values. */
export function clampColumns(rows: usize, n: i32, stride: usize, sorted: usize, f: i32): void {
  const low = sorted + <usize>f * ROW;
  const high = sorted + <usize>(n - 1 - f) * ROW;
  for (let part: usize = 0; part < ROW; part += 16) {
    const least = v128.load(low + part);
    const most = v128.load(high + part);
    let row = rows + part;
    for (let i = 0; i < n; i++) {
      v128.store(row, f32x4.min(most, f32x4.max(least, v128.load(row))));
      row += stride;
    }
  }
}

// @ts-expect-error: a decorator of AssemblyScript
function firstTwo(four: v128): v128 {
  return f64x2.promote_low_f32x4(four);
}

// @ts-expect-error: a decorator of AssemblyScript
function lastTwo(four: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(four, four, 2, 3, 2, 3));
}

// @ts-expect-error: a decorator of AssemblyScript
function joined(left: v128, right: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(left), f32x4.demote_f64x2_zero(right), 0, 1, 4, 5);
}

/**
 * Distances between rows and means of rows, a tile of coordinates at a time, in float64 and in the order of additions
 * that `numerics/tiled-reductions.ts` fixes: eight lanes a tile, joined as one tree.
 */

/**
 * Adds the squared distances of a tile to `totals` `[n, n]` (above the diagonal).
 *
 * @param tile float32 `[n, width]`, rows `stride` bytes apart; @param lanes room for eight float64.
 */
export function addDistances(
  tile: usize,
  n: i32,
  width: i32,
  stride: usize,
  totals: usize,
  lanes: usize,
): void {
  for (let i = 0; i < n; i++) {
    const x = tile + <usize>i * stride;
    for (let j = i + 1; j < n; j++) {
      const at = totals + ((<usize>(i * n + j)) << 3);
      store<f64>(at, load<f64>(at) + tileDistance(x, tile + <usize>j * stride, width, lanes));
    }
  }
}

function tileDistance(x: usize, y: usize, width: i32, lanes: usize): f64 {
  let ab = f64x2.splat(0);
  let cd = ab;
  let ef = ab;
  let gh = ab;
  const whole = width & ~7;
  const end = x + ((<usize>whole) << 2);
  for (; x < end; x += 32) {
    const x0 = v128.load(x);
    const y0 = v128.load(y);
    const x1 = v128.load(x, 16);
    const y1 = v128.load(y, 16);
    const p = f64x2.sub(f64x2.promote_low_f32x4(x0), f64x2.promote_low_f32x4(y0));
    const q = f64x2.sub(upper(x0), upper(y0));
    const r = f64x2.sub(f64x2.promote_low_f32x4(x1), f64x2.promote_low_f32x4(y1));
    const s = f64x2.sub(upper(x1), upper(y1));
    ab = f64x2.add(ab, f64x2.mul(p, p));
    cd = f64x2.add(cd, f64x2.mul(q, q));
    ef = f64x2.add(ef, f64x2.mul(r, r));
    gh = f64x2.add(gh, f64x2.mul(s, s));
    y += 32;
  }
  v128.store(lanes, ab);
  v128.store(lanes, cd, 16);
  v128.store(lanes, ef, 32);
  v128.store(lanes, gh, 48);
  for (let lane = 0; lane < width - whole; lane++) {
    const at: usize = (<usize>lane) << 2;
    const difference = <f64>load<f32>(x + at) - <f64>load<f32>(y + at);
    const to = lanes + ((<usize>lane) << 3);
    store<f64>(to, load<f64>(to) + difference * difference);
  }
  return (
    load<f64>(lanes) +
    load<f64>(lanes, 8) +
    (load<f64>(lanes, 16) + load<f64>(lanes, 24)) +
    (load<f64>(lanes, 32) + load<f64>(lanes, 40) + (load<f64>(lanes, 48) + load<f64>(lanes, 56)))
  );
}

/**
 * out `[width]` = own + Σ shareₖ·(rowₖ − own) / places, added up in the order of the list.
 *
 * @param own where the row stands whose neighbours these are; @param neighbours addresses of rows, `[count]`;
 * @param shares float64 `[count]`; @param width a multiple of eight: what lies behind the last coordinate is computed too.
 */
export function mixRows(
  own: usize,
  neighbours: usize,
  shares: usize,
  count: i32,
  places: f64,
  width: i32,
  out: usize,
): void {
  const divisor = f64x2.splat(places);
  const end: usize = (<usize>width) << 2;
  for (let at: usize = 0; at < end; at += 32) {
    const o0 = v128.load(own + at);
    const o1 = v128.load(own + at, 16);
    const a = f64x2.promote_low_f32x4(o0);
    const b = upper(o0);
    const c = f64x2.promote_low_f32x4(o1);
    const d = upper(o1);
    let p = f64x2.splat(0);
    let q = p;
    let r = p;
    let s = p;
    for (let k = 0; k < count; k++) {
      const row = <usize>load<u32>(neighbours + ((<usize>k) << 2)) + at;
      const share = v128.load_splat<f64>(shares + ((<usize>k) << 3));
      const r0 = v128.load(row);
      const r1 = v128.load(row, 16);
      p = f64x2.add(p, f64x2.mul(share, f64x2.sub(f64x2.promote_low_f32x4(r0), a)));
      q = f64x2.add(q, f64x2.mul(share, f64x2.sub(upper(r0), b)));
      r = f64x2.add(r, f64x2.mul(share, f64x2.sub(f64x2.promote_low_f32x4(r1), c)));
      s = f64x2.add(s, f64x2.mul(share, f64x2.sub(upper(r1), d)));
    }
    v128.store(out + at, narrowed(f64x2.add(a, f64x2.div(p, divisor)), f64x2.add(b, f64x2.div(q, divisor))));
    v128.store(
      out + at,
      narrowed(f64x2.add(c, f64x2.div(r, divisor)), f64x2.add(d, f64x2.div(s, divisor))),
      16,
    );
  }
}

// @ts-expect-error: a decorator of AssemblyScript
function upper(four: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(four, four, 2, 3, 2, 3));
}

// @ts-expect-error: a decorator of AssemblyScript
function narrowed(left: v128, right: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(left), f32x4.demote_f64x2_zero(right), 0, 1, 4, 5);
}

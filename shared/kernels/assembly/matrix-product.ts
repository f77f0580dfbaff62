/**
 * C = A·B in float32, blocked for registers: 4 rows × 8 columns of C stay in eight SIMD registers while k runs
 * (Goto and van de Geijn 2008, without its outer blocking, which matrices of this size do not need but for k).
 */

/** Columns of a packed panel. */
const PANEL: i32 = 8;
/** Steps of k between two visits to C: a panel's part of 8 kB stays in the first cache. */
const DEPTH: i32 = 256;

/** Numbers that `packPanels` writes. */
export function panelLength(k: i32, n: i32): i32 {
  return k * ((n + PANEL - 1) & ~(PANEL - 1));
}

/**
 * Packs B `[k, n]` into panels of eight columns, `[n/8, k, 8]`, the last one filled up with zeros.
 *
 * @param transposed whether `b` holds Bᵀ `[n, k]`.
 */
export function packPanels(b: usize, k: i32, n: i32, transposed: bool, panels: usize): void {
  let rowStride = (<usize>n) << 2;
  let columnStride: usize = 4;
  if (transposed) {
    rowStride = 4;
    columnStride = (<usize>k) << 2;
  }
  let out = panels;
  for (let first = 0; first < n; first += PANEL) {
    const columns = min(PANEL, n - first);
    let from = b + <usize>first * columnStride;
    if (columns === PANEL && !transposed) {
      for (let row = 0; row < k; row++) {
        v128.store(out, v128.load(from));
        v128.store(out, v128.load(from, 16), 16);
        from += rowStride;
        out += PANEL << 2;
      }
      continue;
    }
    for (let row = 0; row < k; row++) {
      for (let column = 0; column < PANEL; column++) {
        const value = column < columns ? load<f32>(from + <usize>column * columnStride) : 0;
        store<f32>(out + ((<usize>column) << 2), value);
      }
      from += rowStride;
      out += PANEL << 2;
    }
  }
}

/** out `[columns, rows]` = matrix `[rows, columns]`ᵀ, in tiles that stay in the cache. */
export function transpose(matrix: usize, rows: i32, columns: i32, out: usize): void {
  for (let top = 0; top < rows; top += 16) {
    const bottom = min(rows, top + 16);
    for (let column = 0; column < columns; column++) {
      for (let row = top; row < bottom; row++) {
        store<f32>(
          out + ((<usize>(column * rows + row)) << 2),
          load<f32>(matrix + ((<usize>(row * columns + column)) << 2)),
        );
      }
    }
  }
}

/** C `[m, n]` = A `[m, k]` · B, or C + A·B; `panels` holds B as `packPanels` left it. */
export function matrixProduct(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  panels: usize,
  c: usize,
  accumulate: bool,
): void {
  for (let start = 0; start < k; start += DEPTH) {
    const depth = min(DEPTH, k - start);
    const adds = accumulate || start > 0;
    for (let column = 0; column < n; column += PANEL) {
      const panel = panels + ((<usize>(column * k + start * PANEL)) << 2);
      const columns = min(PANEL, n - column);
      let row = 0;
      for (; row + 4 <= m; row += 4) {
        fourRows(
          depth,
          a + ((<usize>(row * k + start)) << 2),
          (<usize>k) << 2,
          panel,
          c + ((<usize>(row * n + column)) << 2),
          (<usize>n) << 2,
          columns,
          adds,
        );
      }
      for (; row < m; row++) {
        oneRow(
          depth,
          a + ((<usize>(row * k + start)) << 2),
          panel,
          c + ((<usize>(row * n + column)) << 2),
          columns,
          adds,
        );
      }
    }
  }
}

// biome-ignore format: one line a register row
function fourRows(
  depth: i32, a0: usize, aStride: usize, panel: usize, c0: usize, cStride: usize, columns: i32, adds: bool,
): void {
  const a1 = a0 + aStride, a2 = a1 + aStride, a3 = a2 + aStride;
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  const end: usize = <usize>depth << 2;
  for (let at: usize = 0; at < end; at += 4) {
    const left = v128.load(panel), right = v128.load(panel, 16);
    panel += PANEL << 2;
    let splat = v128.load_splat<f32>(a0 + at);
    c00 = f32x4.add(c00, f32x4.mul(splat, left)); c01 = f32x4.add(c01, f32x4.mul(splat, right));
    splat = v128.load_splat<f32>(a1 + at);
    c10 = f32x4.add(c10, f32x4.mul(splat, left)); c11 = f32x4.add(c11, f32x4.mul(splat, right));
    splat = v128.load_splat<f32>(a2 + at);
    c20 = f32x4.add(c20, f32x4.mul(splat, left)); c21 = f32x4.add(c21, f32x4.mul(splat, right));
    splat = v128.load_splat<f32>(a3 + at);
    c30 = f32x4.add(c30, f32x4.mul(splat, left)); c31 = f32x4.add(c31, f32x4.mul(splat, right));
  }
  storeRow(c0, c00, c01, columns, adds);
  storeRow(c0 + cStride, c10, c11, columns, adds);
  storeRow(c0 + 2 * cStride, c20, c21, columns, adds);
  storeRow(c0 + 3 * cStride, c30, c31, columns, adds);
}

function oneRow(depth: i32, a: usize, panel: usize, c: usize, columns: i32, adds: bool): void {
  let left = f32x4.splat(0);
  let right = left;
  const end = a + ((<usize>depth) << 2);
  for (let at = a; at < end; at += 4) {
    const splat = v128.load_splat<f32>(at);
    left = f32x4.add(left, f32x4.mul(splat, v128.load(panel)));
    right = f32x4.add(right, f32x4.mul(splat, v128.load(panel, 16)));
    panel += PANEL << 2;
  }
  storeRow(c, left, right, columns, adds);
}

function storeRow(c: usize, left: v128, right: v128, columns: i32, adds: bool): void {
  if (columns === PANEL) {
    if (adds) {
      left = f32x4.add(left, v128.load(c));
      right = f32x4.add(right, v128.load(c, 16));
    }
    v128.store(c, left);
    v128.store(c, right, 16);
    return;
  }
  for (let column = 0; column < columns; column++) {
    const place = c + ((<usize>column) << 2);
    // The lanes leave by rotation: which lane is read must be a constant.
    const value = f32x4.extract_lane(left, 0);
    store<f32>(place, adds ? load<f32>(place) + value : value);
    left = v128.shuffle<f32>(left, right, 1, 2, 3, 4);
    right = v128.shuffle<f32>(right, right, 1, 2, 3, 0);
  }
}

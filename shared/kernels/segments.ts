/**
 * Rows of tables: gathering them, and the gradient of that. Bound by memory, not arithmetic: copying a table into a
 * kernel's memory would cost more than the work, so these run on the arrays where they are.
 */

/** Rows `ids` of a table `[·, width]`, one after another `[ids.length, width]`. */
export function gatherRows(table: Float32Array, width: number, ids: ArrayLike<number>): Float32Array {
  const rows = new Float32Array(ids.length * width);
  for (let at = 0; at < ids.length; at++) {
    const start = (ids[at] ?? 0) * width;
    rows.set(table.subarray(start, start + width), at * width);
  }
  return rows;
}

/**
 * Adds each row of `values` `[ids.length, width]` to row `ids[i]` of `out`: the gradient of `gatherRows` with respect
 * to its table. Rows of ids outside `out` are left out, as tfjs does.
 */
export function addSegments(
  values: Float32Array,
  width: number,
  ids: ArrayLike<number>,
  out: Float32Array,
): void {
  const count = out.length / width;
  for (let at = 0; at < ids.length; at++) {
    const id = ids[at] ?? -1;
    if (id < 0 || id >= count) continue;
    const from = at * width;
    const to = id * width;
    for (let column = 0; column < width; column++) {
      out[to + column] = (out[to + column] ?? 0) + (values[from + column] ?? 0);
    }
  }
}

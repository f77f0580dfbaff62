import type { Vector } from './rule.ts';

/** One coordinate of all rows at a time, sorted: what the coordinate-wise rules are made of. */
export interface Column {
  /** Takes coordinate `j` of every row. */
  load(updates: readonly Vector[], j: number): void;
  /** Weighted mean of the values left when `f` are cut from each end. */
  meanOfMiddle(f: number): number;
  median(): number;
  /** Weighted mean of the `count` values nearest to the median; of two equally near the lower one is first. */
  meanNearMedian(count: number): number;
}

/** A column of `n` values; `weights` null when all weigh the same. Buffers are reused from one coordinate to the next. */
export function weightedColumn(n: number, weights: readonly number[] | null): Column {
  return weights === null ? plainColumn(n) : new WeightedColumn(n, weights);
}

function plainColumn(n: number): Column {
  const values = new Float64Array(n);
  return {
    load(updates, j) {
      for (let i = 0; i < n; i++) values[i] = updates[i]![j]!;
      values.sort();
    },
    meanOfMiddle(f) {
      // Relative to the middle value: equal rows give that value to the bit, and huge offsets do not cost digits.
      const pivot = values[n >> 1]!;
      let sum = 0;
      for (let i = f; i < n - f; i++) sum += values[i]! - pivot;
      return pivot + sum / (n - 2 * f);
    },
    median() {
      return middleOf(values);
    },
    meanNearMedian(count) {
      const from = nearestRun(values, middleOf(values), count);
      const pivot = values[n >> 1]!;
      let sum = 0;
      for (let i = from; i < from + count; i++) sum += values[i]! - pivot;
      return pivot + sum / count;
    },
  };
}

function middleOf(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Where the `count` sorted values nearest to `centre` begin: they stand side by side. */
function nearestRun(sorted: Float64Array, centre: number, count: number): number {
  let from = 0;
  while (from + count < sorted.length && centre - sorted[from]! > sorted[from + count]! - centre) from++;
  return from;
}

class WeightedColumn implements Column {
  private readonly values: Float64Array;
  private readonly carried: Float64Array;
  private readonly order: number[];
  private readonly n: number;
  private readonly weights: readonly number[];

  constructor(n: number, weights: readonly number[]) {
    this.n = n;
    this.weights = weights;
    this.values = new Float64Array(n);
    this.carried = new Float64Array(n);
    this.order = Array.from({ length: n }, (_, i) => i);
  }

  load(updates: readonly Vector[], j: number): void {
    const { order, values, carried, weights, n } = this;
    // Ties are ordered by weight, so that sums run in the same order whatever the order of rows.
    order.sort((a, b) => updates[a]![j]! - updates[b]![j]! || weights[a]! - weights[b]!);
    for (let i = 0; i < n; i++) {
      values[i] = updates[order[i]!]![j]!;
      carried[i] = weights[order[i]!]!;
    }
  }

  meanOfMiddle(f: number): number {
    const { values, n } = this;
    const carried = f === 0 ? this.carried : this.sharedAmongCutTies(f);
    const pivot = values[n >> 1]!;
    let sum = 0;
    let total = 0;
    for (let i = f; i < n - f; i++) {
      sum += carried[i]! * (values[i]! - pivot);
      total += carried[i]!;
    }
    return total > 0 ? pivot + sum / total : pivot;
  }

  median(): number {
    const { values, carried, n } = this;
    let total = 0;
    for (let i = 0; i < n; i++) total += carried[i]!;
    let below = 0;
    for (let i = 0; i < n; i++) {
      below += carried[i]!;
      if (below * 2 === total) {
        let next = i + 1;
        while (next < n - 1 && carried[next] === 0) next++;
        return (values[i]! + values[Math.min(next, n - 1)]!) / 2;
      }
      if (below * 2 > total) return values[i]!;
    }
    return values[n - 1]!;
  }

  meanNearMedian(count: number): number {
    const { values, carried, n } = this;
    const from = nearestRun(values, middleOf(values), count);
    const pivot = values[n >> 1]!;
    let sum = 0;
    let total = 0;
    for (let i = from; i < from + count; i++) {
      sum += carried[i]! * (values[i]! - pivot);
      total += carried[i]!;
    }
    return total > 0 ? pivot + sum / total : pivot;
  }

  private sharedAmongCutTies(f: number): Float64Array {
    const { values, n } = this;
    const shared = this.carried.slice();
    for (const cut of [f, n - f]) {
      if (cut <= 0 || cut >= n || values[cut] !== values[cut - 1]) continue;
      let from = cut - 1;
      while (from > 0 && values[from - 1] === values[cut]) from--;
      let to = cut + 1;
      while (to < n && values[to] === values[cut]) to++;
      let sum = 0;
      for (let i = from; i < to; i++) sum += this.carried[i]!;
      shared.fill(sum / (to - from), from, to);
    }
    return shared;
  }
}

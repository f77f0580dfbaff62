import type { GruCell, GruSequence, MatrixProduct } from './open-kernels.ts';

/** The kernels' formulas in plain float64, as slow and as clear as can be: what the tests hold them to. */

export function plainProduct(product: MatrixProduct): Float64Array {
  const { m, n, k, a, b, transposeA = false, transposeB = false, addTo } = product;
  const out = Float64Array.from({ length: m * n }, (_, at) => addTo?.[at] ?? 0);
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) {
      for (let at = 0; at < k; at++) {
        const left = a[transposeA ? at * m + row : row * k + at]!;
        const right = b[transposeB ? column * k + at : at * n + column]!;
        out[row * n + column]! += left * right;
      }
    }
  }
  return out;
}

/** Probabilities of rows of logits `[rows, columns]`. */
export function plainSoftmax(logits: Float64Array, columns: number): Float64Array {
  return logits.map((_, at) => {
    const row = logits.subarray(at - (at % columns), at - (at % columns) + columns);
    const most = Math.max(...row);
    return (
      Math.exp((logits[at] ?? 0) - most) / row.reduce((total, logit) => total + Math.exp(logit - most), 0)
    );
  });
}

/** States h `[T, B, H]`. */
export function plainGru(cell: GruCell, { steps, batch, x, initial }: GruSequence): Float64Array {
  const { inputs: I, units: H } = cell;
  const states = new Float64Array(steps * batch * H);
  for (let t = 0; t < steps; t++) {
    for (let row = 0; row < batch; row++) {
      const before = (unit: number): number =>
        t === 0 ? initial[row * H + unit]! : states[((t - 1) * batch + row) * H + unit]!;
      const fromInput = (column: number): number =>
        sum(I, (at) => x[(t * batch + row) * I + at]! * cell.inputKernel[at * 3 * H + column]!) +
        cell.bias[column]!;
      const fromState = (column: number): number =>
        sum(H, (at) => before(at) * cell.recurrentKernel[at * 3 * H + column]!);
      for (let unit = 0; unit < H; unit++) {
        const r = sigmoid(fromInput(unit) + fromState(unit));
        const z = sigmoid(fromInput(H + unit) + fromState(H + unit));
        const n = Math.tanh(
          fromInput(2 * H + unit) + r * (fromState(2 * H + unit) + cell.recurrentBias[unit]!),
        );
        states[(t * batch + row) * H + unit] = n + z * (before(unit) - n);
      }
    }
  }
  return states;
}

/** Σ weight · −ln softmax(logits)[target] */
export function plainCrossEntropy(
  logits: ArrayLike<number>,
  columns: number,
  targets: ArrayLike<number>,
  weights: ArrayLike<number>,
): number {
  return sum(targets.length, (row) => {
    const exponentials = sum(columns, (column) => Math.exp(logits[row * columns + column]!));
    return weights[row]! * (Math.log(exponentials) - logits[row * columns + targets[row]!]!);
  });
}

function sum(length: number, part: (index: number) => number): number {
  let total = 0;
  for (let index = 0; index < length; index++) total += part(index);
  return total;
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

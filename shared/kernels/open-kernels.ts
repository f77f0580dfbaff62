import { openKernelModule } from './kernel-module.ts';

/**
 * Kernels of our own for recurrent language models, over plain typed arrays (row-major, float32): what tfjs-wasm lacks
 * or does slowly. Deterministic: the same bits on every machine. Nothing given is changed, results are new arrays.
 */
export interface Kernels {
  /** op(A)·op(B) `[m, n]`, or `addTo` + op(A)·op(B). */
  multiply(product: MatrixProduct): Float32Array;
  /** B packed once, for a large table that is multiplied again and again. */
  pack(matrix: Pick<MatrixProduct, 'n' | 'k' | 'b' | 'transposeB'>): PackedMatrix;
  /** A gated recurrent unit over a sequence; see `assembly/gru.ts`. */
  gruForward(cell: GruCell, sequence: GruSequence): GruStates;
  /** @param dh `[T, B, H]`: the loss's own gradient at each state. */
  gruBackward(cell: GruCell, sequence: GruSequence, states: GruStates, dh: Float32Array): GruGradients;
  /** Probabilities of rows of logits `[rows, columns]`. */
  softmax(logits: Float32Array, columns: number): Float32Array;
  /**
   * Σ weightᵢ·(−ln softmax(logitsᵢ)[targetᵢ]) and its gradient with respect to the logits `[rows, columns]`.
   *
   * @param targets `[rows]`, each within the columns.
   */
  crossEntropy(
    logits: Float32Array,
    columns: number,
    targets: Int32Array,
    weights: Float32Array,
  ): { loss: number; gradient: Float32Array };
}

export interface MatrixProduct {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** `[m, k]`, or `[k, m]` when transposed. */
  readonly a: Float32Array;
  /** `[k, n]`, or `[n, k]` when transposed. */
  readonly b: Float32Array;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /** `[m, n]` */
  readonly addTo?: Float32Array;
}

export interface PackedMatrix {
  /** `addTo` + A·B `[m, n]`, with A `[m, k]`. */
  multiply(a: Float32Array, addTo: Float32Array): Float32Array;
}

export interface GruCell {
  /** I: numbers of an input. */
  readonly inputs: number;
  /** H: numbers of a state, a multiple of 4. */
  readonly units: number;
  /** W `[I, 3H]`, columns reset, update, new. */
  readonly inputKernel: Float32Array;
  /** b `[3H]` */
  readonly bias: Float32Array;
  /** U `[H, 3H]` */
  readonly recurrentKernel: Float32Array;
  /** c `[H]`: added to the new gate's recurrent part, before the reset gate. */
  readonly recurrentBias: Float32Array;
}

export interface GruSequence {
  /** T */
  readonly steps: number;
  /** B */
  readonly batch: number;
  /** x `[T, B, I]` */
  readonly x: Float32Array;
  /** State before the first step `[B, H]`. */
  readonly initial: Float32Array;
}

export interface GruStates {
  /** h `[T, B, H]` */
  readonly h: Float32Array;
  /** What backward needs of forward `[T, B, 4H]`. */
  readonly tape: Float32Array;
}

export interface GruGradients {
  readonly x: Float32Array;
  readonly inputKernel: Float32Array;
  readonly bias: Float32Array;
  readonly recurrentKernel: Float32Array;
  readonly recurrentBias: Float32Array;
}

/**
 * @param bytes of `kernels.wasm`.
 * @throws as `openKernelModule`; each kernel throws {RangeError} when an array is of another size than its shape says.
 */
export async function openKernels(bytes: Uint8Array<ArrayBuffer>): Promise<Kernels> {
  const { call, lay, read } = await openKernelModule(bytes);
  return {
    multiply: ({ m, n, k, a, b, transposeA = false, transposeB = false, addTo }) => {
      requireLength('A', a, m * k);
      requireLength('B', b, k * n);
      if (addTo !== undefined) requireLength('C', addTo, m * n);
      const [left, right, panels, turned, out] = lay(
        a,
        b,
        call.panelLength(k, n),
        transposeA ? m * k : 0,
        addTo ?? m * n,
      );
      if (transposeA) call.transpose(left, k, m, turned);
      call.packPanels(right, k, n, transposeB ? 1 : 0, panels);
      call.matrixProduct(m, n, k, transposeA ? turned : left, panels, out, addTo === undefined ? 0 : 1);
      return read(out, m * n);
    },
    pack: ({ n, k, b, transposeB = false }) => {
      requireLength('B', b, k * n);
      const [matrix, packed] = lay(b, call.panelLength(k, n));
      call.packPanels(matrix, k, n, transposeB ? 1 : 0, packed);
      const panels = read(packed, call.panelLength(k, n));
      return {
        multiply: (a, addTo) => {
          const m = rowsOf(a, k);
          requireLength('C', addTo, m * n);
          const [left, right, out] = lay(a, panels, addTo);
          call.matrixProduct(m, n, k, left, right, out, 1);
          return read(out, m * n);
        },
      };
    },
    gruForward: (cell, sequence) => {
      const { steps: T, batch: B, x, initial } = sequence;
      const { inputs: I, units: H } = cell;
      requireSizes(cell, sequence);
      const [at, W, b, U, c, first, h, tape, scratch] = lay(
        x,
        cell.inputKernel,
        cell.bias,
        cell.recurrentKernel,
        cell.recurrentBias,
        initial,
        T * B * H,
        T * B * 4 * H,
        call.gruScratchLength(T, B, I, H),
      );
      call.gruForward(T, B, I, H, at, W, b, U, c, first, h, tape, scratch);
      return { h: read(h, T * B * H), tape: read(tape, T * B * 4 * H) };
    },
    gruBackward: (cell, sequence, states, dh) => {
      const { steps: T, batch: B, x, initial } = sequence;
      const { inputs: I, units: H } = cell;
      requireSizes(cell, sequence);
      requireLength('h', states.h, T * B * H);
      requireLength('tape', states.tape, T * B * 4 * H);
      requireLength('dh', dh, T * B * H);
      const [at, W, U, first, h, tape, gradient, dx, dW, db, dU, dc, scratch] = lay(
        x,
        cell.inputKernel,
        cell.recurrentKernel,
        initial,
        states.h,
        states.tape,
        dh,
        T * B * I,
        I * 3 * H,
        3 * H,
        H * 3 * H,
        H,
        call.gruScratchLength(T, B, I, H),
      );
      call.gruBackward(T, B, I, H, at, W, U, first, h, tape, gradient, dx, dW, db, dU, dc, scratch);
      return {
        x: read(dx, T * B * I),
        inputKernel: read(dW, I * 3 * H),
        bias: read(db, 3 * H),
        recurrentKernel: read(dU, H * 3 * H),
        recurrentBias: read(dc, H),
      };
    },
    softmax: (logits, columns) => {
      const rows = rowsOf(logits, columns);
      const [out] = lay(logits);
      call.softmaxRows(rows, columns, out);
      return read(out, logits.length);
    },
    crossEntropy: (logits, columns, targets, weights) => {
      const rows = rowsOf(logits, columns);
      requireLength('targets', targets, rows);
      requireLength('weights', weights, rows);
      // An address is made of a target: one outside would write into another array.
      if (targets.some((target) => target < 0 || target >= columns)) {
        throw new RangeError(`Targets must be columns, 0 … ${columns - 1}.`);
      }
      const [out, wanted, shares] = lay(logits, targets, weights);
      const loss = call.softmaxCrossEntropy(rows, columns, out, wanted, shares);
      return { loss, gradient: read(out, logits.length) };
    },
  };
}

function requireSizes(cell: GruCell, { steps: T, batch: B, x, initial }: GruSequence): void {
  const { inputs: I, units: H } = cell;
  if (H % 4 !== 0) throw new RangeError(`A GRU of these kernels has a multiple of 4 units, not ${H}.`);
  requireLength('x', x, T * B * I);
  requireLength('initial', initial, B * H);
  requireLength('inputKernel', cell.inputKernel, I * 3 * H);
  requireLength('bias', cell.bias, 3 * H);
  requireLength('recurrentKernel', cell.recurrentKernel, H * 3 * H);
  requireLength('recurrentBias', cell.recurrentBias, H);
}

function rowsOf(matrix: Float32Array, columns: number): number {
  const rows = matrix.length / columns;
  if (!Number.isInteger(rows) || columns < 1) {
    throw new RangeError(`${matrix.length} numbers are not whole rows of ${columns}.`);
  }
  return rows;
}

function requireLength(name: string, values: { readonly length: number }, length: number): void {
  if (values.length !== length)
    throw new RangeError(`${name} must have ${length} numbers, not ${values.length}.`);
}

import { type KernelModule, openKernelModule } from './kernel-module.ts';

/**
 * Kernels of our own for recurrent language models, over plain typed arrays (row-major, float32): what tfjs-wasm lacks
 * or does slowly. Deterministic: the same bits on every machine. Nothing given is changed, results are new arrays.
 */
export interface Kernels {
  /** op(A)·op(B) `[m, n]`, or `addTo` + op(A)·op(B). */
  multiply(product: MatrixProduct): Float32Array;
  /**
   * A large table that is multiplied by again and again, kept in the form that takes; filled with zeros.
   *
   * @param rows n @param columns k
   */
  table(rows: number, columns: number): RowTable;
  /** A gated recurrent unit over a sequence; see `assembly/gru.ts`. */
  gruForward(cell: GruCell, sequence: GruSequence): GruStates;
  /** Its states h `[T, B, H]` alone, for who only reads: the tape is four times as long. */
  gruStates(cell: GruCell, sequence: GruSequence): Float32Array;
  /** @param dh `[T, B, H]`: the loss's own gradient at each state. */
  gruBackward(cell: GruCell, sequence: GruSequence, states: GruStates, dh: Float32Array): GruGradients;
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

/** T `[n, k]`, in a memory of its own. */
export interface RowTable {
  /** Puts rows `[some, k]` into their places. @param first the first one's; a multiple of 8 */
  set(first: number, rows: Float32Array): void;
  /** Rows in the order of `ids` `[ids.length, k]`. */
  rows(ids: ArrayLike<number>): Float32Array;
  /**
   * Probabilities of the rows of bias + A·Tᵀ `[m, n]`, with A `[m, k]` and a bias `[n]` that all rows have.
   *
   * @param into takes the result: what is asked for again and again leaves no garbage of this size behind.
   */
  softmax(a: Float32Array, bias: Float32Array, into: Float32Array): void;
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
  const { call, lay, read, apart } = await openKernelModule(bytes);
  /** Where the states and the tape lie afterwards, with their lengths. */
  const forward = (cell: GruCell, sequence: GruSequence) => {
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
    return { h: [h, T * B * H], tape: [tape, T * B * 4 * H] } as const;
  };
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
    table: (rows, columns) => openTable(apart(call.panelLength(columns, rows)), rows, columns),
    gruForward: (cell, sequence) => {
      const { h, tape } = forward(cell, sequence);
      return { h: read(...h), tape: read(...tape) };
    },
    gruStates: (cell, sequence) => read(...forward(cell, sequence).h),
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

/** Columns of a panel, as `assembly/matrix-product.ts` packs them. */
const PANEL = 8;

function openTable(
  { call, lay, at, kept }: ReturnType<KernelModule['apart']>,
  n: number,
  k: number,
): RowTable {
  const padded = call.panelLength(k, n);
  return {
    set: (first, rows) => {
      const some = rowsOf(rows, k);
      if (first % PANEL !== 0 || first + some > n)
        throw new RangeError(`Rows from ${first} on do not fit: they begin at a multiple of ${PANEL}.`);
      const [from] = lay(rows);
      call.packPanels(from, k, some, 1, kept + 4 * first * k);
    },
    rows: (ids) => {
      const panels = at(kept, padded);
      const out = new Float32Array(ids.length * k);
      for (let row = 0; row < ids.length; row++) {
        const id = ids[row] ?? 0;
        const panel = Math.floor(id / PANEL) * PANEL * k + (id % PANEL);
        for (let column = 0; column < k; column++)
          out[row * k + column] = panels[panel + column * PANEL] ?? 0;
      }
      return out;
    },
    softmax: (a, bias, into) => {
      const m = rowsOf(a, k);
      requireLength('the bias', bias, n);
      requireLength('the result', into, m * n);
      const [left, out] = lay(a, m * n);
      const laid = at(out, m * n);
      for (let row = 0; row < m; row++) laid.set(bias, row * n);
      call.matrixProduct(m, n, k, left, kept, out, 1);
      call.softmaxRows(m, n, out);
      into.set(at(out, m * n));
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

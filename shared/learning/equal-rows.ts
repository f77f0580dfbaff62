import { expectedSquares } from '../codec/int8-block.ts';
import { type ModelSpec, type TensorSpec, tensorLength } from '../models/model-spec.ts';

/** What rounding adds to a row depends a little on all rows of its block: lengths settle in a few passes. */
const PASSES = 4;

/**
 * Gives all rows of a tensor's part of an update the same length *as it will be decoded*, as long together as they were.
 *
 * The gradient of a row is as long as what came in through it: lengths of rows tell what somebody reads or writes
 * about, though no row stands for a word or a tag. Where each row points is what is learnt; how long it is, is not sent.
 * (That training bears one length for each group of parameters is known from layers: You 2017, LARS.) For the same
 * reason single zeros (of a hidden unit that none of the device's stories woke) become tiny numbers, which rounding makes
 * +1 or −1. A row that is all zeros has no direction, and stays so. Most are of inputs that every device of a kind lacks,
 * such as counters where a site shows none; but rows of hidden units that no story woke are among them, and those still
 * tell something of the stories (measured: `docs/QUALITY.md`).
 *
 * @param delta flat `[d]`, in the spec's order; not changed.
 */
export function equaliseRows(spec: ModelSpec, delta: Float32Array): Float32Array {
  let equal = withoutSingleZeros(spec, delta);
  for (let pass = 0; pass < PASSES; pass++) equal = equalised(spec, equal, expectedSquares(equal));
  return equal;
}

/** Small beside anything that was learnt, and yet not nothing. */
const TINY = 1e-30;

function withoutSingleZeros(spec: ModelSpec, delta: Float32Array): Float32Array {
  const filled = delta.slice();
  let offset = 0;
  for (const tensor of spec.tensors) {
    const length = tensorLength(tensor);
    const width = length / rowsOf(tensor);
    for (let row = offset; row < offset + length; row += width) {
      const values = filled.subarray(row, row + width);
      if (!values.some((value) => value !== 0)) continue;
      values.forEach((value, at) => {
        if (value === 0) values[at] = TINY;
      });
    }
    offset += length;
  }
  return filled;
}

/** How many rows are to be of one length; the numbers of other tensors count as one row. */
function rowsOf({ shape, equalRows = (shape[1] ?? 1) > 1 }: TensorSpec): number {
  return equalRows ? (shape[0] ?? 1) : 1;
}

function equalised(spec: ModelSpec, delta: Float32Array, squares: Float64Array): Float32Array {
  const equal = delta.slice();
  let offset = 0;
  for (const tensor of spec.tensors) {
    const length = tensorLength(tensor);
    const rows = rowsOf(tensor);
    if (rows > 1) {
      equaliseTensor(
        equal.subarray(offset, offset + length),
        squares.subarray(offset, offset + length),
        rows,
      );
    }
    offset += length;
  }
  return equal;
}

function equaliseTensor(values: Float32Array, squares: Float64Array, rows: number): void {
  const width = values.length / rows;
  const energies = new Float64Array(rows);
  let total = 0;
  let used = 0;
  for (let row = 0; row < rows; row++) {
    let energy = 0;
    let any = false;
    for (let at = row * width; at < (row + 1) * width; at++) {
      energy += squares[at] ?? 0;
      any ||= values[at] !== 0;
    }
    if (!any) continue;
    energies[row] = energy;
    total += energy;
    used++;
  }
  for (let row = 0; row < rows; row++) {
    const energy = energies[row] ?? 0;
    if (energy === 0) continue;
    const factor = Math.sqrt(total / used / energy);
    for (let at = row * width; at < (row + 1) * width; at++) values[at] = (values[at] ?? 0) * factor;
  }
}

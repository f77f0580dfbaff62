import { expectedSquares } from '../codec/int8-block.ts';
import { type ModelSpec, type TensorSpec, tensorLength } from '../models/model-spec.ts';
import { l2Norm } from '../numerics/tiled-reductions.ts';

/** What rounding adds to a row depends a little on all rows of its block: lengths settle in a few passes. */
const PASSES = 4;

/**
 * Gives all rows of an update the root mean square that the spec says *as it will be decoded*: the same for all but for
 * their tensor's loudness. A vector counts as one row. The update is as long as it was.
 *
 * The gradient of a row is as long as what came in through it: lengths of rows tell what somebody reads or writes
 * about, though no row stands for a word or a tag, and lengths of whole tensors tell some of it too. Where each row
 * points is what is learnt; how long it is, is not sent. (That training bears one length for each group of parameters is
 * known from layers: You 2017, LARS.) For the same reason single zeros (of a hidden unit that none of the device's
 * stories woke) become tiny numbers, which rounding makes +1 or −1. A row that is all zeros, of an input that came in
 * nowhere or a hidden unit that nothing woke, has no direction: it gets one by chance, which cancels out over a cohort.
 * Only groups of rows that are zero altogether stay so (`rowGroups`): that tells which kinds of facts the pages of a
 * site show, and nothing of the stories. A delta of zeros stays so too.
 *
 * @param delta flat `[d]`, in the spec's order; not changed.
 * @param random uniform on [0, 1); must be unpredictable to others, who would else see which rows it wrote
 */
export function equaliseRows(spec: ModelSpec, delta: Float32Array, random: () => number): Float32Array {
  const equal = delta.slice();
  const length = l2Norm(delta);
  if (!(length > 0)) return equal;
  const rows = groupsOf(spec)
    .filter(
      ({ start, end, optional }) => !optional || delta.subarray(start, end).some((value) => value !== 0),
    )
    .flatMap(({ rows }) => rows);
  const loudness = Math.sqrt(rows.reduce((sum, { start, end, loud }) => sum + (end - start) * loud ** 2, 0));
  const scale = length / loudness;
  fillZeros(equal, rows, (loud) => scale * loud * normalDeviate(random));
  for (let pass = 0; pass < PASSES; pass++) {
    const squares = expectedSquares(equal);
    for (const { start, end, loud } of rows) {
      let energy = 0;
      for (let at = start; at < end; at++) energy += squares[at] ?? 0;
      if (energy === 0) continue;
      const factor = scale * loud * Math.sqrt((end - start) / energy);
      for (let at = start; at < end; at++) equal[at] = (equal[at] ?? 0) * factor;
    }
  }
  return equal;
}

/** Where a row of a tensor lies in the flat vector, `[start, end)`, and its tensor's loudness. */
interface Row {
  readonly start: number;
  readonly end: number;
  readonly loud: number;
}

/** Rows of inputs that come in together or not at all, one after the other. */
interface RowGroup {
  readonly start: number;
  readonly end: number;
  readonly optional: boolean;
  readonly rows: readonly Row[];
}

function groupsOf(spec: ModelSpec): RowGroup[] {
  let start = 0;
  return spec.tensors.flatMap((tensor) => {
    const { shape, rowGroups, loudness: loud = 1 } = tensor;
    const count = hasRows(tensor) ? (shape[0] ?? 1) : 1;
    const width = tensorLength(tensor) / count;
    return (hasRows(tensor) ? (rowGroups ?? [count]) : [1]).map((members) => {
      const first = start;
      start += members * width;
      const rows = Array.from({ length: members }, (_, at) => ({
        start: first + at * width,
        end: first + (at + 1) * width,
        loud,
      }));
      return { start: first, end: start, optional: rowGroups !== undefined, rows };
    });
  });
}

function hasRows({ shape, equalRows = (shape[1] ?? 1) > 1 }: TensorSpec): boolean {
  return equalRows;
}

/** Small beside anything that was learnt, and yet not nothing. */
const TINY = 1e-30;

/** Fills empty rows by `draw`, and single zeros with next to nothing. */
function fillZeros(delta: Float32Array, rows: readonly Row[], draw: (loud: number) => number): void {
  for (const { start, end, loud } of rows) {
    const row = delta.subarray(start, end);
    const empty = row.every((value) => value === 0);
    for (let at = 0; at < row.length; at++) {
      if (row[at] === 0) row[at] = empty ? draw(loud) : TINY;
    }
  }
}

/** One draw from the normal distribution of mean 0 and deviation 1 (Box–Muller 1958). */
function normalDeviate(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

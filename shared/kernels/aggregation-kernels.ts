import { aggregationModule } from './aggregation-module.ts';
import { sortingNetwork } from './sorting-network.ts';

/**
 * The arithmetic of aggregation rules in WebAssembly, for float32 rows `[n][d]`: to the bit what the JavaScript of the
 * rules gives (a test compares them). Rows are looked at in tiles of coordinates, so memory does not grow with d.
 * Opened at once, without waiting: a rule is a pure function.
 */
export interface AggregationKernels {
  /** Median of each coordinate, into `out` `[d]`. */
  medians(rows: readonly Float32Array[], out: Float32Array): void;
  /** Mean of each coordinate without its `f` smallest and largest values, into `out` `[d]`. */
  trimmedMeans(rows: readonly Float32Array[], f: number, out: Float32Array): void;
  /** Each coordinate clamped to its (f+1)-th smallest and largest value, into `out` `[n][d]`. */
  winsorise(rows: readonly Float32Array[], f: number, out: readonly Float32Array[]): void;
  /** ‖xᵢ − xⱼ‖² for i < j, `[n, n]` row-major; zeros elsewhere. */
  squaredDistances(rows: readonly Float32Array[]): Float64Array;
  /** Each row moved to the mean of its neighbours: own + Σ share·(row − own) / places, into `out` `[n][d]`. */
  mix(
    rows: readonly Float32Array[],
    neighbours: readonly (readonly Neighbour[])[],
    places: number,
    out: readonly Float32Array[],
  ): void;
}

/** A row that is taken in, and how much of it. */
export interface Neighbour {
  readonly row: number;
  readonly share: number;
}

/** Coordinates at a time. */
const COLUMN_TILE = 512;
/** As `numerics/tiled-reductions.ts` has it: reductions end at its borders. */
const ROW_TILE = 1024;
const GROUP = 8;
/** Rows that lay a power of two apart would share the places of the cache. */
const PADDING = 32;
const PAGE = 65_536;

let opened: AggregationKernels | null | undefined;

/** The kernels; null where WebAssembly cannot run them, and the rules compute in JavaScript. */
export function aggregationKernels(): AggregationKernels | null {
  opened ??= openAggregationKernels();
  return opened;
}

function openAggregationKernels(): AggregationKernels | null {
  let exports: Readonly<Record<string, unknown>>;
  try {
    const bytes: Uint8Array<ArrayBuffer> = Uint8Array.from(atob(aggregationModule), (character) =>
      character.charCodeAt(0),
    );
    exports = new WebAssembly.Instance(new WebAssembly.Module(bytes), {}).exports;
  } catch {
    return null;
  }
  if (!isAggregationModule(exports)) return null;
  const { memory } = exports;
  const first = (exports.firstFreeByte.value + 15) & ~15;

  /** Addresses of parts of so many bytes each, one behind the other. */
  const lay = (...sizes: readonly number[]): number[] => {
    let end = first;
    const addresses = sizes.map((size) => {
      const address = end;
      end = (end + size + 15) & ~15;
      return address;
    });
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    return addresses;
  };

  /** Hands over tile after tile of all rows, each row `stride` bytes behind the one before. */
  const eachTile = (
    rows: readonly Float32Array[],
    tile: number,
    width: number,
    visit: (start: number, columns: number) => void,
  ): void => {
    const d = rows[0]?.length ?? 0;
    const stride = 4 * (width + PADDING);
    for (let start = 0; start < d; start += width) {
      const columns = Math.min(width, d - start);
      rows.forEach((row, i) => {
        const place = new Float32Array(memory.buffer, tile + i * stride, width);
        place.set(row.subarray(start, start + columns));
        if (columns < width) place.fill(0, columns);
      });
      visit(start, columns);
    }
  };

  /** Sorts group after group of columns, by a network that leaves the rows of `needed` where they belong. */
  const eachSortedGroup = (
    rows: readonly Float32Array[],
    needed: readonly number[],
    visit: (sorted: number, tile: number, result: number, group: number) => void,
    finish: (tile: number, result: number, start: number, columns: number) => void,
  ): void => {
    const n = rows.length;
    const network = sortingNetwork(n, needed);
    const stride = 4 * (COLUMN_TILE + PADDING);
    const [tile = 0, sorted = 0, pairs = 0, result = 0] = lay(
      n * stride,
      n * 4 * GROUP,
      4 * network.length,
      4 * COLUMN_TILE,
    );
    // Comparisons name rows; the kernel wants their bytes in a group.
    new Uint32Array(memory.buffer, pairs, network.length).set(network.map((row) => row * 4 * GROUP));
    eachTile(rows, tile, COLUMN_TILE, (start, columns) => {
      for (let group = 0; group < columns; group += GROUP) {
        exports.sortColumns(tile + 4 * group, n, stride, pairs, network.length / 2, sorted);
        visit(sorted, tile, result, group);
      }
      finish(tile, result, start, columns);
    });
  };

  /** For rules that make one row of many: writes what a tile came to. */
  const intoOne =
    (out: Float32Array) =>
    (_tile: number, result: number, start: number, columns: number): void =>
      out.set(new Float32Array(memory.buffer, result, columns), start);

  return {
    medians(rows, out) {
      const n = rows.length;
      const half = n >> 1;
      eachSortedGroup(
        rows,
        n % 2 === 1 ? [half] : [half - 1, half],
        (sorted, _, result, group) => exports.middleOfColumns(sorted, n, result + 4 * group),
        intoOne(out),
      );
    },
    trimmedMeans(rows, f, out) {
      const n = rows.length;
      const kept = Array.from({ length: n - 2 * f }, (_, at) => f + at);
      eachSortedGroup(
        rows,
        kept,
        (sorted, _, result, group) => exports.meanOfMiddleRows(sorted, n, f, result + 4 * group),
        intoOne(out),
      );
    },
    winsorise(rows, f, out) {
      const n = rows.length;
      const stride = 4 * (COLUMN_TILE + PADDING);
      eachSortedGroup(
        rows,
        [f, n - 1 - f],
        (sorted, tile, _, group) => exports.clampColumns(tile + 4 * group, n, stride, sorted, f),
        (tile, _, start, columns) =>
          out.forEach((row, i) => {
            row.set(new Float32Array(memory.buffer, tile + i * stride, columns), start);
          }),
      );
    },
    squaredDistances(rows) {
      const n = rows.length;
      const stride = 4 * (ROW_TILE + PADDING);
      const [tile = 0, totals = 0, lanes = 0] = lay(n * stride, 8 * n * n, 8 * 8);
      new Float64Array(memory.buffer, totals, n * n).fill(0);
      eachTile(rows, tile, ROW_TILE, (_, columns) =>
        exports.addDistances(tile, n, columns, stride, totals, lanes),
      );
      return new Float64Array(memory.buffer, totals, n * n).slice();
    },
    mix(rows, neighbours, places, out) {
      const n = rows.length;
      const stride = 4 * (ROW_TILE + PADDING);
      const most = Math.max(...neighbours.map((list) => list.length));
      const [tile = 0, list = 0, shares = 0, result = 0] = lay(n * stride, 4 * most, 8 * most, 4 * ROW_TILE);
      eachTile(rows, tile, ROW_TILE, (start, columns) =>
        neighbours.forEach((nearest, i) => {
          new Uint32Array(memory.buffer, list, nearest.length).set(
            nearest.map(({ row }) => tile + row * stride),
          );
          new Float64Array(memory.buffer, shares, nearest.length).set(nearest.map(({ share }) => share));
          const width = (columns + GROUP - 1) & ~(GROUP - 1);
          exports.mixRows(tile + i * stride, list, shares, nearest.length, places, width, result);
          out[i]?.set(new Float32Array(memory.buffer, result, columns), start);
        }),
      );
    },
  };
}

interface AggregationModule {
  readonly memory: WebAssembly.Memory;
  readonly firstFreeByte: { readonly value: number };
  sortColumns(rows: number, n: number, stride: number, pairs: number, count: number, sorted: number): void;
  middleOfColumns(sorted: number, n: number, out: number): void;
  meanOfMiddleRows(sorted: number, n: number, f: number, out: number): void;
  clampColumns(rows: number, n: number, stride: number, sorted: number, f: number): void;
  addDistances(tile: number, n: number, width: number, stride: number, totals: number, lanes: number): void;
  mixRows(
    own: number,
    neighbours: number,
    shares: number,
    count: number,
    places: number,
    width: number,
    out: number,
  ): void;
}

const functionNames = [
  'sortColumns',
  'middleOfColumns',
  'meanOfMiddleRows',
  'clampColumns',
  'addDistances',
  'mixRows',
] as const;

function isAggregationModule(
  exports: Readonly<Record<string, unknown>>,
): exports is Readonly<Record<string, unknown>> & AggregationModule {
  return (
    exports['memory'] instanceof WebAssembly.Memory &&
    exports['firstFreeByte'] instanceof WebAssembly.Global &&
    typeof exports['firstFreeByte'].value === 'number' &&
    functionNames.every((name) => typeof exports[name] === 'function')
  );
}

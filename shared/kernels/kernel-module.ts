/**
 * The compiled kernels (`assembly/`, committed as `kernels.wasm`) with their memory: arguments are laid out in it for
 * one call, and results are copied out before the next.
 */
export interface KernelModule {
  readonly call: KernelFunctions;
  /**
   * Lays out the arguments of one call, over those of the call before: arrays are copied in, a number reserves so many
   * 4-byte places (their content is undefined).
   *
   * @returns the address of each part, a multiple of 16.
   */
  lay<const Parts extends readonly Part[]>(...parts: Parts): { [Index in keyof Parts]: number };
  /** A copy of `length` float32 at an address. */
  read(address: number, length: number): Float32Array;
  /** `length` float32 at an address, themselves: until the next `lay`. */
  at(address: number, length: number): Float32Array;
  /**
   * The same kernels over a memory of their own, in which so many 4-byte places are kept: arguments are laid out behind
   * them. It is given back when nobody holds it any more.
   */
  apart(places: number): KernelModule & { readonly kept: number };
}

export type Part = Float32Array | Int32Array | number;

/** The module's functions; addresses in bytes, see `assembly/`. */
export interface KernelFunctions {
  panelLength(k: number, n: number): number;
  packPanels(b: number, k: number, n: number, transposed: number, panels: number): void;
  transpose(matrix: number, rows: number, columns: number, out: number): void;
  matrixProduct(
    m: number,
    n: number,
    k: number,
    a: number,
    panels: number,
    c: number,
    accumulate: number,
  ): void;
  gruScratchLength(T: number, B: number, I: number, H: number): number;
  gruForward(...sizesAndAddresses: number[]): void;
  gruBackward(...sizesAndAddresses: number[]): void;
  softmaxRows(rows: number, columns: number, logits: number): void;
  softmaxCrossEntropy(
    rows: number,
    columns: number,
    logits: number,
    targets: number,
    weights: number,
  ): number;
}

const functionNames: readonly (keyof KernelFunctions)[] = [
  'panelLength',
  'packPanels',
  'transpose',
  'matrixProduct',
  'gruScratchLength',
  'gruForward',
  'gruBackward',
  'softmaxRows',
  'softmaxCrossEntropy',
];

const PAGE = 65_536;
/** Kernels are asked for no more than this; a larger request is a mistake in sizes. */
const LARGEST_MEMORY = 1 << 30;

/**
 * @param bytes of `kernels.wasm`; how they are fetched differs between hosts.
 * @throws {TypeError} when the bytes are of another module; as `WebAssembly.compile` when they are of none.
 */
export async function openKernelModule(bytes: Uint8Array<ArrayBuffer>): Promise<KernelModule> {
  const module = await WebAssembly.compile(bytes);
  return openInstance(module, 0);
}

function openInstance(module: WebAssembly.Module, places: number): KernelModule & { readonly kept: number } {
  const { exports } = new WebAssembly.Instance(module, {});
  const { memory } = exports;
  const first = addressOf(exports['firstFreeByte']);
  if (!(memory instanceof WebAssembly.Memory) || first === null || !hasFunctions(exports)) {
    throw new TypeError('These are not the kernels of this version. Build and load them together.');
  }
  const reserve = (end: number): void => {
    if (end > LARGEST_MEMORY)
      throw new RangeError(`Kernels cannot hold ${end} bytes; the batch is too large.`);
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  };
  const kept = align(first);
  const free = align(kept + 4 * places);
  reserve(free);
  return {
    call: exports,
    kept,
    lay: (...parts) => {
      let end = free;
      const addresses = parts.map((part) => {
        const address = end;
        end = align(end + 4 * (typeof part === 'number' ? part : part.length));
        return address;
      });
      reserve(end);
      parts.forEach((part, index) => {
        if (typeof part === 'number') return;
        const address = addresses[index] ?? 0;
        if (part instanceof Int32Array) new Int32Array(memory.buffer, address, part.length).set(part);
        else new Float32Array(memory.buffer, address, part.length).set(part);
      });
      return sameLength(parts, addresses);
    },
    read: (address, length) => new Float32Array(memory.buffer, address, length).slice(),
    at: (address, length) => new Float32Array(memory.buffer, address, length),
    apart: (more) => openInstance(module, more),
  };
}

function align(address: number): number {
  return (address + 15) & ~15;
}

function addressOf(exported: unknown): number | null {
  const value =
    typeof exported === 'object' && exported !== null ? Reflect.get(exported, 'value') : undefined;
  return typeof value === 'number' ? value : null;
}

function hasFunctions(
  exports: Readonly<Record<string, unknown>>,
): exports is Readonly<Record<string, unknown>> & KernelFunctions {
  return functionNames.every((name) => typeof exports[name] === 'function');
}

/** Says to the compiler that a list mapped from a tuple has the tuple's length. */
function sameLength<Parts extends readonly Part[]>(
  parts: Parts,
  addresses: number[],
): { [Index in keyof Parts]: number } {
  const fits = (list: readonly number[]): list is number[] & { [Index in keyof Parts]: number } =>
    list.length === parts.length;
  if (!fits(addresses)) throw new RangeError('An argument has no address.');
  return addresses;
}

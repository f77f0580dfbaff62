import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aggregationModuleFile, aggregationModuleSource } from '../../tests/lab/compile-kernels.ts';
import { pairwiseSquaredDistances } from '../aggregation/pairwise-distances.ts';
import { coordinateMedian } from '../aggregation/rules/coordinate-median.ts';
import { nearestNeighbourMixing } from '../aggregation/rules/nearest-neighbour-mixing.ts';
import { trimmedMean } from '../aggregation/rules/trimmed-mean.ts';
import { winsorise } from '../aggregation/rules/winsorise.ts';
import { aggregationKernels } from './aggregation-kernels.ts';
import { sortingNetwork } from './sorting-network.ts';

describe('the aggregation kernels', () => {
  it('that the code carries are what their sources compile to', async () => {
    expect(await aggregationModuleSource()).toBe(await readFile(aggregationModuleFile, 'utf8'));
  });

  it('run here', () => {
    expect(aggregationKernels()).not.toBeNull();
  });
});

/** Rows with much that is hard to order: ties, both zeros, subnormals, values far apart. */
const rows = fc
  .tuple(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 1100 }), fc.integer())
  .map(([n, d, seed]) => {
    const pool = [0, -0, 1, -1, 1e-42, -1e-42, 1e30, -1e30, 0.1, 1 / 3];
    let state = seed;
    const next = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      return (state >>> 8) / 0x1000000;
    };
    return Array.from({ length: n }, () =>
      Float32Array.from({ length: d }, () =>
        next() < 0.3
          ? (pool[Math.floor(next() * pool.length)] ?? 0)
          : (next() - 0.5) * 10 ** Math.floor(next() * 6),
      ),
    );
  });

/** The same numbers in double precision, for which the rules have no kernels. */
const wide = (list: readonly Float32Array[]): Float64Array[] => list.map((row) => Float64Array.from(row));
/** As a round would store them. */
const narrow = (values: Float64Array): Float32Array => Float32Array.from(values);
const bits = (values: Float32Array): number[] => [...new Int32Array(values.slice().buffer)];

describe('rules by kernels give to the bit what they give in JavaScript', () => {
  const runs = { numRuns: 60 };

  it('medians', () => {
    fc.assert(
      fc.property(rows, (list) => {
        expect(bits(coordinateMedian(list))).toEqual(bits(narrow(coordinateMedian(wide(list)))));
      }),
      runs,
    );
  });

  it('trimmed means', () => {
    fc.assert(
      fc.property(rows, fc.double({ min: 0, max: 0.49, noNaN: true }), (list, share) => {
        const f = Math.floor(share * list.length);
        expect(bits(trimmedMean(list, { f }))).toEqual(bits(narrow(trimmedMean(wide(list), { f }))));
      }),
      runs,
    );
  });

  it('winsorised rows', () => {
    fc.assert(
      fc.property(rows, fc.double({ min: 0, max: 0.49, noNaN: true }), (list, share) => {
        const f = Math.floor(share * list.length);
        const expected = winsorise(wide(list), f).map(narrow);
        expect(winsorise(list, f).map(bits)).toEqual(expected.map(bits));
      }),
      runs,
    );
  });

  it('distances', () => {
    fc.assert(
      fc.property(rows, (list) => {
        expect(pairwiseSquaredDistances(list)).toEqual(pairwiseSquaredDistances(wide(list)));
      }),
      runs,
    );
  });

  it('mixed rows', () => {
    fc.assert(
      fc.property(rows, fc.double({ min: 0, max: 0.49, noNaN: true }), (list, share) => {
        const f = Math.floor(share * list.length);
        const expected = nearestNeighbourMixing(wide(list), f).map(narrow);
        expect(nearestNeighbourMixing(list, f).map(bits)).toEqual(expected.map(bits));
      }),
      runs,
    );
  });
});

describe('a sorting network', () => {
  it('sorts whatever it is given', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 70 }), (values) => {
        const all = values.map((_, at) => at);
        expect(run(sortingNetwork(values.length, all), values)).toEqual([...values].sort((a, b) => a - b));
      }),
    );
  });

  it('puts the rows that are needed in their place, with fewer comparisons', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 3, maxLength: 70 }), (values) => {
        const half = values.length >> 1;
        const network = sortingNetwork(values.length, [half]);
        expect(run(network, values)[half]).toBe([...values].sort((a, b) => a - b)[half]);
        expect(network.length).toBeLessThanOrEqual(
          sortingNetwork(
            values.length,
            values.map((_, at) => at),
          ).length,
        );
      }),
    );
  });
});

function run(network: Uint32Array, values: readonly number[]): number[] {
  const sorted = [...values];
  for (let at = 0; at < network.length; at += 2) {
    const [low, high] = [network[at] ?? 0, network[at + 1] ?? 0];
    const [a, b] = [sorted[low] ?? 0, sorted[high] ?? 0];
    sorted[low] = Math.min(a, b);
    sorted[high] = Math.max(a, b);
  }
  return sorted;
}

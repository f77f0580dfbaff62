import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { l2Norm } from '../numerics/tiled-reductions.ts';
import { longestNoised, noisedSteps, noiseGrid, noiseUpdate } from './noise-update.ts';
import { cryptoWords } from './random-words.ts';

const words = cryptoWords();

/** A vector of norm `norm`, `[d]`. */
function vectorOf(norm: number, d: number): Float32Array {
  const raw = Float32Array.from({ length: d }, (_, i) => Math.sin(i * 1.7 + 1));
  return raw.map((x) => (x * norm) / l2Norm(raw));
}

describe('an update with its noise', () => {
  it('is rounded to whole steps, never longer than what the noise is measured by', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 300 }),
        fc.double({ min: 1e-3, max: 10, noNaN: true }),
        (values, norm) => {
          const length = Math.hypot(...values);
          const clipped = Float64Array.from(values, (x) => (length > norm ? (x * norm) / length : x));
          const grid = noiseGrid(norm, 0, clipped.length);
          const steps = noisedSteps(clipped, grid, words);
          expect(steps.every(Number.isInteger)).toBe(true);
          expect(Math.hypot(...steps)).toBeLessThanOrEqual(grid.sensitivity);
        },
      ),
    );
  });

  it('is refused when it was not clipped, rather than sent with too little noise', () => {
    const update = vectorOf(0.2, 500);
    expect(() => noiseUpdate(update, noiseGrid(0.15, 1, 500), words)).toThrow(RangeError);
  });

  it('moves by a fortieth when it is rounded, and is hardly longer', () => {
    const update = vectorOf(0.15, 8000);
    const sent = noiseUpdate(update, noiseGrid(0.15, 0, 8000), words);
    const off = l2Norm(sent.map((x, i) => x - update[i]!));
    expect(off / 0.15).toBeLessThan(0.04);
    expect(noiseGrid(0.15, 0, 8000).sensitivity * noiseGrid(0.15, 0, 8000).step).toBeLessThan(0.15 * 1.001);
  });

  it('carries σC at every coordinate, around what was learnt', () => {
    const d = 20_000;
    const update = vectorOf(0.15, d);
    const grid = noiseGrid(0.15, 2, d);
    const sent = noiseUpdate(update, grid, words);
    const noise = sent.map((x, i) => x - update[i]!);
    expect(l2Norm(noise) / Math.sqrt(d) / (2 * 0.15)).toBeGreaterThan(0.97);
    expect(l2Norm(noise) / Math.sqrt(d) / (2 * 0.15)).toBeLessThan(1.03);
    expect(l2Norm(sent)).toBeLessThan(longestNoised(grid, { variance: grid.variance, signals: 1 }, d));
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { l2Norm } from '../numerics/tiled-reductions.ts';
import { cryptoWords } from '../privacy/random-words.ts';
import { modelHashSchema, roundNumberSchema } from '../protocol/ids.ts';
import { groupTerms, type MaskingContext } from './group-terms.ts';
import { fromGroupSum, toGroupVector } from './group-vector.ts';
import { accumulate, fromResidues, pack, packedLength, toResidues, unpack } from './ring.ts';
import { rotate, unrotate } from './rotation.ts';

const contextOf = (given: Partial<MaskingContext>): MaskingContext => ({
  task: 'taste',
  round: roundNumberSchema.parse(1),
  model: modelHashSchema.parse('cd'.repeat(32)),
  dimension: 5000,
  norm: 0.15,
  groupSize: 8,
  noiseMultiplier: 0,
  ...given,
});

/** Something spiky: a few large coordinates, most of them small. */
function update(seed: number, d: number, norm: number): Float32Array {
  const raw = Float32Array.from({ length: d }, (_, i) => Math.sin((i + 1) * (seed + 1)) ** 41);
  const length = l2Norm(raw);
  return raw.map((x) => (x / length) * norm);
}

describe('residues', () => {
  it('come back from their packed bytes, at d·b/8 bytes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 32 }),
        fc.array(fc.integer({ min: 0, max: 0xffffffff }), { maxLength: 70 }),
        (bits, numbers) => {
          const ring = { bits, length: numbers.length };
          const residues = Uint32Array.from(numbers, (n) => n % 2 ** bits);
          const bytes = pack(residues, ring);
          expect(bytes.length).toBe(packedLength(ring));
          expect(unpack(bytes, ring)).toEqual(residues);
        },
      ),
    );
  });

  it('are refused at another length, and with bits beyond the last number', () => {
    const ring = { bits: 11, length: 3 };
    expect(unpack(new Uint8Array(4), ring)).toBeNull();
    expect(unpack(new Uint8Array(6), ring)).toBeNull();
    expect(unpack(new Uint8Array([0, 0, 0, 0, 0b100]), ring)).toBeNull();
    expect(unpack(new Uint8Array([0, 0, 0, 0, 0b001]), ring)).not.toBeNull();
  });

  it('add up like the whole numbers they stand for, as long as the sum has room', () => {
    const ring = { bits: 12, length: 4 };
    const sum = new Uint32Array(4);
    for (const numbers of [
      [-5, 7, 2000, -2000],
      [5, -9, 47, -48],
    ])
      accumulate(sum, toResidues(Float64Array.from(numbers), ring), ring);
    expect([...fromResidues(sum, ring)]).toEqual([0, -2, 2047, -2048]);
    accumulate(sum, toResidues(Float64Array.from([1, 1, 1, 1]), ring), ring, -1);
    expect([...fromResidues(sum, ring)]).toEqual([-1, -3, 2046, 2047]);
  });
});

describe('the rotation', () => {
  it('keeps lengths, is undone, and spreads a single coordinate over all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 0, max: 1999 }), (d, at) => {
        const spike = new Float32Array(d);
        spike[at % d] = 3;
        const seed = new Uint8Array([1, 2, 3]);
        const turned = rotate(spike, seed);
        expect(Math.hypot(...turned)).toBeCloseTo(3, 9);
        if (d >= 512) expect(Math.max(...turned.map(Math.abs))).toBeLessThan(3 / 4);
        const back = unrotate(turned, seed);
        for (let i = 0; i < d; i++) expect(Math.abs(back[i]! - spike[i]!)).toBeLessThan(1e-9);
      }),
    );
  });
});

describe('a group’s sum', () => {
  it.each([3, 8, 16, 31])('of %d is the sum of its updates, to a few hundredths', (groupSize) => {
    const context = contextOf({ groupSize });
    const { ring, grid, longestSum } = groupTerms(context);
    expect(ring.bits).toBe(8 + Math.ceil(Math.log2(groupSize)));
    const updates = Array.from({ length: groupSize }, (_, i) => update(i, context.dimension, context.norm));
    const sum = new Uint32Array(ring.length);
    for (const one of updates) accumulate(sum, toGroupVector(one, context, cryptoWords()), ring);
    const found = fromGroupSum(sum, context);
    const exact = Float64Array.from(found, (_, i) => updates.reduce((total, one) => total + one[i]!, 0));
    const off = Math.sqrt(found.reduce((total, x, i) => total + (x - exact[i]!) ** 2, 0));
    expect(off / (context.norm * Math.sqrt(groupSize))).toBeLessThan(0.03);
    expect(l2Norm(Float32Array.from(found))).toBeLessThanOrEqual(longestSum(groupSize));
    expect(grid.variance).toBe(0);
  });

  it.each([
    [1, 5000],
    [5, 5000],
    [1, 100_000],
  ])('carries noise of σ = %d at d = %d, and has room for it', (noiseMultiplier, dimension) => {
    const context = contextOf({ noiseMultiplier, dimension });
    const { ring, grid, longestSum } = groupTerms(context);
    const sum = new Uint32Array(ring.length);
    const still = new Float32Array(dimension);
    for (let i = 0; i < 8; i++) accumulate(sum, toGroupVector(still, context, cryptoWords()), ring);
    const noise = fromGroupSum(sum, context);
    const deviation = Math.sqrt(noise.reduce((total, x) => total + x * x, 0) / dimension);
    // Six of eight are enough for the whole of it: eight bring 8/6 of its variance.
    expect(deviation / context.norm).toBeGreaterThan(noiseMultiplier * Math.sqrt(8 / 6) * 0.97);
    expect(deviation / context.norm).toBeLessThan(noiseMultiplier * Math.sqrt(8 / 6) * 1.1);
    expect(Math.hypot(...[l2Norm(Float32Array.from(noise))])).toBeLessThan(longestSum(8));
    expect(grid.sensitivity * grid.step).toBeLessThan(context.norm * 1.07);
    expect(ring.bits).toBeLessThanOrEqual(14);
  });

  it('is far too long when a member sent anything that is no update', () => {
    const context = contextOf({});
    const { ring, longestSum } = groupTerms(context);
    const sum = Uint32Array.from({ length: ring.length }, (_, i) => (i * 2654435761) % 2 ** ring.bits);
    expect(l2Norm(Float32Array.from(fromGroupSum(sum, context)))).toBeGreaterThan(longestSum(8));
  });
});

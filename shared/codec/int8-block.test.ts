import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { l2Norm } from '../numerics/tiled-reductions.ts';
import { gzip } from './gzip.ts';
import { BLOCK, decodeInt8Block, dequantise, encodeInt8Block, quantise } from './int8-block.ts';

const deltas = fc
  .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 2500 })
  .map((xs) => Float32Array.from(xs));

/** A small linear congruential generator: tests are the same every time. */
const seeded = (seed: number) => () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};

describe('the int8 block codec', () => {
  it('decodes to exactly what was quantised', async () => {
    await fc.assert(
      fc.asyncProperty(deltas, fc.integer(), async (delta, seed) => {
        const quantised = quantise(delta, 10, seeded(seed));
        const decoded = await decodeInt8Block(await encodeInt8Block(quantised), delta.length);
        expect(decoded.ok && dequantise(decoded.quantised)).toEqual(dequantise(quantised));
      }),
      { numRuns: 50 },
    );
  });

  it('never decodes above the norm, whatever the delta', () => {
    fc.assert(
      fc.property(
        deltas,
        fc.double({ min: 1e-3, max: 5, noNaN: true }),
        fc.integer(),
        (delta, norm, seed) => {
          expect(l2Norm(dequantise(quantise(delta, norm, seeded(seed))))).toBeLessThanOrEqual(norm);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('rounds without bias', () => {
    const delta = new Float32Array(64).fill(0.3);
    delta[0] = 1;
    const random = seeded(7);
    let sum = 0;
    for (let i = 0; i < 4000; i++) sum += dequantise(quantise(delta, 100, random))[5]!;
    expect(sum / 4000).toBeCloseTo(0.3, 3);
  });

  it('keeps the direction: cosine above .999 for a normal-looking delta', () => {
    const random = seeded(3);
    const delta = Float32Array.from({ length: 20_000 }, () => random() + random() + random() - 1.5);
    const decoded = dequantise(quantise(delta, 1e9, random));
    const dot = delta.reduce((s, x, i) => s + x * decoded[i]!, 0);
    expect(dot / (l2Norm(delta) * l2Norm(decoded))).toBeGreaterThan(0.999);
  });

  it('writes at most 0.8 bytes a parameter for gaussian deltas', async () => {
    const random = seeded(5);
    const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const delta = Float32Array.from({ length: 40_000 }, () => gauss() * 0.001);
    expect((await encodeInt8Block(quantise(delta, 10, random))).length / delta.length).toBeLessThanOrEqual(
      0.85,
    );
  });

  it('names what is wrong with a body and never throws', async () => {
    const raw = (scale: number, value: number, d = 4) => {
      const bytes = new Uint8Array(4 + d);
      new DataView(bytes.buffer).setFloat32(0, scale, true);
      bytes.fill(value & 255, 4);
      return gzip(bytes);
    };
    const problem = async (body: Uint8Array, d = 4) => {
      const decoded = await decodeInt8Block(body, d);
      return decoded.ok ? 'none' : decoded.problem;
    };
    expect(await problem(await raw(0.5, 3))).toBe('none');
    expect(await problem(await raw(Number.NaN, 3))).toBe('NOT_FINITE');
    expect(await problem(await raw(Number.POSITIVE_INFINITY, 3))).toBe('NOT_FINITE');
    expect(await problem(await raw(-1, 3))).toBe('SCALE_INVALID');
    expect(await problem(await raw(0, 3))).toBe('SCALE_INVALID');
    expect(await problem(await raw(0.5, 0))).toBe('SCALE_INVALID');
    expect(await problem(await raw(1e-40, 3))).toBe('SCALE_INVALID');
    expect(await problem(await raw(0.5, -128))).toBe('CODEC_MALFORMED');
    expect(await problem(await raw(0.5, 3), 5)).toBe('SHAPE_MISMATCH');
    expect(await problem(Uint8Array.of(1, 2, 3))).toBe('CODEC_MALFORMED');
    expect(await problem(new Uint8Array(0))).toBe('CODEC_MALFORMED');
    const bomb = await gzip(new Uint8Array(50_000_000));
    expect(await problem(bomb)).toBe('CODEC_MALFORMED');
  });

  it('survives any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        const decoded = await decodeInt8Block(bytes, BLOCK);
        expect(decoded.ok).toBe(false);
      }),
    );
  });
});

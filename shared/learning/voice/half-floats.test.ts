import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHalfFloats, encodeHalfFloats } from './half-floats.ts';

describe('half floats', () => {
  it('are within 2⁻¹¹ of every value they hold, and come back as they are', () => {
    fc.assert(
      fc.property(fc.float({ min: Math.fround(-6e4), max: Math.fround(6e4), noNaN: true }), (value) => {
        const [back = 0] = decodeHalfFloats(encodeHalfFloats(Float32Array.of(value)));
        expect(Math.abs(back - value)).toBeLessThanOrEqual(Math.max(2 ** -25, Math.abs(value) * 2 ** -11));
        expect(decodeHalfFloats(encodeHalfFloats(Float32Array.of(back)))[0]).toBe(back);
      }),
    );
  });

  it('have the bits of the standard', () => {
    expect([...encodeHalfFloats(Float32Array.of(1, -2, 65_504, 2 ** -24, 0.1))]).toEqual([
      0x00, 0x3c, 0x00, 0xc0, 0xff, 0x7b, 0x01, 0x00, 0x66, 0x2e,
    ]);
  });

  it('are refused when they are not finite, or half of one is left', () => {
    expect(() => decodeHalfFloats(Uint8Array.of(0, 0x7c))).toThrow('not finite');
    expect(() => decodeHalfFloats(Uint8Array.of(0))).toThrow('Half');
  });
});

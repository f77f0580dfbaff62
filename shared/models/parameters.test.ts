import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineModel } from './model-spec.ts';
import { decodeParameters, encodeParameters, fitsSpec, flatParameters, namedTensors } from './parameters.ts';

const spec = defineModel('tiny', 1, [
  { name: 'kernel', shape: [2, 2] },
  { name: 'bias', shape: [] },
]);

describe('parameters', () => {
  it('come back from their canonical bytes to the bit', () => {
    fc.assert(
      fc.property(
        fc.float32Array({ minLength: 5, maxLength: 5, noNaN: true, noDefaultInfinity: true }),
        (values) => {
          const back = decodeParameters(spec, encodeParameters(spec, values));
          expect([...back].every((value, at) => Object.is(value, values[at]))).toBe(true);
        },
      ),
    );
  });

  it('are little-endian float32 in the order of the spec', () => {
    const bytes = encodeParameters(spec, Float32Array.of(1, 0, 0, 0, -2));
    expect([...bytes]).toEqual([0, 0, 128, 63, ...new Array<number>(12).fill(0), 0, 0, 0, 192]);
  });

  it('are read from the middle of a buffer', () => {
    const bytes = encodeParameters(spec, Float32Array.of(1, 2, 3, 4, 5));
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    expect([...decodeParameters(spec, shifted.subarray(1))]).toEqual([1, 2, 3, 4, 5]);
  });

  it.each([
    ['NaN', Number.NaN],
    ['infinity', Number.NEGATIVE_INFINITY],
  ])('are refused with %s in them, in both directions', (_name, value) => {
    const values = Float32Array.of(0, 0, value, 0, 0);
    expect(fitsSpec(spec, values)).toBe(false);
    expect(() => encodeParameters(spec, values)).toThrow('position 2');
    expect(() => decodeParameters(spec, new Uint8Array(values.buffer))).toThrow('position 2');
  });

  it('are refused with another length', () => {
    expect(() => decodeParameters(spec, new Uint8Array(19))).toThrow('20 bytes, not 19');
    expect(() => encodeParameters(spec, new Float32Array(4))).toThrow('5 parameters, not 4');
    expect(() => namedTensors(spec, new Float32Array(6))).toThrow('5 parameters, not 6');
  });

  it('are seen by name as views of one memory', () => {
    const parameters = new Float32Array(5);
    namedTensors(spec, parameters).get('bias')?.fill(7);
    expect([...parameters]).toEqual([0, 0, 0, 0, 7]);
    expect(flatParameters(spec, namedTensors(spec, parameters))).toEqual(parameters);
  });

  it('are not put together from missing, misshapen or unknown tensors', () => {
    const kernel: [string, Float32Array] = ['kernel', new Float32Array(4)];
    const bias: [string, Float32Array] = ['bias', new Float32Array(1)];
    expect(() => flatParameters(spec, new Map([kernel]))).toThrow('bias');
    expect(() => flatParameters(spec, new Map([kernel, ['bias', new Float32Array(2)]]))).toThrow('bias');
    expect(() => flatParameters(spec, new Map([kernel, bias, ['other', new Float32Array(1)]]))).toThrow(
      'other',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { decodeWordVectors, noWordVectors } from './word-vectors.ts';

/** Rows of two numbers, all with the scale 0.5. */
function file(rows: readonly (readonly [number, number])[]): Uint8Array {
  const bytes = new Uint8Array(rows.length * 6);
  const view = new DataView(bytes.buffer);
  rows.forEach(([x, y], row) => {
    view.setFloat32(4 * row, 0.5, true);
    view.setInt8(4 * rows.length + 2 * row, x);
    view.setInt8(4 * rows.length + 2 * row + 1, y);
  });
  return bytes;
}

const vectors = decodeWordVectors(
  file([
    [2, 0],
    [-4, 6],
    [127, -128],
  ]),
  ['the', 'do', 'dragon'],
);

describe('word vectors', () => {
  it('reads rows as int8 times scale', () => {
    const out = new Float32Array(2);
    vectors.addVector(2, out);
    expect([...out]).toEqual([63.5, -64]);
    vectors.addVector(99, out);
    expect([...out]).toEqual([63.5, -64]);
  });

  it('knows a word in other case, with a possessive or a negation', () => {
    expect(['Dragon', 'dragon’s', "don't", 'unknown', ''].map(vectors.indexOf)).toEqual([2, 2, 1, -1, -1]);
  });

  it('reads a file that starts in the middle of a buffer', () => {
    const bytes = file([[1, 2]]);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    const out = new Float32Array(2);
    decodeWordVectors(shifted.subarray(3), ['a']).addVector(0, out);
    expect([...out]).toEqual([0.5, 1]);
  });

  it('lets a rare word weigh more than a frequent one in the mean', () => {
    const mean = vectors.meanVector(['the', 'dragon']);
    const dragon = vectors.meanVector(['dragon']);
    const the = vectors.meanVector(['the']);
    const away = (from: Float32Array) =>
      Math.hypot((mean[0] ?? 0) - (from[0] ?? 0), (mean[1] ?? 0) - (from[1] ?? 0));
    expect(away(dragon)).toBeLessThan(away(the));
  });

  it('has a mean of zeros when no word is known', () => {
    expect([...vectors.meanVector(['xyzzy'])]).toEqual([0, 0]);
    expect([...noWordVectors(3).meanVector(['the'])]).toEqual([0, 0, 0]);
  });

  it.each([
    ['too short', file([[1, 2]]).subarray(0, 3), ['a']],
    [
      'for another number of words',
      file([
        [1, 2],
        [3, 4],
      ]),
      ['a', 'b', 'c', 'd', 'e'],
    ],
    ['without words', new Uint8Array(0), []],
    ['with a scale that is not finite', new Uint8Array([0, 0, 192, 127, 1, 2]), ['a']],
  ])('refuses a file %s, and says what to do', (_name, bytes, words) => {
    expect(() => decodeWordVectors(bytes, words)).toThrow(/damaged.*Fetch/s);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addLabelPattern, hashText, seededRandom, shuffledIndices, signProjection } from './hashing.ts';

describe('hashing', () => {
  it('gives the bits that every engine must give', () => {
    expect(hashText('', 0)).toBe(0);
    expect([hashText('Slow Burn', 1), hashText('Slow Burn', 2), hashText('𝒳é', 1)]).toEqual([
      2728342851, 3392996211, 645121866,
    ]);
    const bits = seededRandom('taste 1');
    expect(Array.from({ length: 4 }, () => bits.uint32())).toEqual([
      976897579, 658949842, 3580067312, 3990309022,
    ]);
  });

  it('starts the same stream from the same seed, and another from another', () => {
    const draw = (seed: number | string) => Array.from({ length: 8 }, seededRandom(seed).uint32);
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('is uniform enough to be a fair die', () => {
    const random = seededRandom('die');
    const counts = new Array<number>(6).fill(0);
    for (let throwAt = 0; throwAt < 60_000; throwAt++) {
      const side = random.below(6);
      counts[side] = (counts[side] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it('shuffles into a permutation', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.integer(), (length, seed) => {
        const order = shuffledIndices(length, seededRandom(seed));
        expect([...order].sort((a, b) => a - b)).toEqual([...Array(length).keys()]);
      }),
    );
  });

  it('gives labels nearly orthogonal patterns', () => {
    const pattern = (label: string) => {
      const out = new Float32Array(256);
      addLabelPattern(out, 0, 256, label, 1);
      return out;
    };
    const labels = Array.from({ length: 30 }, (_, index) => pattern(`tag:${index}`));
    for (const [index, left] of labels.entries()) {
      for (const right of labels.slice(index + 1)) {
        const cosine = left.reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0) / 256;
        expect(Math.abs(cosine)).toBeLessThan(0.32);
      }
    }
  });

  it('keeps the length of a vector under projection, on average', () => {
    const projection = signProjection(100, 32, 'test');
    const vector = Array.from({ length: 100 }, seededRandom('vector').uniform);
    let squares = 0;
    for (let column = 0; column < 32; column++) {
      const sum = vector.reduce(
        (running, value, row) => running + value * (projection[row * 32 + column] ?? 0),
        0,
      );
      squares += sum * sum;
    }
    const expected = vector.reduce((sum, value) => sum + value * value, 0);
    expect(squares / expected).toBeGreaterThan(0.4);
    expect(squares / expected).toBeLessThan(2);
  });
});

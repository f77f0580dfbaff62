import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededDraw } from './seeded-draw.ts';

const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });
const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { maxLength: 40 });

describe('a draw by a seed', () => {
  it('takes so many of the items, each once, sorted, whatever order they came in', () => {
    fc.assert(
      fc.property(names, fc.nat({ max: 50 }), seeds, (items, count, seed) => {
        const drawn = seededDraw(items, count, seed, 'test');
        expect(drawn).toHaveLength(Math.min(count, items.length));
        expect(drawn.every((item) => items.includes(item))).toBe(true);
        expect(drawn).toEqual([...drawn].sort());
        expect(seededDraw([...items].reverse(), count, seed, 'test')).toEqual(drawn);
      }),
    );
  });

  it('of fewer is part of the draw of more, by the same seed', () => {
    fc.assert(
      fc.property(names, fc.nat({ max: 20 }), seeds, (items, count, seed) => {
        const more = seededDraw(items, count + 5, seed, 'test');
        expect(seededDraw(items, count, seed, 'test').every((item) => more.includes(item))).toBe(true);
      }),
    );
  });

  it('is another with another seed or another label', () => {
    const items = Array.from({ length: 200 }, (_, i) => `item ${i}`);
    const drawn = seededDraw(items, 20, new Uint8Array(32), 'one');
    expect(seededDraw(items, 20, new Uint8Array(32).fill(1), 'one')).not.toEqual(drawn);
    expect(seededDraw(items, 20, new Uint8Array(32), 'two')).not.toEqual(drawn);
  });

  it('is fair: over many seeds every item is drawn about as often', () => {
    const items = Array.from({ length: 10 }, (_, i) => `item ${i}`);
    const times = new Map(items.map((item) => [item, 0]));
    for (let i = 0; i < 2000; i++) {
      const seed = new Uint8Array(32);
      new DataView(seed.buffer).setUint32(0, i);
      for (const item of seededDraw(items, 3, seed, 'fair')) times.set(item, times.get(item)! + 1);
    }
    // 600 each; five standard deviations are about 103.
    for (const drawn of times.values()) expect(Math.abs(drawn - 600)).toBeLessThan(103);
  });

  it('changes nothing it was given', () => {
    const items = ['c', 'a', 'b'];
    seededDraw(items, 2, new Uint8Array(32), 'test');
    expect(items).toEqual(['c', 'a', 'b']);
  });
});

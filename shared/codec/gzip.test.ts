import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gunzip, gzip } from './gzip.ts';

const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const text = new TextEncoder().encode('what was read, and what was felt');

describe('gzip', () => {
  it('gives back what it was given, also from other encoders and of no bytes at all', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 3000 }),
        fc.integer({ min: 0, max: 9 }),
        async (bytes, level) => {
          expect(await gunzip(await gzip(bytes), bytes.length)).toEqual(bytes);
          expect(await gunzip(new Uint8Array(gzipSync(bytes, { level })), bytes.length)).toEqual(bytes);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('stops at its limit', async () => {
    const bomb = await gzip(new Uint8Array(20_000_000));
    expect(await gunzip(bomb, 1000)).toBeNull();
    expect(await gunzip(await gzip(text), text.length - 1)).toBeNull();
  });

  it('takes one member and nothing behind or before it, as every browser does', async () => {
    const one = await gzip(text);
    const none = await gzip(new Uint8Array(0));
    const zeros = new Uint8Array(12);
    const trailer = one.subarray(-8);
    for (const more of [one, none, zeros, Uint8Array.of(0), Uint8Array.of(1), joined(zeros, trailer)]) {
      expect(await gunzip(joined(one, more), 10_000)).toBeNull();
    }
    expect(await gunzip(joined(none, one), 10_000)).toBeNull();
  });

  it('takes no optional fields, which only hide that two bodies are one', async () => {
    const one = await gzip(text);
    const named = joined(
      one.subarray(0, 3),
      Uint8Array.of(8),
      one.subarray(4, 10),
      Uint8Array.of(97, 0),
      one.subarray(10),
    );
    expect(await gunzip(named, 10_000)).toBeNull();
  });

  it('takes nothing that is cut short or changed, except in the header’s idle bytes', async () => {
    const one = await gzip(text);
    for (let length = 0; length < one.length; length++)
      expect(await gunzip(one.subarray(0, length), 10_000)).toBeNull();
    const idle = new Set([4, 5, 6, 7, 8, 9]);
    for (let at = 0; at < one.length; at++) {
      const changed = one.slice();
      changed[at]! ^= 1;
      const read = await gunzip(changed, 10_000);
      if (idle.has(at)) expect(read).toEqual(text);
      else expect(read).toBeNull();
    }
  });
});

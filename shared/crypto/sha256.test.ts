import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from './hex.ts';
import { sha256, sha256Hex } from './sha256.ts';

describe('SHA-256', () => {
  it('is that of FIPS 180-4’s examples', () => {
    expect(sha256Hex()).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(sha256Hex(new TextEncoder().encode('abc'))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });

  it('of parts is that of the whole', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (parts) => {
        const whole = Uint8Array.from(parts.flatMap((part) => [...part]));
        expect(sha256(...parts)).toEqual(sha256(whole));
      }),
    );
  });

  it('as WebCrypto computes it is the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const theirs = await globalThis.crypto.subtle.digest('SHA-256', new Uint8Array(bytes));
        expect(sha256(bytes)).toEqual(new Uint8Array(theirs));
      }),
    );
  });
});

describe('hex digits', () => {
  it('and bytes are the same thing in lower case', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(toHex(bytes)).toMatch(/^([0-9a-f]{2})*$/);
        expect(fromHex(toHex(bytes))).toEqual(bytes);
      }),
    );
  });

  it('that are none, or not in pairs, are refused', () => {
    for (const text of ['a', '0g', '0x00', ' 00']) expect(() => fromHex(text)).toThrow();
  });
});

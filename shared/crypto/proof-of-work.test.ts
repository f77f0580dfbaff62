import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admissionDigest, leadingZeroBits, searchProof } from './proof-of-work.ts';
import { sha256 } from './sha256.ts';

const CHALLENGE = new Uint8Array(32).fill(1);
const KEY = new Uint8Array(32).fill(2);

describe('a proof of work', () => {
  it.each([
    [[0xff], 0],
    [[0x80], 0],
    [[0x7f], 1],
    [[0x01], 7],
    [[0x00], 8],
    [[0x00, 0x00, 0x10], 19],
    [[], 0],
  ])('of bytes %j has %i leading zero bits', (bytes, bits) => {
    expect(leadingZeroBits(Uint8Array.from(bytes))).toBe(bits);
  });

  it('hashes challenge, key and counter as eight bytes, big-endian', () => {
    const counter = 2 ** 40 + 3;
    const tail = Uint8Array.of(0, 0, 1, 0, 0, 0, 0, 3);
    expect(admissionDigest(CHALLENGE, KEY, counter)).toEqual(sha256(CHALLENGE, KEY, tail));
  });

  it('that the search finds is one, and the first from where it began', () => {
    const counter = searchProof(CHALLENGE, KEY, 9, 0, 100_000);
    expect(counter).not.toBeNull();
    expect(leadingZeroBits(admissionDigest(CHALLENGE, KEY, counter!))).toBeGreaterThanOrEqual(9);
    for (let earlier = 0; earlier < counter!; earlier++) {
      expect(leadingZeroBits(admissionDigest(CHALLENGE, KEY, earlier))).toBeLessThan(9);
    }
    expect(searchProof(CHALLENGE, KEY, 9, counter!, 1)).toBe(counter);
  });

  it('is not found in fewer tries than it takes, and costs nothing for no bits', () => {
    const counter = searchProof(CHALLENGE, KEY, 9, 0, 100_000)!;
    expect(searchProof(CHALLENGE, KEY, 9, 0, counter)).toBeNull();
    expect(searchProof(CHALLENGE, KEY, 0, 5, 1)).toBe(5);
  });

  it('for one key is none for another', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (other) => {
        fc.pre(other.some((byte) => byte !== 2));
        const counter = searchProof(CHALLENGE, KEY, 8, 0, 100_000)!;
        expect(admissionDigest(CHALLENGE, other, counter)).not.toEqual(
          admissionDigest(CHALLENGE, KEY, counter),
        );
      }),
      { numRuns: 20 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sha256, sha256Hex } from '../crypto/sha256.ts';
import { canonicalBytes, canonicalDigest, readCanonical } from './canonical.ts';
import { type Envelope, envelopeSchema } from './envelope.ts';
import { envelopeDigest, readFrame, updateHashOf, writeFrame } from './frame.ts';
import { signedRequestDigest, signedRequestSchema } from './signed-request.ts';

const hex = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => Buffer.from(bytes).toString('hex'));
const envelopes: fc.Arbitrary<Envelope> = fc
  .record({
    round: fc.integer({ min: 1, max: 1e9 }),
    base: hex(32),
    bodyHash: hex(32),
    nonce: hex(16),
    created: fc.integer({ min: 1, max: 4_102_444_800 }),
    contributor: hex(32),
  })
  .map((over) =>
    envelopeSchema.parse({ protocol: 1, task: 'taste', bodyLength: 1, codec: 'int8-block', ...over }),
  );
const framed = (envelope: Envelope, body: Uint8Array) => {
  const exact = { ...envelope, bodyLength: body.length };
  return { envelope: exact, frame: writeFrame(exact, new Uint8Array(64).fill(9), body) };
};

describe('canonical bytes', () => {
  it('are the same whatever the order of keys, and read back as what they were', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        const turned = Object.fromEntries(Object.entries(Object(plain)).reverse());
        expect(canonicalBytes(turned)).toEqual(canonicalBytes(plain));
      }),
    );
  });

  it('are those of RFC 8949: shortest forms, keys in bytewise order', () => {
    const bytes = canonicalBytes({ b: 1, aa: [1.5, -1, 256], a: null });
    expect(Buffer.from(bytes).toString('hex')).toBe(
      'a3' + '6161f6' + '616201' + '626161' + '83f93e0020190100',
    );
  });

  it('in another encoding of the same value are not taken', () => {
    const value = { a: 1 };
    const canonical = [...canonicalBytes(value)];
    expect(readCanonical(Uint8Array.from(canonical))).toEqual({ value });
    for (const other of [
      [0xa1, 0x61, 0x61, 0x18, 0x01],
      [0xa1, 0x61, 0x61, 0xf9, 0x3c, 0x00],
      [0xbf, 0x61, 0x61, 0x01, 0xff],
      [0xa1, 0x7f, 0x61, 0x61, 0xff, 0x01],
      [0xb8, 0x01, 0x61, 0x61, 0x01],
      [0xa2, 0x61, 0x62, 0x01, 0x61, 0x61, 0x01],
      [0xa2, 0x61, 0x61, 0x01, 0x61, 0x61, 0x01],
      [...canonical, 0],
      canonical.slice(0, -1),
      [],
      [0xf7],
      [0xc1, 0x01],
      [0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    ]) {
      expect(readCanonical(Uint8Array.from(other)), Buffer.from(other).toString('hex')).toBeNull();
    }
  });

  it('that are anything at all give a value that writes the same bytes, or nothing; never an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const read = readCanonical(bytes);
        if (read !== null) expect(canonicalBytes(read.value)).toEqual(bytes);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a frame', () => {
  it('reads back as what was written, and is known by the hash of its envelope', () => {
    fc.assert(
      fc.property(envelopes, fc.uint8Array({ minLength: 1, maxLength: 300 }), (any, body) => {
        const { envelope, frame } = framed(any, body);
        const read = readFrame(frame);
        expect(read.ok && read.frame).toMatchObject({ envelope, update: updateHashOf(envelope) });
        if (!read.ok) return;
        expect(read.frame.body).toEqual(body);
        expect(read.frame.signature).toEqual(new Uint8Array(64).fill(9));
        expect(read.frame.digest).toEqual(envelopeDigest(envelope));
        expect(read.frame.update).toBe(sha256Hex(canonicalBytes(envelope)));
      }),
    );
  });

  it('reads the same in the middle of a larger buffer', () => {
    const [any] = fc.sample(envelopes, 1);
    const { frame } = framed(any!, Uint8Array.of(1, 2, 3));
    const buffer = new Uint8Array(frame.length + 20).fill(255);
    buffer.set(frame, 7);
    expect(readFrame(buffer.subarray(7, 7 + frame.length))).toEqual(readFrame(frame));
  });

  it('of another protocol version is told apart from rubbish', () => {
    const [any] = fc.sample(envelopes, 1);
    const other = { ...any!, protocol: 2, somethingNew: true } as unknown as Envelope;
    expect(readFrame(writeFrame(other, new Uint8Array(64), Uint8Array.of(1)))).toEqual({
      ok: false,
      problem: 'PROTOCOL_UNSUPPORTED',
    });
  });

  it('with an envelope of more than two thousand bytes is not looked into', () => {
    const [any] = fc.sample(envelopes, 1);
    const large = { ...any!, protocol: 2, padding: 'x'.repeat(3000) } as unknown as Envelope;
    expect(readFrame(writeFrame(large, new Uint8Array(64), Uint8Array.of(1)))).toMatchObject({
      problem: 'ENVELOPE_MALFORMED',
    });
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(readFrame(bytes).ok).toBe(false);
      }),
    );
  });
});

describe('an envelope', () => {
  it('has no room for anything that a client would claim about itself', () => {
    const [any] = fc.sample(envelopes, 1);
    for (const extra of ['examples', 'segment', 'device', 'duration']) {
      expect(envelopeSchema.safeParse({ ...any!, [extra]: 1 }).success).toBe(false);
    }
  });
});

describe('what is signed of a request', () => {
  const schema = signedRequestSchema('rewards.balance', z.strictObject({}));
  const request = {
    protocol: 1,
    action: 'rewards.balance',
    contributor: 'a'.repeat(64),
    payload: {},
    created: 1_800_000_000,
    nonce: 'b'.repeat(32),
    signature: 'c'.repeat(128),
  };

  it('is everything but the signature', () => {
    const { signature: _, ...rest } = request;
    expect(signedRequestDigest(request)).toEqual(canonicalDigest(rest));
    expect(signedRequestDigest({ ...request, signature: 'd' })).toEqual(signedRequestDigest(request));
    expect(signedRequestDigest(request)).toEqual(sha256(canonicalBytes(rest)));
    for (const key of Object.keys(rest)) {
      expect(signedRequestDigest({ ...request, [key]: 'changed' })).not.toEqual(signedRequestDigest(request));
    }
  });

  it('is for one action, one protocol, and nothing more than the schema has', () => {
    expect(schema.safeParse(request).success).toBe(true);
    for (const over of [
      { action: 'contributor.forget' },
      { protocol: 2 },
      { created: 1.5 },
      { nonce: 'b' },
      { signature: '' },
      { payload: { more: 1 } },
      { more: 1 },
    ]) {
      expect(schema.safeParse({ ...request, ...over }).success).toBe(false);
    }
  });
});

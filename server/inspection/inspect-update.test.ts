import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { gzip } from '../../shared/codec/gzip.ts';
import { decodeInt8Block, dequantise, encodeInt8Block, quantise } from '../../shared/codec/int8-block.ts';
import { sha256Hex } from '../../shared/crypto/sha256.ts';
import { generateSigningKey } from '../../shared/crypto/signing.ts';
import { sketcher } from '../../shared/influence/sketch.ts';
import { type ContributorKey, contributorKey } from '../../shared/learning/contributor.ts';
import { l2Norm } from '../../shared/numerics/tiled-reductions.ts';
import { canonicalBytes } from '../../shared/protocol/canonical.ts';
import { type Envelope, envelopeSchema } from '../../shared/protocol/envelope.ts';
import { errorCodeSchema } from '../../shared/protocol/errors.ts';
import { envelopeDigest, updateHashOf, writeFrame } from '../../shared/protocol/frame.ts';
import { seededRandom } from '../../shared/text/hashing.ts';
import type { InspectionDesk } from './check.ts';
import { bodyLimitFor } from './desk.ts';
import { inspectUpdate } from './inspect-update.ts';

const D = 1500;
const NORM = 0.15;
const NOW = 1_800_000_000_000;
const BASE = 'b'.repeat(64);

let key: ContributorKey;
let body: Uint8Array;

beforeAll(async () => {
  const { pair, publicKey } = await generateSigningKey({ extractable: false });
  key = contributorKey(publicKey, pair.privateKey);
  const delta = Float32Array.from({ length: D }, (_, i) => Math.sin(i) * 0.001);
  body = await encodeInt8Block(quantise(delta, NORM, () => 0.5));
});

/** A world in which a good update is accepted; `over` changes what it says. */
function deskWith(over: Partial<InspectionDesk> = {}): InspectionDesk {
  return {
    now: NOW,
    bodyLimit: bodyLimitFor(D),
    stalenessLimit: 2,
    parameterCount: (task) => (task === 'taste' ? D : null),
    contributor: async (id) => (id === key.id ? { publicKey: key.publicKey, suspended: false } : null),
    openRound: async () => ({
      id: 1,
      number: 4,
      baseVersion: 7,
      baseHash: BASE,
      norm: NORM,
      privacy: null,
      masking: null,
    }),
    modelVersion: async (_, hash) => (hash === BASE ? 7 : null),
    hasUpdate: async () => false,
    hasBody: async () => false,
    hasContributed: async () => false,
    participations: async () => [],
    sketch: (_, update) => sketcher(update.length, 'a test')(update),
    ownSketches: async () => [],
    ...over,
  };
}

/** A frame that is right in everything but what `over` says; signed by `signer`. */
async function frameOf(
  over: Partial<Record<keyof Envelope, unknown>> = {},
  sent: Uint8Array = body,
  signer: ContributorKey = key,
): Promise<Uint8Array> {
  const envelope = {
    protocol: 1,
    task: 'taste',
    round: 4,
    base: BASE,
    bodyHash: sha256Hex(sent),
    bodyLength: sent.length,
    codec: 'int8-block',
    nonce: randomBytes(16).toString('hex'),
    created: NOW / 1000,
    contributor: signer.id,
    ...over,
  };
  // Written as it is, schema or not: a hostile client has no schema.
  const signature = await signer.sign(envelopeDigest(envelope as Envelope));
  return writeFrame(envelope as Envelope, signature, sent);
}

async function verdictOn(frame: Uint8Array, desk: InspectionDesk = deskWith()): Promise<string> {
  const inspected = await inspectUpdate(frame, desk);
  return inspected.verdict === 'sound' ? 'sound' : `${inspected.by}: ${inspected.refusal.code}`;
}

/** The body of `scales` and `values` as given, legal or not. */
async function rawBody(scales: readonly number[], value: (i: number) => number, d = D): Promise<Uint8Array> {
  const raw = new Uint8Array(scales.length * 4 + d);
  const view = new DataView(raw.buffer);
  scales.forEach((scale, i) => {
    view.setFloat32(i * 4, scale, true);
  });
  for (let i = 0; i < d; i++) view.setInt8(scales.length * 4 + i, value(i));
  return gzip(raw);
}

describe('a good update', () => {
  it('is sound, and decodes to what the device had quantised', async () => {
    const inspected = await inspectUpdate(await frameOf(), deskWith());
    expect(inspected).toMatchObject({ verdict: 'sound', candidate: { round: { id: 1, number: 4 } } });
    if (inspected.verdict !== 'sound') return;
    const delta = Float32Array.from({ length: D }, (_, i) => Math.sin(i) * 0.001);
    expect(inspected.candidate.update).toEqual(dequantise(quantise(delta, NORM, () => 0.5)));
    expect(inspected.candidate.frame.update).toBe(updateHashOf(inspected.candidate.frame.envelope));
  });

  it('may be of an older model, as far as the staleness limit', async () => {
    const aged = (version: number) => deskWith({ modelVersion: async () => version });
    const frame = await frameOf();
    expect(await verdictOn(frame, aged(5))).toBe('sound');
    expect(await verdictOn(frame, aged(4))).toBe('round: BASE_STALE');
  });

  it('may be as old or as early as the clock tolerance allows, and not a second more', async () => {
    for (const away of [900, -900]) {
      expect(await verdictOn(await frameOf({ created: NOW / 1000 + away }))).toBe('sound');
      const further = await frameOf({ created: NOW / 1000 + away + Math.sign(away) });
      expect(await verdictOn(further)).toBe('round: CLOCK_SKEW');
    }
  });
});

describe('the frame', () => {
  it.each<[string, () => Promise<Uint8Array>, string]>([
    ['of no bytes', async () => new Uint8Array(0), 'ENVELOPE_MALFORMED'],
    ['of zeros', async () => new Uint8Array(500), 'ENVELOPE_MALFORMED'],
    ['larger than any update', async () => new Uint8Array(bodyLimitFor(D) + 1), 'BODY_TOO_LARGE'],
    ['with a body cut short', async () => (await frameOf()).slice(0, -1), 'LENGTH_MISMATCH'],
    ['with a byte behind the body', async () => Uint8Array.of(...(await frameOf()), 0), 'LENGTH_MISMATCH'],
    ['of another protocol', () => frameOf({ protocol: 2 }), 'PROTOCOL_UNSUPPORTED'],
    ['that claims more of itself than the schema has', () => frameOf(claim), 'ENVELOPE_MALFORMED'],
    ['of an unknown codec', () => frameOf({ codec: 'float32' }), 'ENVELOPE_MALFORMED'],
    ['of an unknown task', () => frameOf({ task: 'smell' }), 'ENVELOPE_MALFORMED'],
    ['of round 0', () => frameOf({ round: 0 }), 'ENVELOPE_MALFORMED'],
    ['of round 4.5', () => frameOf({ round: 4.5 }), 'ENVELOPE_MALFORMED'],
    ['with a short nonce', () => frameOf({ nonce: 'ab' }), 'ENVELOPE_MALFORMED'],
    ['without a base', () => frameOf({ base: null }), 'ENVELOPE_MALFORMED'],
    ['with a negative length', () => frameOf({ bodyLength: -1 }), 'ENVELOPE_MALFORMED'],
    ['with a body of another length', () => frameOf({ bodyLength: 4 }), 'LENGTH_MISMATCH'],
  ])('%s is refused', async (_, frame, code) => {
    expect(await verdictOn(await frame())).toBe(`frame: ${code}`);
  });

  it('whose envelope is encoded in another than the canonical way is refused, though it says the same', async () => {
    const good = await frameOf();
    const length = new DataView(good.buffer).getUint32(0, false);
    const head = good.subarray(4, 4 + length);
    // The map's length in two bytes instead of one: the same value in CBOR.
    const longer = Uint8Array.of(0xb8, head[0]! & 0x1f, ...head.subarray(1));
    const frame = Uint8Array.of(
      0,
      0,
      longer.length >> 8,
      longer.length & 255,
      ...longer,
      ...good.subarray(4 + length),
    );
    expect(await verdictOn(frame)).toBe('frame: ENVELOPE_MALFORMED');
  });

  it('of deeply nested or prototype-naming CBOR is refused like any other', async () => {
    const deep = new Uint8Array(2000).fill(0x81);
    const proto = canonicalBytes(new Map([['__proto__', 1]]));
    for (const head of [
      deep,
      proto,
      Uint8Array.of(0xc1, 0x00),
      Uint8Array.of(0xfb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0),
    ]) {
      const frame = new Uint8Array(4 + head.length + 64);
      new DataView(frame.buffer).setUint32(0, head.length, false);
      frame.set(head, 4);
      expect(await verdictOn(frame)).toBe('frame: ENVELOPE_MALFORMED');
    }
  });
});

describe('the signature', () => {
  it.each<[string, () => Promise<Uint8Array>, Partial<InspectionDesk>, string]>([
    [
      'of somebody who is not enrolled',
      () => frameOf(),
      { contributor: async () => null },
      'CONTRIBUTOR_UNKNOWN',
    ],
    [
      'by another key',
      async () => frameOf({ contributor: key.id }, body, await otherKey()),
      {},
      'SIGNATURE_INVALID',
    ],
    [
      'of somebody who is suspended',
      () => frameOf(),
      { contributor: async () => ({ publicKey: key.publicKey, suspended: true }) },
      'CONTRIBUTOR_SUSPENDED',
    ],
    [
      'under a stored key that is no key',
      () => frameOf(),
      { contributor: async () => ({ publicKey: new Uint8Array(32).fill(255), suspended: false }) },
      'SIGNATURE_INVALID',
    ],
    ['over another body', () => frameOf({ bodyHash: 'c'.repeat(64) }), {}, 'BODY_HASH_MISMATCH'],
  ])('%s is refused', async (_, frame, over, code) => {
    expect(await verdictOn(await frame(), deskWith(over))).toBe(`signature: ${code}`);
  });

  it('of a suspended contributor is told only to him who can sign', async () => {
    const suspended = deskWith({ contributor: async () => ({ publicKey: key.publicKey, suspended: true }) });
    const forged = await frameOf({ contributor: key.id }, body, await otherKey());
    expect(await verdictOn(forged, suspended)).toBe('signature: SIGNATURE_INVALID');
  });
});

describe('the round', () => {
  it.each<[string, Partial<Record<keyof Envelope, unknown>>, Partial<InspectionDesk>, string]>([
    ['an update that is here already', {}, { hasUpdate: async () => true }, 'REPLAYED'],
    [
      'one that is here, asked for again days later',
      { created: NOW / 1000 - 1e6 },
      { hasUpdate: async () => true },
      'REPLAYED',
    ],
    ['a task that is not open', {}, { parameterCount: () => null }, 'TASK_UNKNOWN'],
    ['any while no round is open', {}, { openRound: async () => null }, 'ROUND_CLOSED'],
    ['an update for another round', { round: 3 }, {}, 'ROUND_CLOSED'],
    ['a base that was never published', { base: 'f'.repeat(64) }, {}, 'BASE_UNKNOWN'],
    ['a second one of a contributor', {}, { hasContributed: async () => true }, 'ALREADY_CONTRIBUTED'],
  ])('refuses %s', async (_, envelope, over, code) => {
    expect(await verdictOn(await frameOf(envelope), deskWith(over))).toBe(`round: ${code}`);
  });

  it('tells a late device which round is open, or when to ask again', async () => {
    const late = await inspectUpdate(await frameOf({ round: 3 }), deskWith());
    expect(late).toMatchObject({ refusal: { nextRound: 4 } });
    const between = await inspectUpdate(await frameOf(), deskWith({ openRound: async () => null }));
    expect(between).toMatchObject({ refusal: { nextRound: null, retryAfterMs: expect.any(Number) } });
  });
});

describe('the body', () => {
  it('that its contributor sent before is a copy, however it was rounded', async () => {
    const decoded = await decodeInt8Block(body, D);
    if (!decoded.ok) throw new Error(decoded.problem);
    const sent = dequantise(decoded.quantised);
    const near = (noise: number) => {
      const random = seededRandom('noise');
      const changed = sent.map((x) => x + noise * (random.uniform() - 0.5));
      return async () => [Float32Array.from(sketcher(D, 'a test')(changed))];
    };
    expect(await verdictOn(await frameOf(), deskWith({ ownSketches: near(1e-4) }))).toBe('own-past: COPY');
    expect(await verdictOn(await frameOf(), deskWith({ ownSketches: near(0.01) }))).toBe('sound');
  });

  it('that was received before is a copy', async () => {
    expect(await verdictOn(await frameOf(), deskWith({ hasBody: async () => true }))).toBe('copy: COPY');
  });

  it.each<[string, () => Promise<Uint8Array>, string]>([
    ['that is not gzip', async () => Uint8Array.of(1, 2, 3), 'CODEC_MALFORMED'],
    ['cut short inside the gzip stream', async () => body.slice(0, -9), 'CODEC_MALFORMED'],
    [
      'that inflates to fifty megabytes',
      () => gzip(new Uint8Array(50_000_000)),
      'BODY_TOO_LARGE or CODEC_MALFORMED',
    ],
    ['of one parameter fewer', () => rawBody([0.001, 0.001], () => 1, D - 1), 'SHAPE_MISMATCH'],
    ['of one parameter more', () => rawBody([0.001, 0.001], () => 1, D + 1), 'SHAPE_MISMATCH'],
    ['with a scale that is not a number', () => rawBody([Number.NaN, 0.001], () => 1), 'NOT_FINITE'],
    ['with an infinite scale', () => rawBody([0.001, Number.POSITIVE_INFINITY], () => 1), 'NOT_FINITE'],
    ['with a scale that overflows once multiplied', () => rawBody([3e38, 0.001], () => 100), 'NOT_FINITE'],
    ['with a negative scale', () => rawBody([-0.001, 0.001], () => 1), 'SCALE_INVALID'],
    ['with a negative zero over values', () => rawBody([-0, 0.001], () => 1), 'SCALE_INVALID'],
    ['with a subnormal scale', () => rawBody([1e-40, 0.001], () => 1), 'SCALE_INVALID'],
    ['with a scale over nothing', () => rawBody([0.001, 0.001], () => 0), 'SCALE_INVALID'],
    [
      'with a value the codec never writes',
      () => rawBody([0.001, 0.001], (i) => (i === 7 ? -128 : 1)),
      'CODEC_MALFORMED',
    ],
  ])('%s is refused', async (_, make, code) => {
    const sent = await make();
    const verdict = await verdictOn(await frameOf({}, sent));
    expect(code.split(' or ').flatMap((one) => [`decode: ${one}`, `frame: ${one}`])).toContain(verdict);
  });

  it('of norm exactly C passes, and the next larger number does not', async () => {
    // One block of one repeated value: the norm is computed here as it is there.
    const sent = await rawBody([2 ** -10, 2 ** -10], (i) => (i % 5) - 2);
    const update = dequantise({
      scales: Float32Array.of(2 ** -10, 2 ** -10),
      values: Int8Array.from({ length: D }, (_, i) => (i % 5) - 2),
    });
    const norm = l2Norm(update);
    const under = (allowed: number) =>
      deskWith({
        openRound: async () => ({
          id: 1,
          number: 4,
          baseVersion: 7,
          baseHash: BASE,
          norm: allowed,
          privacy: null,
          masking: null,
        }),
      });
    const frame = await frameOf({}, sent);
    expect(await verdictOn(frame, under(norm))).toBe('sound');
    expect(await verdictOn(frame, under(norm * (1 - 2 ** -52)))).toBe('norm: NORM_EXCEEDED');
  });

  it('quantised by the device to the round’s norm always passes, however large the delta was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0.01, max: 1e6, noNaN: true }), fc.nat(), async (scale, seed) => {
        const delta = Float32Array.from({ length: D }, (_, i) => Math.sin(i * (seed + 1)) * scale);
        const sent = await encodeInt8Block(quantise(delta, NORM, Math.random));
        expect(await verdictOn(await frameOf({}, sent))).toBe('sound');
      }),
      { numRuns: 30 },
    );
  });
});

describe('any change of a good frame', () => {
  it('is refused with a code of the catalogue, and nothing throws', async () => {
    const good = await frameOf();
    const change = fc.oneof(
      fc
        .tuple(fc.nat({ max: good.length - 1 }), fc.integer({ min: 1, max: 255 }))
        .map(([at, flip]) => good.map((byte, i) => (i === at ? byte ^ flip : byte))),
      fc.nat({ max: good.length - 1 }).map((at) => good.slice(0, at)),
      fc
        .tuple(fc.nat({ max: good.length }), fc.uint8Array({ minLength: 1, maxLength: 40 }))
        .map(([at, more]) => Uint8Array.of(...good.subarray(0, at), ...more, ...good.subarray(at))),
      fc
        .tuple(fc.nat({ max: good.length - 2 }), fc.nat({ max: 40 }))
        .map(([at, length]) => Uint8Array.of(...good.subarray(0, at), ...good.subarray(at + length + 1))),
      fc.uint8Array({ maxLength: 600 }),
    );
    await fc.assert(
      fc.asyncProperty(change, async (frame) => {
        const inspected = await inspectUpdate(frame, deskWith());
        expect(inspected.verdict).toBe('refused');
        if (inspected.verdict !== 'refused') return;
        expect(errorCodeSchema.safeParse(inspected.refusal.code).success).toBe(true);
        expect(inspected.refusal.message).not.toBe('');
        // Without a valid signature it is nobody's.
        expect(inspected.frame).toBeNull();
      }),
    );
  });

  it('of any signed field is somebody’s, and refused or sound, never an exception', async () => {
    const fields = Object.keys(envelopeSchema.shape) as (keyof Envelope)[];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...fields), fc.jsonValue(), async (field, value) => {
        expect(await verdictOn(await frameOf({ [field]: value }))).toMatch(/^(sound|[a-z]+: [A-Z_]+)$/);
      }),
    );
  });
});

/** What a client would like to be believed. */
const claim = { examples: 100_000 } as Partial<Record<keyof Envelope, unknown>>;

async function otherKey(): Promise<ContributorKey> {
  const { pair, publicKey } = await generateSigningKey({ extractable: false });
  return contributorKey(publicKey, pair.privateKey);
}

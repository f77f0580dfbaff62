import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeInt8Block, dequantise } from '../codec/int8-block.ts';
import { sha256Hex } from '../crypto/sha256.ts';
import { generateSigningKey, verifySignature } from '../crypto/signing.ts';
import { defineModel } from '../models/model-spec.ts';
import { l2Norm } from '../numerics/tiled-reductions.ts';
import { readFrame } from '../protocol/frame.ts';
import { modelHashSchema, roundNumberSchema } from '../protocol/ids.ts';
import { type ClientRoundInputs, makeClientUpdate } from './client-round.ts';
import { type ContributorKey, contributorKey } from './contributor.ts';

let key: ContributorKey;
beforeAll(async () => {
  const { pair, publicKey } = await generateSigningKey({ extractable: false });
  key = contributorKey(publicKey, pair.privateKey);
});

const inputs = (over: Partial<ClientRoundInputs> = {}): ClientRoundInputs => ({
  delta: Float32Array.from({ length: 2000 }, (_, i) => Math.sin(i) * 0.001),
  task: 'taste',
  spec: defineModel('plain', 1, [{ name: 'all', shape: [(over.delta ?? { length: 2000 }).length || 1] }]),
  round: roundNumberSchema.parse(4),
  base: modelHashSchema.parse('b'.repeat(64)),
  norm: 0.15,
  privacy: null,
  contributor: key.id,
  now: 1_800_000_000_999,
  random: () => 0.5,
  nonce: new Uint8Array(16).fill(7),
  sign: key.sign,
  ...over,
});

async function opened(frame: Uint8Array, d: number) {
  const read = readFrame(frame);
  if (!read.ok) throw new Error(read.problem);
  const decoded = await decodeInt8Block(read.frame.body, d);
  if (!decoded.ok) throw new Error(decoded.problem);
  return { ...read.frame, update: dequantise(decoded.quantised), hash: read.frame.update };
}

describe('a device’s update', () => {
  it('is a frame that says what was asked, signed over what it says, with the body it names', async () => {
    const made = await makeClientUpdate(inputs());
    const { envelope, signature, digest, body, hash } = await opened(made.frame, 2000);
    expect(envelope).toEqual({
      protocol: 1,
      task: 'taste',
      round: 4,
      base: 'b'.repeat(64),
      bodyHash: sha256Hex(body),
      bodyLength: body.length,
      codec: 'int8-block',
      nonce: '07'.repeat(16),
      created: 1_800_000_000,
      contributor: key.id,
    });
    expect(hash).toBe(made.update);
    expect(await verifySignature(key.publicKey, signature, digest)).toBe(true);
  });

  it('decodes within the norm, and in the direction of what was learnt, however long that was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: -4, max: 6, noNaN: true }), async (magnitude) => {
        const delta = Float32Array.from({ length: 2000 }, (_, i) => Math.sin(i * 1.7) * 10 ** magnitude);
        const { update } = await opened((await makeClientUpdate(inputs({ delta }))).frame, 2000);
        expect(l2Norm(update)).toBeLessThanOrEqual(0.15);
        const dot = update.reduce((sum, x, i) => sum + x * delta[i]!, 0);
        expect(dot / (l2Norm(update) * l2Norm(delta))).toBeGreaterThan(0.99);
      }),
      { numRuns: 25 },
    );
  });

  it('keeps the length of what was within the norm already', async () => {
    const { delta } = inputs();
    const { update } = await opened((await makeClientUpdate(inputs())).frame, 2000);
    expect(l2Norm(update)).toBeCloseTo(l2Norm(delta), 3);
  });

  it('differs by its nonce alone, so that equal learning makes different updates', async () => {
    const one = await makeClientUpdate(inputs());
    const again = await makeClientUpdate(inputs());
    const other = await makeClientUpdate(inputs({ nonce: new Uint8Array(16).fill(8) }));
    expect(again.update).toBe(one.update);
    expect(other.update).not.toBe(one.update);
    expect(other.envelope.bodyHash).toBe(one.envelope.bodyHash);
  });

  it('does not change the delta it was given', async () => {
    const delta = new Float32Array(2000).fill(5);
    await makeClientUpdate(inputs({ delta }));
    expect(delta.every((x) => x === 5)).toBe(true);
  });

  it.each([
    ['empty', new Float32Array(0)],
    ['not a number', Float32Array.of(1, Number.NaN)],
    ['infinite', Float32Array.of(1, Number.POSITIVE_INFINITY)],
  ])('is not made of a delta that is %s', async (_, delta) => {
    await expect(makeClientUpdate(inputs({ delta }))).rejects.toThrow(RangeError);
  });
});

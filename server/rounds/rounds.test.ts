import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Hono } from 'hono';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../shared/crypto/sha256.ts';
import { readFrame } from '../../shared/protocol/frame.ts';
import { type RoundLeaf, roundLeafSchema } from '../../shared/protocol/log.ts';
import { type ServerClient, ServerTrouble } from '../../shared/protocol/server-client.ts';
import { replayRound } from '../../shared/replay/replay-round.ts';
import { verifyHead, verifyLeaf } from '../../shared/replay/verify-log.ts';
import { createApp } from '../app.ts';
import { laptopProfile, readConfig } from '../config.ts';
import { type Engine, startEngine } from '../engine.ts';
import { frameFor, inProcessClient, newContributor } from '../testing/contributors.ts';

let folder: string;
let engine: Engine;
let app: Hono;
let client: ServerClient;

async function start(over: Record<string, string> = {}): Promise<void> {
  const config = readConfig({
    ...laptopProfile,
    ADMISSION_BITS: '4',
    DATA_DIR: folder,
    LOG_LEVEL: 'silent',
    ...over,
  });
  engine = await startEngine(config, pino({ level: 'silent' }));
  app = createApp(engine);
  client = inProcessClient(app);
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prompttale-rounds-'));
  await start();
});
afterEach(async () => {
  await engine.stop();
  await rm(folder, { recursive: true, force: true });
});

const current = () => client.call('round.current', { task: 'taste' });
const refusalOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'accepted';
  } catch (error) {
    return error instanceof ServerTrouble ? (error.refusal?.code ?? error.kind) : String(error);
  }
};
async function leavesOf(): Promise<unknown[]> {
  return (await client.call('log.entries', { from: 0, count: 200 })).entries.map(({ leaf }) => leaf);
}
async function fillRound(n = 5): Promise<string[]> {
  const hashes: string[] = [];
  for (let i = 0; i < n; i++) {
    const key = await newContributor(client);
    hashes.push((await client.submit(await frameFor(key, await current()))).update);
  }
  await engine.driver.advance();
  return hashes;
}

describe('a round', () => {
  it('takes five updates, publishes version 2 in the log, and opens the next on it', async () => {
    const before = await current();
    const hashes = await fillRound();
    const after = await current();
    expect(after.round).toBe(before.round + 1);
    expect(after.base.version).toBe(2);
    expect(after.base.hash).not.toBe(before.base.hash);
    const leaf = roundLeafSchema.parse((await leavesOf())[1]);
    expect(leaf).toMatchObject({
      outcome: 'published',
      bootstrap: true,
      result: { version: 2, hash: after.base.hash },
    });
    expect(leaf.cohort.map(({ update }) => update)).toEqual([...hashes].sort());
    expect(sha256Hex(new TextEncoder().encode(leaf.seed.reveal))).toBe(before.seedCommitment);
    expect(Math.max(...leaf.weights)).toBeLessThanOrEqual(0.4 + 1e-9);
  });

  it('can be checked by an outsider: inclusion under a signed head, and a replay to the bit', async () => {
    const hashes = await fillRound();
    const info = await client.call('server.info');
    const status = await client.call('update.status', { update: hashes[0]! as never });
    expect(status.state).toBe('aggregated');
    const { inclusion } = status;
    expect(inclusion).not.toBeNull();
    if (inclusion === null) return;
    expect(await verifyHead(inclusion.head, info.logKey)).toBe(true);
    expect(verifyLeaf(inclusion.leaf, inclusion.index, inclusion.proof, inclusion.head)).toBe(true);
    const leaf: RoundLeaf = roundLeafSchema.parse(inclusion.leaf);
    const verdict = await replayRound(leaf, (hash) => client.bytes(`/blobs/${hash}`, hash));
    expect(verdict).toEqual({ replay: 'identical', round: 1, model: status.newModel });
  });

  it('is void with too few updates at its deadline, and they roll into the next', async () => {
    await engine.stop();
    await rm(folder, { recursive: true });
    await start({ ROUND_SECONDS: '1' });
    const key = await newContributor(client);
    const receipt = await client.submit(await frameFor(key, await current()));
    await expect.poll(async () => (await current()).round, { timeout: 15_000 }).toBeGreaterThan(1);
    const status = await client.call('update.status', { update: receipt.update });
    expect(status).toMatchObject({ state: 'accepted', inclusion: null });
    expect(status.round).toBeGreaterThan(1);
    expect(await leavesOf()).toContainEqual(expect.objectContaining({ outcome: 'void', result: null }));
  });
});

describe('inspection', () => {
  it('refuses each wrong update with its code, and changes nothing', async () => {
    const round = await current();
    const key = await newContributor(client);
    const good = await frameFor(key, round);
    const stranger = { ...key, id: sha256Hex(Uint8Array.of(1)) as typeof key.id };
    const flipped = good.slice();
    flipped[flipped.length - 1]! ^= 1;
    const badSignature = good.slice();
    const headLength = new DataView(good.buffer).getUint32(0, false);
    badSignature[4 + headLength]! ^= 1;
    const cases: [string, Uint8Array][] = [
      ['ENVELOPE_MALFORMED', new Uint8Array(0)],
      [
        'ENVELOPE_MALFORMED',
        new TextEncoder().encode('no frame at all, but long enough to hold a signature of sixty-four bytes'),
      ],
      ['CONTRIBUTOR_UNKNOWN', await frameFor(stranger, round)],
      ['SIGNATURE_INVALID', badSignature],
      ['BODY_HASH_MISMATCH', flipped],
      ['LENGTH_MISMATCH', good.slice(0, -3)],
      ['BASE_UNKNOWN', await frameFor(key, round, { base: 'f'.repeat(64) })],
      ['ROUND_CLOSED', await frameFor(key, round, { number: round.round + 7 })],
      ['CLOCK_SKEW', await frameFor(key, round, { now: Date.now() - 3_600_000 })],
      [
        'NORM_EXCEEDED',
        await frameFor(key, round, {
          norm: round.norm * 1.01,
          delta: new Float32Array(round.parameters).fill(1),
        }),
      ],
      ['SHAPE_MISMATCH', await frameFor(key, round, { delta: new Float32Array(100).fill(0.001) })],
      ['BODY_TOO_LARGE', new Uint8Array(500_000)],
    ];
    for (const [code, frame] of cases)
      expect([code, await refusalOf(client.submit(frame))]).toEqual([code, code]);
    expect((await current()).accepted).toBe(0);
    expect(await refusalOf(client.submit(good))).toBe('accepted');
    expect(await refusalOf(client.submit(good))).toBe('REPLAYED');
    expect(await refusalOf(client.submit(await frameFor(key, round)))).toBe('ALREADY_CONTRIBUTED');
    expect((await current()).accepted).toBe(1);
  });

  it('finds a body that another contributor sent before', async () => {
    const round = await current();
    const delta = Float32Array.from({ length: round.parameters }, (_, i) => (i % 63) * 1e-5);
    const frames = [];
    for (let i = 0; i < 2; i++)
      frames.push(await frameFor(await newContributor(client), round, { delta, norm: 0.0999 }));
    const bodies = frames.map((frame) => {
      const read = readFrame(frame);
      return read.ok ? read.frame.envelope.bodyHash : '';
    });
    expect(await refusalOf(client.submit(frames[0]!))).toBe('accepted');
    // Stochastic rounding makes honest bodies differ; only if they are the same is this a copy.
    expect(await refusalOf(client.submit(frames[1]!))).toBe(bodies[0] === bodies[1] ? 'COPY' : 'accepted');
  });

  it('survives any bytes: a coded refusal and an unchanged round', async () => {
    const round = await current();
    const good = await frameFor(await newContributor(client), round);
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: good.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (at, flip, cut) => {
          const mutated = cut ? good.slice(0, at) : good.slice();
          if (!cut) mutated[at]! ^= flip;
          const code = await refusalOf(client.submit(mutated));
          expect(code).toMatch(/^[A-Z_]+$/);
          expect(code).not.toBe('INTERNAL');
        },
      ),
      { numRuns: 150 },
    );
    expect((await current()).accepted).toBe(0);
  });

  it('answers nonsense on every procedure with a coded refusal and no stack', async () => {
    for (const [path, init] of [
      ['/trpc/round.current?input=%7B%22task%22%3A%22x%22%7D', undefined],
      ['/trpc/round.current?input=%7B', undefined],
      ['/trpc/no.such', undefined],
      [
        '/trpc/contributor.enrol',
        { method: 'POST', body: '{"publicKey":1}', headers: { 'content-type': 'application/json' } },
      ],
      ['/trpc/update.submit', { method: 'POST', body: 'x', headers: { 'content-type': 'text/plain' } }],
      ['/models/..%2f..%2fetc', undefined],
      ['/blobs/zz', undefined],
      ['/nowhere', undefined],
    ] as const) {
      const response = await app.request(path, init as RequestInit | undefined);
      const text = await response.text();
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
      expect(text).toContain('"refusal"');
      expect(text).not.toMatch(/at .*\.ts:\d+|node_modules/);
    }
  });
});

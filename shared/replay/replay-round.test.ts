import { describe, expect, it } from 'vitest';
import { serverOptimiser } from '../aggregation/optimisers/server-optimiser.ts';
import { decodeInt8Block, dequantise, encodeInt8Block, quantise } from '../codec/int8-block.ts';
import { float32Bytes, float64Bytes } from '../codec/vector-bytes.ts';
import { sha256Hex } from '../crypto/sha256.ts';
import { type RoundLeaf, roundLeafSchema } from '../protocol/log.ts';
import { computeRound } from './compute-round.ts';
import { replayRound } from './replay-round.ts';

const D = 2500;
const OPTIMISER = { name: 'fedadam', learningRate: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-3 } as const;
const seeded = (seed: number) => () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};

async function playedRound(contributors = 6) {
  const random = seeded(11);
  const blobs = new Map<string, Uint8Array>();
  const store = (bytes: Uint8Array) => {
    const hash = sha256Hex(bytes);
    blobs.set(hash, bytes);
    return hash;
  };
  const parameters = Float32Array.from({ length: D }, () => random() - 0.5);
  const optimiserState = serverOptimiser(OPTIMISER).initialState(D);
  const rows = [];
  for (let i = 0; i < contributors; i++) {
    const body = await encodeInt8Block(
      quantise(
        Float32Array.from({ length: D }, () => (random() - 0.45) * 0.01),
        0.5,
        random,
      ),
    );
    rows.push({
      update: sha256Hex(Uint8Array.of(i)),
      bodyHash: store(body),
      ramp: (1 + i) / 20,
      established: false,
      staleness: 0,
      multiplicity: 1,
      novelty: 1,
      held: false,
      probation: false,
    });
  }
  rows.sort((a, b) => (a.update < b.update ? -1 : 1));
  const updates = [];
  for (const row of rows) {
    const decoded = await decodeInt8Block(blobs.get(row.bodyHash)!, D);
    if (decoded.ok) updates.push(dequantise(decoded.quantised));
  }
  const rule = { name: 'default', f: 1 } as const;
  const result = computeRound({
    parameters,
    optimiserState,
    updates,
    standings: rows,
    rule,
    norm: 0.5,
    optimiser: OPTIMISER,
    bootstrap: true,
    seed: 'b'.repeat(64),
    inspectRows: true,
  });
  const base = store(float32Bytes(parameters));
  const leaf: RoundLeaf = roundLeafSchema.parse({
    type: 'round',
    task: 'taste',
    round: 1,
    outcome: 'published',
    reason: null,
    bootstrap: true,
    profile: 'laptop',
    base: { version: 1, hash: base },
    result: {
      version: 2,
      hash: sha256Hex(float32Bytes(result.parameters)),
      aggregate: sha256Hex(float32Bytes(result.aggregate)),
      stateAfter: sha256Hex(float64Bytes(result.optimiserState)),
    },
    rule,
    norm: 0.5,
    optimiser: OPTIMISER,
    stateBefore: store(float64Bytes(optimiserState)),
    seed: { commitment: 'a'.repeat(64), reveal: 'b'.repeat(64) },
    size: 100,
    notDrawn: [],
    lost: [],
    cohort: rows.map((row) => ({ ...row, base, pseudonym: 'c'.repeat(64) })),
    weights: result.weights,
    shares: result.shares,
    influence: result.influence,
    agreement: result.agreement,
    promised: result.promised,
    leaveOneOut: result.leaveOneOut,
    statistics: result.statistics,
    influenceWindow: { rounds: 1, of: result.influence },
    stepNorm: result.stepNorm,
    effect: null,
    refused: [],
    refusedByReason: {},
    ratification: 'skipped-small',
    valuation: null,
    openedAt: 0,
    closedAt: 1,
  });
  return { leaf, blobs, fetchBlob: async (hash: string) => blobs.get(hash) ?? null };
}

describe('replaying a round', () => {
  it('finds the same model to the bit, also after the leaf went through JSON', async () => {
    const { leaf, fetchBlob } = await playedRound();
    const verdict = await replayRound(roundLeafSchema.parse(JSON.parse(JSON.stringify(leaf))), fetchBlob);
    expect(verdict).toEqual({ replay: 'identical', round: 1, model: leaf.result?.hash });
  });

  it('says so when one byte of a body was changed', async () => {
    const { leaf, blobs, fetchBlob } = await playedRound();
    const body = blobs.get(leaf.cohort[2]!.bodyHash)!.slice();
    body[40]! ^= 1;
    blobs.set(leaf.cohort[2]!.bodyHash, body);
    expect(await replayRound(leaf, fetchBlob)).toMatchObject({
      replay: 'different',
      problem: expect.stringContaining('another hash'),
    });
  });

  it('says so when a weight, a share, the norm or the order of the cohort was changed', async () => {
    const { leaf, fetchBlob } = await playedRound();
    const changed: Partial<RoundLeaf>[] = [
      { weights: leaf.weights.map((w, i) => (i === 0 ? w + 1e-12 : w)) },
      { shares: leaf.shares.map((s, i) => (i === 1 ? s * 2 : s)) },
      { norm: 1e-6 },
      { cohort: [...leaf.cohort].reverse() },
      { optimiser: { ...OPTIMISER, learningRate: 0.02 } },
    ];
    for (const change of changed)
      expect((await replayRound({ ...leaf, ...change }, fetchBlob)).replay).toBe('different');
  });

  it('lists a round whose bodies have expired as not replayable, with the reason', async () => {
    const { leaf, blobs, fetchBlob } = await playedRound();
    blobs.delete(leaf.cohort[0]!.bodyHash);
    expect(await replayRound(leaf, fetchBlob)).toMatchObject({
      replay: 'not-replayable',
      reason: expect.stringContaining('not stored'),
    });
  });
});

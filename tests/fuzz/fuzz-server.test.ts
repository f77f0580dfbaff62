import { describe, expect, it } from 'vitest';
import { fuzzServer } from './fuzz-server.ts';

const full = process.env['FULL'] === '1';
const frames = full ? 100_000 : 1000;

describe('a running server under hostile frames', () => {
  it(`refuses all of ${frames}, changes nothing, and still finishes its round`, {
    timeout: full ? 3_600_000 : 120_000,
  }, async () => {
    const counts = await fuzzServer({ frames, seed: full ? Date.now() % 1_000_000 : 1 });
    expect(counts).toMatchObject({ crashes: [], accepted: {}, stateChanges: [], stuckRounds: 0 });
    expect(Object.values(counts.refused).reduce((sum, count) => sum + count, 0)).toBe(frames);
    // Every door was tried: what is malformed, forged, replayed, undecodable, too long.
    expect(Object.keys(counts.refused)).toEqual(
      expect.arrayContaining([
        'ENVELOPE_MALFORMED',
        'PROTOCOL_UNSUPPORTED',
        'LENGTH_MISMATCH',
        'SIGNATURE_INVALID',
        'CONTRIBUTOR_UNKNOWN',
        'BODY_HASH_MISMATCH',
        'REPLAYED',
        'CLOCK_SKEW',
        'ROUND_CLOSED',
        'BASE_UNKNOWN',
        'CODEC_MALFORMED',
        'SHAPE_MISMATCH',
        'NOT_FINITE',
        'SCALE_INVALID',
        'NORM_EXCEEDED',
      ]),
    );
  });
});

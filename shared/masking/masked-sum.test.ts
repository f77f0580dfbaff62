import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { groupMember, helperInProcess, runGroup } from '../../tests/lab/masked/run-group.ts';
import { modelHashSchema, roundNumberSchema } from '../protocol/ids.ts';
import { groupTerms, type MaskingContext } from './group-terms.ts';
import { helperSum } from './helper/helper-sum.ts';
import type { MaskedSum } from './masked-sum.ts';
import { readMessage, someBytes } from './message.ts';
import { pairwiseSum } from './pairwise/pairwise-sum.ts';
import { accumulate, unpack } from './ring.ts';

const context: MaskingContext = {
  task: 'taste',
  round: roundNumberSchema.parse(7),
  model: modelHashSchema.parse('ab'.repeat(32)),
  dimension: 300,
  norm: 0.15,
  groupSize: 8,
  noiseMultiplier: 0,
};
const { ring, threshold } = groupTerms(context);

const vectorOf = (seed: number): Uint32Array =>
  Uint32Array.from({ length: ring.length }, (_, i) => ((i + 1) * 2654435761 * (seed + 1)) % 2 ** ring.bits);

function sumOf(vectors: readonly Uint32Array[]): number[] {
  const sum = new Uint32Array(ring.length);
  for (const vector of vectors) accumulate(sum, vector, ring);
  return [...sum];
}

const engines = new Map<string, MaskedSum>([['pairwise', pairwiseSum]]);
beforeAll(async () => {
  engines.set('helper', helperSum(await helperInProcess(3)));
});

describe.each(['helper', 'pairwise'])('masked sums: %s', (name) => {
  const engine = () => engines.get(name)!;

  it('give the sum of a group to the bit', async () => {
    const members = await Promise.all([...Array(8).keys()].map((i) => groupMember(vectorOf(i))));
    const { end } = await runGroup(engine(), context, members);
    expect(end.is).toBe('sum');
    if (end.is !== 'sum') return;
    expect([...end.sum]).toEqual(sumOf(members.map(({ vector }) => vector)));
    expect([...end.members].sort()).toEqual(members.map(({ member }) => member).sort());
  });

  it('send vectors that are uniform, whatever is in them: here nothing', async () => {
    const members = await Promise.all(
      [...Array(8).keys()].map(() => groupMember(new Uint32Array(ring.length))),
    );
    const vectors: Uint32Array[] = [];
    const watched: MaskedSum = {
      ...engine(),
      async close(of, received) {
        for (const message of received.at(-1)!.values()) {
          const masked = readMessage(message, z.looseObject({ masked: someBytes }))?.masked;
          if (masked !== undefined) vectors.push(unpack(masked, ring)!);
        }
        return engine().close(of, received);
      },
    };
    await runGroup(watched, context, members);
    expect(vectors).toHaveLength(8);
    // χ² with 15 degrees: above 60 about once in five million runs.
    const classes = new Float64Array(16);
    for (const vector of vectors) for (const x of vector) classes[x >> (ring.bits - 4)]!++;
    const expected = (8 * ring.length) / 16;
    expect(classes.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0)).toBeLessThan(60);
  });

  it('void a group of too few rather than tell of it', async () => {
    const members = await Promise.all([...Array(threshold - 1).keys()].map((i) => groupMember(vectorOf(i))));
    const { end } = await runGroup(engine(), context, members);
    expect(end.is).toBe('void');
  });
});

describe('pairwise masked sums', () => {
  it('lose no group that has enough survivors, at whatever step members fall silent', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 8, maxLength: 8 }),
        async (falls) => {
          const members = await Promise.all([...Array(8).keys()].map((i) => groupMember(vectorOf(i))));
          // 5: never.
          const fallsAt = new Map(members.map(({ member }, i) => [member, falls[i]!]));
          const { end } = await runGroup(
            pairwiseSum,
            context,
            members,
            (member, phase) => phase < (fallsAt.get(member) ?? 5),
          );
          const atTheEnd = falls.filter((phase) => phase >= 5).length;
          if (atTheEnd < threshold) {
            expect(end.is).toBe('void');
            return;
          }
          const added = members.filter(({ member }) => fallsAt.get(member)! >= 3);
          expect(end.is).toBe('sum');
          if (end.is === 'sum') expect([...end.sum]).toEqual(sumOf(added.map(({ vector }) => vector)));
        },
      ),
      { numRuns: 30 },
    );
  });
});

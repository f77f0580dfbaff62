import { describe, expect, it } from 'vitest';
import { decodeInt8Block, dequantise, encodeInt8Block, quantise } from '../codec/int8-block.ts';
import { float32Bytes } from '../codec/vector-bytes.ts';
import { fromHex } from '../crypto/hex.ts';
import { sha256Hex } from '../crypto/sha256.ts';
import { concentration } from '../influence/concentration.ts';
import { type EpochLeaf, epochLeafSchema, type RoundLeaf, roundLeafSchema } from '../protocol/log.ts';
import { epochPay, newAccount } from '../valuation/epoch-pay.ts';
import { valueUpdates } from '../valuation/value-updates.ts';
import { verifyEpoch } from './verify-epoch.ts';

const D = 1500;
const NORM = 0.5;
const RULES = { pool: 10n ** 21n, referenceScore: 1e-4, cap: 0.6, fewestRounds: 1 };
const seeded = (seed: number) => () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};
const pseudonym = (i: number) => sha256Hex(Uint8Array.of(100 + i));

/** An epoch with two rounds of five people: one sends as good as nothing, one is in probation, one repeats himself. */
async function playedEpoch() {
  const random = seeded(5);
  const blobs = new Map<string, Uint8Array>();
  const store = (bytes: Uint8Array) => {
    blobs.set(sha256Hex(bytes), bytes);
    return sha256Hex(bytes);
  };
  const vector = (size: number) => Float32Array.from({ length: D }, () => (random() - 0.45) * size);
  const rounds: RoundLeaf[] = [];
  const aggregates: Float32Array[] = [];
  const opened: EpochLeaf['rounds'] = [];
  const valuesOf = new Map<string, number[]>();
  for (const number of [1, 2]) {
    const direction = vector(1);
    const salt = sha256Hex(Uint8Array.of(number));
    const rows = [];
    for (let i = 0; i < 5; i++) {
      const body = await encodeInt8Block(quantise(vector(i === 3 ? 1e-6 : 0.01 * (i + 1)), NORM, random));
      rows.push({
        update: sha256Hex(Uint8Array.of(number, i)),
        bodyHash: store(body),
        base: 'b'.repeat(64),
        pseudonym: pseudonym(i),
        ramp: 1,
        established: true,
        staleness: 0,
        multiplicity: i === 1 ? 2 : 1,
        novelty: i === 4 ? 0.25 : 1,
        held: false,
        probation: i === 2,
      });
    }
    rows.sort((a, b) => (a.update < b.update ? -1 : 1));
    const values = [];
    for (const row of rows) {
      const decoded = await decodeInt8Block(blobs.get(row.bodyHash)!, D);
      if (!decoded.ok) throw new Error('a body of our own cannot be decoded');
      const delta = dequantise(decoded.quantised);
      const judged = [{ delta, multiplicity: row.multiplicity, novelty: row.novelty }];
      const published = { aggregates: [...aggregates].reverse(), older: null };
      const { value } = valueUpdates(judged, direction, published, NORM)[0]!;
      values.push({ update: row.update, value });
      const counted = row.probation ? [] : [value];
      valuesOf.set(row.pseudonym, [...(valuesOf.get(row.pseudonym) ?? []), ...counted]);
    }
    opened.push({
      task: 'taste',
      round: number,
      direction: store(float32Bytes(direction)),
      salt,
      values,
    } as never);
    const aggregate = vector(0.01);
    rounds.push(
      roundLeafSchema.parse({
        type: 'round',
        task: 'taste',
        round: number,
        outcome: 'published',
        reason: null,
        bootstrap: true,
        profile: 'laptop',
        base: { version: number, hash: 'b'.repeat(64) },
        result: {
          version: number + 1,
          hash: 'c'.repeat(64),
          aggregate: store(float32Bytes(aggregate)),
          stateAfter: 'd'.repeat(64),
        },
        rule: { name: 'mean', f: 0 },
        norm: NORM,
        optimiser: { name: 'fedavg', learningRate: 1 },
        stateBefore: 'd'.repeat(64),
        seed: { commitment: 'a'.repeat(64), reveal: 'b'.repeat(64) },
        cohort: rows,
        size: 100,
        notDrawn: [],
        lost: [],
        weights: [],
        shares: [],
        influence: concentration([]),
        influenceWindow: { rounds: 0, of: concentration([]) },
        leaveOneOut: null,
        statistics: [],
        stepNorm: null,
        effect: null,
        agreement: null,
        promised: null,
        refused: [],
        refusedByReason: {},
        ratification: 'skipped-small',
        valuation: {
          directionCommitment: sha256Hex(fromHex(salt), float32Bytes(direction)),
          panelCommitment: 'e'.repeat(64),
        },
        openedAt: 0,
        closedAt: 1,
      }),
    );
    aggregates.push(aggregate);
  }
  const before = new Map([[pseudonym(0), { rounds: 2, sum: 0.003, squares: 5e-6, paidUpTo: 0.001 }]]);
  const people = [...valuesOf.keys()].sort();
  const entries = people.map((entity) => ({
    entity,
    before: before.get(entity) ?? newAccount,
    values: valuesOf.get(entity) ?? [],
  }));
  let issued = 0n;
  const outcomes = epochPay(entries, RULES).map(({ entity, outcome, score, pay }) => {
    issued += pay;
    return {
      pseudonym: entity,
      outcome,
      before: before.get(entity) ?? newAccount,
      score,
      pay: pay.toString(),
      why: null,
    };
  });
  const leaf = epochLeafSchema.parse({
    type: 'epoch',
    epoch: 7,
    pool: RULES.pool.toString(),
    referenceScore: RULES.referenceScore,
    cap: RULES.cap,
    fewestRounds: RULES.fewestRounds,
    rounds: opened,
    outcomes,
    issued: issued.toString(),
    closedAt: 2,
  });
  const verify = (changed: EpochLeaf = leaf, leaves: readonly RoundLeaf[] = rounds) =>
    verifyEpoch(changed, leaves, async (hash) => blobs.get(hash) ?? null);
  return { leaf, rounds, blobs, verify };
}

describe('verifying an epoch', () => {
  it('holds when values and pay follow from directions and bodies, also after the leaf went through JSON', async () => {
    const { leaf, verify } = await playedEpoch();
    expect(await verify(epochLeafSchema.parse(JSON.parse(JSON.stringify(leaf))))).toEqual({ holds: 'yes' });
    const outcomes = leaf.outcomes.map(({ outcome }) => outcome);
    expect(new Set(outcomes)).toEqual(new Set(['paid', 'unpaid', 'carried']));
    expect(leaf.rounds.flatMap(({ values }) => values).filter(({ value }) => value === 0)).toHaveLength(2);
  });

  it.each<[string, (leaf: Draft) => void]>([
    [
      'a value',
      ({ rounds: [one] }) => {
        one!.values[0]!.value += 1e-12;
      },
    ],
    [
      'what somebody was worth before',
      (leaf) => {
        paid(leaf).before.sum += 1;
      },
    ],
    [
      'somebody’s pay by a wei',
      (leaf) => {
        paid(leaf).pay = more(paid(leaf).pay, 1n);
      },
    ],
    [
      'somebody’s pay, and the sum with it',
      (leaf) => {
        paid(leaf).pay = more(paid(leaf).pay, 1n);
        leaf.issued = more(leaf.issued, 1n);
      },
    ],
    [
      'somebody’s outcome',
      (leaf) => {
        paid(leaf).outcome = 'unpaid';
      },
    ],
    [
      'whose pay it is',
      (leaf) => {
        paid(leaf).pseudonym = 'f'.repeat(64);
      },
    ],
    [
      'the sum',
      (leaf) => {
        leaf.issued = more(leaf.issued, -1n);
      },
    ],
    [
      'the pool',
      (leaf) => {
        leaf.pool = more(leaf.pool, BigInt(leaf.pool));
      },
    ],
    [
      'the cap',
      (leaf) => {
        leaf.cap /= 10;
      },
    ],
    [
      'the fewest rounds',
      (leaf) => {
        leaf.fewestRounds = 9;
      },
    ],
    [
      'a direction’s salt',
      ({ rounds: [one] }) => {
        one!.salt = 'f'.repeat(64);
      },
    ],
    [
      'which round a direction is of',
      ({ rounds: [one] }) => {
        one!.round = 44;
      },
    ],
    [
      'two rounds’ directions for each other',
      ({ rounds: [one, two] }) => {
        [one!.direction, two!.direction] = [two!.direction, one!.direction];
      },
    ],
    [
      'an update’s name',
      ({ rounds: [one] }) => {
        one!.values[0]!.update = 'f'.repeat(64);
      },
    ],
    [
      'an update, leaving it out',
      ({ rounds: [one] }) => {
        one!.values.pop();
      },
    ],
    [
      'an update, counting it twice',
      ({ rounds: [one] }) => {
        one!.values.push(one!.values[0]!);
      },
    ],
    [
      'a round, counting it twice',
      ({ rounds }) => {
        rounds.push(rounds[0]!);
      },
    ],
    [
      'a person, leaving him out',
      (leaf) => {
        leaf.outcomes.splice(leaf.outcomes.indexOf(paid(leaf)), 1);
      },
    ],
    [
      'a person, paying him twice',
      (leaf) => {
        leaf.outcomes.push(paid(leaf));
        leaf.issued = more(leaf.issued, BigInt(paid(leaf).pay));
      },
    ],
  ])('finds that somebody changed %s', async (_, change) => {
    const { leaf, verify } = await playedEpoch();
    const draft: Draft = JSON.parse(JSON.stringify(leaf));
    change(draft);
    expect(await verify(epochLeafSchema.parse(draft))).toMatchObject({
      holds: 'no',
      problem: expect.any(String),
    });
  });

  it('finds a direction or a multiplicity that is not the one of the round’s leaf', async () => {
    const { leaf, rounds, verify } = await playedEpoch();
    const withRound = (change: Partial<RoundLeaf>) =>
      verify(leaf, [{ ...rounds[0]!, ...change }, rounds[1]!]);
    const cohort = rounds[0]!.cohort.map((row) => ({ ...row, multiplicity: row.multiplicity + 1 }));
    expect((await withRound({ cohort })).holds).toBe('no');
    const newer = rounds[0]!.cohort.map((row) => ({ ...row, novelty: 1 }));
    expect((await withRound({ cohort: newer })).holds).toBe('no');
    const spared = rounds[0]!.cohort.map((row) => ({ ...row, probation: false }));
    expect((await withRound({ cohort: spared })).holds).toBe('no');
    const valuation = {
      ...rounds[0]!.valuation!,
      directionCommitment: rounds[1]!.valuation!.directionCommitment,
    };
    expect(await withRound({ valuation })).toMatchObject({ problem: expect.stringContaining('committed') });
    expect(await withRound({ valuation: null })).toMatchObject({
      problem: expect.stringContaining('no valued'),
    });
  });

  it('finds aggregates that were not the public ones when the round was valued', async () => {
    const { leaf, rounds, verify } = await playedEpoch();
    const result = { ...rounds[0]!.result!, aggregate: rounds[1]!.result!.aggregate };
    expect((await verify(leaf, [{ ...rounds[0]!, result }, rounds[1]!])).holds).toBe('no');
  });

  it('says that it cannot tell when bytes are gone, and still checks the rest', async () => {
    for (const gone of ['body', 'direction'] as const) {
      const { leaf, rounds, blobs, verify } = await playedEpoch();
      blobs.delete(gone === 'body' ? rounds[0]!.cohort[0]!.bodyHash : leaf.rounds[0]!.direction);
      expect(await verify()).toMatchObject({
        holds: 'unknown',
        reason: expect.stringContaining('not stored'),
      });
      const draft: Draft = JSON.parse(JSON.stringify(leaf));
      paid(draft).pay = '1';
      expect((await verify(epochLeafSchema.parse(draft))).holds).toBe('no');
    }
  });
});

/** A leaf that can be written to, before it is parsed again. */
interface Draft {
  pool: string;
  cap: number;
  fewestRounds: number;
  issued: string;
  rounds: {
    round: number;
    direction: string;
    salt: string;
    values: { update: string; value: number }[];
  }[];
  outcomes: { pseudonym: string; outcome: string; pay: string; before: { sum: number } }[];
}

const paid = (leaf: Draft) => leaf.outcomes.find(({ outcome }) => outcome === 'paid') ?? leaf.outcomes[0]!;
const more = (wei: string, by: bigint) => (BigInt(wei) + by).toString();

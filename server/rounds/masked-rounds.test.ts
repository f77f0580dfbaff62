import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { toHex } from '../../shared/crypto/hex.ts';
import type { ContributorKey } from '../../shared/learning/contributor.ts';
import { groupEvidence } from '../../shared/masking/suspicion.ts';
import { hashSchema } from '../../shared/protocol/ids.ts';
import type { EpochLeaf, RoundLeaf } from '../../shared/protocol/log.ts';
import { replayRound } from '../../shared/replay/replay-round.ts';
import { drawProblem } from '../../shared/replay/verify-draw.ts';
import { verifyEpoch } from '../../shared/replay/verify-epoch.ts';
import { helperInProcess } from '../../tests/lab/masked/run-group.ts';
import { forgetContributor } from '../entities/forget.ts';
import {
  contributors,
  groupRecords,
  maskedMessages,
  publicBlobs,
  rounds as roundTable,
  updates,
} from '../store/schema.ts';
import { anyDirection, startTestRounds, step, type TestRounds } from '../testing/test-rounds.ts';

let rounds: TestRounds;
afterEach(() => rounds.stop());

const published = async (): Promise<RoundLeaf[]> =>
  (await rounds.leaves()).filter((leaf): leaf is RoundLeaf => leaf.type === 'round');

async function withHelper(over = {}): Promise<void> {
  const helper = await helperInProcess(3);
  const masking = { engine: 'helper', groupSize: 3, helperKey: hashSchema.parse(toHex(helper.key)) } as const;
  rounds = await startTestRounds({ masking, ...over }, helper.ask);
}

/** So many people, each with an update in the round; by their updates' hashes. */
async function contribute(count: number, delta = anyDirection): Promise<Map<string, ContributorKey>> {
  const people = new Map<string, ContributorKey>();
  for (let i = 0; i < count; i++) {
    const person = await rounds.newPerson();
    people.set(await rounds.contribute(person, delta()), person);
  }
  return people;
}

describe('rounds whose updates are masked for a helper', () => {
  it('publish sums of groups, nobody’s update, and replay from the sums to the bit', async () => {
    await withHelper();
    await contribute(10);
    await rounds.finishRound();
    const [leaf] = await published();
    expect(leaf).toMatchObject({ outcome: 'published', masking: { engine: 'helper', groupSize: 3 } });
    expect(leaf!.groups).toHaveLength(3);
    expect(leaf!.cohort).toHaveLength(9);
    expect(leaf!.lost).toHaveLength(1);
    expect(leaf!.weights).toHaveLength(3);
    expect(drawProblem(leaf!)).toBeNull();
    expect((await replayRound(leaf!, (hash) => rounds.blobs.get(hash))).replay).toBe('identical');
    const kinds = (await rounds.db.select().from(publicBlobs)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'sum')).toHaveLength(3);
    expect(kinds).not.toContain('body');
  });

  it('come to the mean of what was learnt', async () => {
    await withHelper();
    const direction = anyDirection().map((x) => x / Math.sqrt(1100));
    for (let i = 0; i < 6; i++) await rounds.contribute(await rounds.newPerson(), direction);
    await rounds.finishRound();
    const [leaf] = await published();
    const model = new Float32Array((await rounds.blobs.get(leaf!.result!.hash))!.slice().buffer);
    const off = Math.hypot(...model.map((x, i) => x - direction[i]!));
    expect(off).toBeLessThan(0.1);
  });

  it('are told apart when they are tampered with: another sum, another group, another verdict', async () => {
    await withHelper();
    await contribute(6);
    await rounds.finishRound();
    const [leaf] = await published();
    const [first, second] = leaf!.groups!;
    const replay = async (groups: RoundLeaf['groups']) =>
      (await replayRound({ ...leaf!, groups }, (hash) => rounds.blobs.get(hash))).replay;
    expect(await replay([{ ...first!, sum: second!.sum }, second!])).toBe('different');
    expect(await replay([{ ...first!, verdict: 'too-long' }, second!])).toBe('different');
    expect(await replay([{ ...first!, summed: first!.summed.slice(1) }, second!])).toBe('different');
    const swapped = [
      { ...first!, members: [...second!.members] },
      { ...second!, members: [...first!.members] },
    ];
    expect(drawProblem({ ...leaf!, groups: swapped })).toContain('groups');
  });

  it('refuse a body of another codec, and a message of somebody else', async () => {
    await withHelper();
    const [a, b] = [await rounds.newPerson(), await rounds.newPerson()];
    expect(await rounds.contribute(a, anyDirection(), { masked: false })).toBe('CODEC_UNKNOWN');
    expect(await rounds.contribute(a, anyDirection(), { maskedAs: b })).toBe('CODEC_MALFORMED');
  });

  it('leave a group out that somebody spoilt, and suspend who is in every spoilt one', async () => {
    await withHelper();
    const culprit = await rounds.newPerson();
    const honest = await Promise.all(Array.from({ length: 8 }, () => rounds.newPerson()));
    // It has been in five spoilt groups before.
    const before = {
      contributor: culprit.id,
      refused: 5,
      groups: 5,
      evidence: 5 * groupEvidence(true, 1 / 3),
    };
    await rounds.db.insert(groupRecords).values(before);
    let spoilt = 0;
    for (let round = 0; round < 10; round++) {
      const code = await rounds.contribute(culprit, anyDirection(), { garbage: true });
      if (code === 'CONTRIBUTOR_SUSPENDED') break;
      for (const person of honest) await rounds.contribute(person, anyDirection());
      await rounds.finishRound();
      const leaf = (await published()).at(-1)!;
      expect(leaf.outcome).toBe('published');
      expect(leaf.groups!.filter(({ verdict }) => verdict === 'too-long')).toHaveLength(1);
      expect((await replayRound(leaf, (hash) => rounds.blobs.get(hash))).replay).toBe('identical');
      spoilt++;
    }
    expect(spoilt).toBe(4);
    const suspended = await rounds.db.select().from(contributors).where(eq(contributors.suspended, true));
    expect(suspended.map(({ id }) => id)).toEqual([culprit.id]);
  });
});

describe('a member whose seal the helper cannot open', () => {
  it('voids its own group alone, is named, and suspended after a few', async () => {
    await withHelper();
    const stranger = toHex((await helperInProcess(3)).key);
    const culprit = await rounds.newPerson();
    const honest = await Promise.all(Array.from({ length: 5 }, () => rounds.newPerson()));
    let voided = 0;
    for (let round = 0; round < 6; round++) {
      const code = await rounds.contribute(culprit, anyDirection(), { sealedFor: stranger });
      if (code === 'CONTRIBUTOR_SUSPENDED') break;
      for (const person of honest) await rounds.contribute(person, anyDirection());
      await rounds.finishRound();
      const verdicts = (await published()).at(-1)!.groups!.map(({ verdict }) => verdict);
      expect(verdicts.sort()).toEqual(['used', 'void']);
      voided++;
    }
    expect(voided).toBe(3);
    const suspended = await rounds.db.select().from(contributors).where(eq(contributors.suspended, true));
    expect(suspended.map(({ id }) => id)).toEqual([culprit.id]);
  });
});

describe('what members of masked groups earn', () => {
  it('is told and paid when the epoch closes, and follows for an auditor from the sums', async () => {
    await withHelper();
    const people = Array.from({ length: 6 }, () => rounds.newPerson());
    const members = await Promise.all(people);
    for (let round = 0; round < 2; round++) {
      for (const person of members) await rounds.contribute(person, step(0.001, rounds.direction));
      await rounds.finishRound();
    }
    rounds.epoch = 1;
    await rounds.closeEpochs();
    const leaves = await rounds.leaves();
    const epoch = leaves.find((leaf): leaf is EpochLeaf => leaf.type === 'epoch')!;
    expect(epoch.rounds).toHaveLength(2);
    for (const { values } of epoch.rounds) expect(values).toHaveLength(6);
    expect(BigInt(epoch.issued)).toBeGreaterThan(0n);
    const all = await published();
    const fetchBlob = (hash: string) => rounds.blobs.get(hash);
    expect(await verifyEpoch(epoch, all, fetchBlob)).toEqual({ holds: 'yes' });
    const [first, ...rest] = epoch.rounds;
    const [value, ...others] = first!.values;
    const raised = [{ ...first!, values: [{ ...value!, value: value!.value + 1 }, ...others] }, ...rest];
    expect((await verifyEpoch({ ...epoch, rounds: raised }, all, fetchBlob)).holds).toBe('no');
  });
});

describe('what a masked round leaves behind', () => {
  it('is sums: vectors with their sealed secrets are erased, and somebody who leaves is in no table', async () => {
    await withHelper();
    const people = await contribute(6);
    await rounds.finishRound();
    const stored = await rounds.db.select().from(updates);
    expect(stored).toHaveLength(6);
    for (const { bodyHash } of stored) expect(await rounds.blobs.get(bodyHash)).toBeNull();
    expect(await rounds.db.select().from(groupRecords)).toHaveLength(6);
    const [person] = people.values();
    await forgetContributor(rounds.db, rounds.blobs, person!.id, 'tombstone');
    const tables = [contributors, updates, groupRecords, maskedMessages, roundTable] as const;
    for (const table of tables)
      expect(JSON.stringify(await rounds.db.select().from(table))).not.toContain(person!.id);
  });
});

describe('rounds whose updates are masked pairwise', () => {
  const pairwise = { masking: { engine: 'pairwise', groupSize: 4 } as const, phaseMs: 10_000 };

  /** Everybody answers until nobody has anything to say. */
  async function everybodyAnswers(
    people: ReadonlyMap<string, ContributorKey>,
    silent: ReadonlySet<string>,
  ): Promise<void> {
    for (let turn = 0; turn < 40; turn++) {
      let said = false;
      for (const [update, person] of people) {
        if (silent.has(update)) continue;
        if ((await rounds.answer(person, update)) === 'answered') said = true;
      }
      rounds.now += said ? 0 : 20_000;
      await rounds.advance();
      if ((await published()).length > 0) return;
    }
  }

  it('go through all phases, publish the sums, and replay to the bit', async () => {
    rounds = await startTestRounds(pairwise);
    const people = await contribute(8);
    await rounds.finishRound();
    expect(await published()).toHaveLength(0);
    await everybodyAnswers(people, new Set());
    const [leaf] = await published();
    expect(leaf).toMatchObject({ outcome: 'published', masking: { engine: 'pairwise', groupSize: 4 } });
    expect(leaf!.cohort).toHaveLength(8);
    expect(drawProblem(leaf!)).toBeNull();
    expect((await replayRound(leaf!, (hash) => rounds.blobs.get(hash))).replay).toBe('identical');
    const [update, person] = [...people][0]!;
    expect(await rounds.answer(person, update)).toBe('over');
    expect(await rounds.db.select().from(maskedMessages)).toEqual([]);
  });

  it('go on without who falls silent, as long as enough are left', async () => {
    rounds = await startTestRounds(pairwise);
    const people = await contribute(8);
    await rounds.finishRound();
    const [silent] = [...people.keys()];
    await everybodyAnswers(people, new Set([silent!]));
    const [leaf] = await published();
    expect(leaf!.outcome).toBe('published');
    expect(leaf!.lost.map(({ update }) => update)).toEqual([silent]);
    expect(leaf!.cohort).toHaveLength(7);
    expect((await replayRound(leaf!, (hash) => rounds.blobs.get(hash))).replay).toBe('identical');
  });

  it('are void where nobody answers, and the next round opens', async () => {
    rounds = await startTestRounds(pairwise);
    const people = await contribute(8);
    await rounds.finishRound();
    await everybodyAnswers(people, new Set(people.keys()));
    const [leaf] = await published();
    expect(leaf).toMatchObject({ outcome: 'void', result: null });
    expect(leaf!.lost).toHaveLength(8);
    expect(await rounds.contribute(await rounds.newPerson(), anyDirection())).toHaveLength(64);
  });

  it('tell a member only of its own group, and take one answer a phase', async () => {
    rounds = await startTestRounds(pairwise);
    const people = await contribute(4);
    await rounds.finishRound();
    const [[update, person], [, other]] = [...people] as [[string, ContributorKey], [string, ContributorKey]];
    await expect(rounds.answer(other, update)).rejects.toThrow('No update of yours');
    expect(await rounds.answer(person, update)).toBe('answered');
    expect(await rounds.answer(person, update)).toBe('waits');
  });
});

import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { float32FromBytes } from '../../shared/codec/vector-bytes.ts';
import type { ContributorKey } from '../../shared/learning/contributor.ts';
import type { EpochLeaf, RoundLeaf } from '../../shared/protocol/log.ts';
import { type EpochVerdict, verifyEpoch } from '../../shared/replay/verify-epoch.ts';
import { contributors, earnings, publicBlobs, values } from '../store/schema.ts';
import { anyDirection, POOL, startTestRounds, step, type TestRounds } from '../testing/test-rounds.ts';

let test: TestRounds;
let people: ContributorKey[];
/** The epoch a test begins in, and how many leaves were there then. */
let start: number;
let leavesBefore: number;

beforeAll(async () => {
  test = await startTestRounds();
});
afterAll(() => test.stop());
beforeEach(async () => {
  test.epoch++;
  await test.closeEpochs();
  start = test.epoch;
  leavesBefore = (await test.leaves()).length;
  people = await Promise.all([1, 2, 3].map(() => test.newPerson()));
});

/** A round in which each person goes `along[i]` the way that would improve; absent ones do not take part. */
async function round(...along: (number | null)[]): Promise<void> {
  test.direction = anyDirection();
  for (const [i, way] of along.entries()) {
    if (way !== null) await test.contribute(people[i]!, step(way, test.direction));
  }
  await test.finishRound();
}

const newLeaves = async () => (await test.leaves()).slice(leavesBefore);
const epochLeaves = async () =>
  (await newLeaves()).filter((leaf): leaf is EpochLeaf => leaf.type === 'epoch');
const earnedIn = async (epoch: number) => {
  const rows = await test.db.select().from(earnings).where(eq(earnings.epoch, epoch));
  return people.map(({ id }) => rows.find(({ contributor }) => contributor === id) ?? null);
};

async function verified(leaf: EpochLeaf): Promise<EpochVerdict> {
  const rounds = (await test.leaves()).filter((other): other is RoundLeaf => other.type === 'round');
  return verifyEpoch(leaf, rounds, (hash) => test.blobs.get(hash));
}

describe('closing an epoch', () => {
  it('pays for what was worth something, nothing for the rest, and no more than the pool', async () => {
    await round(0.001, 0.002, -0.003);
    test.epoch = start + 1;
    await test.closeEpochs();
    const [small, large, harmful] = await earnedIn(start);
    expect(BigInt(large!.amount)).toBeGreaterThan(BigInt(small!.amount));
    expect(BigInt(small!.amount)).toBeGreaterThan(0n);
    expect(harmful).toMatchObject({ amount: '0', outcome: 'unpaid', why: 'no assured improvement' });
    const [leaf] = await epochLeaves();
    const paid = leaf!.outcomes.reduce((sum, { pay }) => sum + BigInt(pay), 0n);
    expect(paid).toBeLessThanOrEqual(POOL);
    expect(leaf!.issued).toBe(paid.toString());
    expect(await verified(leaf!)).toEqual({ holds: 'yes' });
  });

  it('names nobody: outcomes go by the pseudonyms of the round’s leaf', async () => {
    await round(0.001, 0.002);
    test.epoch = start + 1;
    await test.closeEpochs();
    const text = JSON.stringify(await test.leaves());
    for (const { id } of people) expect(text).not.toContain(id);
    const [leaf] = await epochLeaves();
    expect(leaf!.outcomes.map(({ pseudonym }) => pseudonym)).toEqual(
      [people[0]!, people[1]!].map(({ id }) => test.pseudonym(start, id)).sort(),
    );
  });

  it('tells values and opens directions only when it does', async () => {
    await round(0.001);
    expect(JSON.stringify(await newLeaves())).not.toContain('"value"');
    const directions = async () =>
      (await test.db.select().from(publicBlobs).where(eq(publicBlobs.kind, 'direction'))).length;
    const before = await directions();
    await test.closeEpochs();
    expect(await directions()).toBe(before);
    test.epoch = start + 1;
    await test.closeEpochs();
    expect(await directions()).toBe(before + 1);
  });

  it('twice closes nothing twice', async () => {
    await round(0.001, 0.002);
    test.epoch = start + 1;
    await test.closeEpochs();
    const before = [await epochLeaves(), await earnedIn(start)];
    await test.closeEpochs();
    test.epoch = start + 5;
    await test.closeEpochs();
    expect([await epochLeaves(), await earnedIn(start)]).toEqual(before);
  });

  it('that failed half-way changed nothing, and is done whole the next time', async () => {
    await round(0.001, 0.002);
    test.epoch = start + 1;
    const { append } = test.ports.log;
    Object.assign(test.ports.log, { append: () => Promise.reject(new Error('the disk is full')) });
    await expect(test.closeEpochs()).rejects.toThrow('the disk is full');
    Object.assign(test.ports.log, { append });
    expect(await earnedIn(start)).toEqual([null, null, null]);
    const open = await test.db.select().from(values).where(eq(values.epoch, start));
    expect(open.map(({ settledEpoch }) => settledEpoch)).toEqual([null, null]);
    await test.closeEpochs();
    expect(await epochLeaves()).toHaveLength(1);
  });

  it('carries values of too few rounds along, and pays them once there are enough', async () => {
    const rules = { fewestRounds: 2 };
    await round(0.001, 0.002);
    test.epoch = start + 1;
    await test.closeEpochs(rules);
    expect(await earnedIn(start)).toEqual([null, null, null]);
    // Only the first takes part again; the second's value goes on waiting.
    await round(0.001, null, 0.001);
    test.epoch = start + 2;
    await test.closeEpochs(rules);
    const [first, second, third] = await earnedIn(start + 1);
    expect(BigInt(first!.amount)).toBeGreaterThan(0n);
    expect([second, third]).toEqual([null, null]);
    const [one, two] = await epochLeaves();
    expect(one!.outcomes.map(({ outcome }) => outcome)).toEqual(['carried', 'carried']);
    const paid = two!.outcomes.find(({ outcome }) => outcome === 'paid')!;
    expect(one!.rounds[0]!.values.map(({ value }) => value)).toContain(paid.before.sum);
    expect(paid.before).toMatchObject({ rounds: 1, paidUpTo: 0 });
    for (const leaf of [one!, two!]) expect(await verified(leaf)).toEqual({ holds: 'yes' });
    // What was paid for is not paid for a second time.
    await round(0.001, 0.001);
    test.epoch = start + 3;
    await test.closeEpochs(rules);
    const [, , three] = await epochLeaves();
    expect(three!.outcomes.map(({ before }) => before.paidUpTo).sort()).toEqual([0, paid.score]);
    expect((await earnedIn(start + 2)).slice(1)).toMatchObject([{ outcome: 'paid' }, null]);
    expect(await verified(three!)).toEqual({ holds: 'yes' });
  });

  it('lets a bad round be made good before anything is paid again', async () => {
    await round(-0.004, 0.001);
    test.epoch = start + 1;
    await test.closeEpochs();
    await round(0.002, 0.001);
    test.epoch = start + 2;
    await test.closeEpochs();
    expect(await earnedIn(start + 1)).toMatchObject([{ amount: '0' }, { outcome: 'paid' }, null]);
  });

  it('pays those who are tied together as one, in whole wei', async () => {
    const account = `0x${'1'.repeat(40)}`;
    for (const person of people.slice(0, 2)) {
      await test.db
        .update(contributors)
        .set({ account, accountSince: start - 1 })
        .where(eq(contributors.id, person.id));
    }
    await round(0.001, 0.001, 0.001);
    const [leaf] = (await newLeaves()).filter((leaf): leaf is RoundLeaf => leaf.type === 'round');
    // One update an entity is drawn; the other is accepted, and waits for nothing.
    expect([leaf!.cohort.length, leaf!.notDrawn.length]).toEqual([2, 1]);
    test.epoch = start + 1;
    await test.closeEpochs();
    const [epoch] = await epochLeaves();
    expect(epoch!.outcomes).toHaveLength(2);
    expect(await verified(epoch!)).toEqual({ holds: 'yes' });
  });

  it('holds everybody to the cap, and issues nothing of what is left over', async () => {
    await round(0.004, 0.00001);
    test.epoch = start + 1;
    await test.closeEpochs({ cap: 0.25 });
    const [capped] = await earnedIn(start);
    expect(BigInt(capped!.amount)).toBe(POOL / 4n);
    expect(BigInt((await epochLeaves())[0]!.issued)).toBeLessThan(POOL / 2n);
  });

  it('projects public steps out: repeating what was published earns as good as nothing', async () => {
    await round(0.002, 0.002);
    const last = (await newLeaves()).filter((leaf): leaf is RoundLeaf => leaf.type === 'round').at(-1)!;
    const published = float32FromBytes((await test.blobs.get(last.result!.aggregate))!)!;
    // What still improves is half of what improved before, and half of something new.
    const before = test.direction;
    const fresh = anyDirection();
    test.direction = before.map((x, i) => x + fresh[i]!);
    await test.contribute(people[2]!, published);
    await test.contribute(people[0]!, step(0.002, fresh));
    await test.finishRound();
    test.epoch = start + 1;
    await test.closeEpochs();
    const rows = await test.db
      .select()
      .from(values)
      .where(eq(values.round, last.round + 1));
    const worth = (person: ContributorKey) =>
      rows.find(({ contributor }) => contributor === person.id)!.value;
    expect(Math.abs(worth(people[2]!))).toBeLessThan(worth(people[0]!) / 20);
    expect(await verified((await epochLeaves())[0]!)).toEqual({ holds: 'yes' });
  });

  it('waits for the running epoch, and closes several that are due in their order', async () => {
    await round(0.001);
    await test.closeEpochs();
    expect(await epochLeaves()).toEqual([]);
    test.epoch = start + 1;
    await round(0.001);
    test.epoch = start + 4;
    await test.closeEpochs();
    expect((await epochLeaves()).map(({ epoch }) => epoch)).toEqual([start, start + 1]);
  });
});

import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../shared/crypto/sha256.ts';
import type { ContributorKey } from '../../shared/learning/contributor.ts';
import { Refused } from '../../shared/protocol/errors.ts';
import type { RoundLeaf } from '../../shared/protocol/log.ts';
import { VOTES_FOR_LIFE } from '../../shared/ratification/vote-budget.ts';
import { forgetContributor } from '../entities/forget.ts';
import { publicBlobs } from '../store/schema.ts';
import { startTestRounds, step, type TestRounds } from '../testing/test-rounds.ts';
import { activeRound } from './open-round.ts';
import { castVote, questionFor } from './ratification.ts';
import { candidateSchema } from './round-state.ts';

const MINUTE = 60_000;
let test: TestRounds;

async function people(count: number): Promise<ContributorKey[]> {
  return Promise.all(Array.from({ length: count }, () => test.newPerson()));
}

/** A round that five people taught, up to the vote of `others`. */
async function upToTheVote(others: number): Promise<{ cohort: ContributorKey[]; others: ContributorKey[] }> {
  test = await startTestRounds({ ratification: { asked: 200, ms: MINUTE } });
  const cohort = await people(5);
  const outside = await people(others);
  for (const person of cohort) await test.contribute(person, step(0.01));
  await test.finishRound();
  return { cohort, others: outside };
}

async function question() {
  const round = await activeRound(test.db, 'taste');
  const candidate = candidateSchema.parse(round?.candidate);
  if (round === null || candidate.outcome.is !== 'model') throw new Error('nothing to vote on');
  return { task: 'taste', round: round.number, candidate: candidate.outcome.model } as const;
}

let ballots = 0;
const vote = async (person: ContributorKey, worse: boolean, segment: string | null = null) =>
  castVote(
    test.db,
    person.id,
    { ...(await question()), worse, segment },
    sha256Hex(new Uint8Array([ballots++ % 256, ballots >> 8])),
    test.now,
  );

/** The code with which something was refused; null when it was not. */
async function refusalOf(work: Promise<unknown>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof Refused) return error.refusal.code;
    throw error;
  }
}

async function endOfTheVote(): Promise<RoundLeaf> {
  await test.finishRound();
  const leaf = (await test.leaves()).filter((each) => each.type === 'round').at(-1);
  if (leaf?.type !== 'round') throw new Error('the round left no leaf');
  return leaf;
}

afterEach(() => test.stop());

describe('a candidate', () => {
  it('waits for the votes of contributors who did not teach it, and for nobody else’s', async () => {
    const { cohort, others } = await upToTheVote(40);
    expect((await activeRound(test.db, 'taste'))?.state).toBe('ratifying');
    const asked = await questionFor(test.db, 'taste', others[0]?.id ?? '', test.now);
    expect(asked).toMatchObject({ round: 1, until: test.now + MINUTE });
    expect(await test.blobs.get(asked?.candidate ?? '')).not.toBeNull();
    expect(await questionFor(test.db, 'taste', cohort[0]?.id ?? '', test.now)).toBeNull();
    expect(await refusalOf(vote(cohort[0]!, true))).toBe('NOT_ASKED');
  });

  it('that clearly more than half of the voters found worse is quarantined, and the model stays', async () => {
    const { others } = await upToTheVote(40);
    for (const [at, person] of others.entries()) await vote(person, at < 30);
    const leaf = await endOfTheVote();
    expect(leaf).toMatchObject({ outcome: 'quarantined', ratification: 'refused', result: null });
    expect(leaf.reason).toContain('worse');
    expect(leaf.election).toMatchObject({ asked: 40, worse: { share: 1 } });
    expect(leaf.election?.ballots.filter(({ worse }) => worse)).toHaveLength(30);
    expect((await activeRound(test.db, 'taste'))?.baseVersion).toBe(1);
  });

  it('that they did not find worse is published', async () => {
    const { others } = await upToTheVote(40);
    for (const [at, person] of others.entries()) await vote(person, at % 2 === 0);
    expect(await endOfTheVote()).toMatchObject({ outcome: 'published', ratification: 'ratified' });
    const next = await activeRound(test.db, 'taste');
    expect(next?.baseVersion).toBe(2);
    const [open] = await test.db
      .select()
      .from(publicBlobs)
      .where(eq(publicBlobs.hash, next?.baseHash ?? ''));
    expect(open?.kind).toBe('model');
  });

  it('goes on as soon as everybody who was asked has voted', async () => {
    const { others } = await upToTheVote(30);
    for (const person of others) await vote(person, false);
    test.now += 1;
    await test.finishRound();
    expect((await test.leaves()).at(-1)).toMatchObject({ type: 'round', ratification: 'ratified' });
  });

  it('is published at the deadline with too few votes, and the log says so', async () => {
    const { others } = await upToTheVote(40);
    for (const person of others.slice(0, 29)) await vote(person, true);
    expect(await endOfTheVote()).toMatchObject({
      outcome: 'published',
      ratification: 'skipped-small',
      election: { worse: null },
    });
  });

  it('is not voted on where fewer than thirty could be asked: nobody waits for them', async () => {
    await upToTheVote(29);
    expect((await test.leaves()).at(-1)).toMatchObject({
      outcome: 'published',
      ratification: 'skipped-small',
      election: null,
    });
  });
});

describe('a vote', () => {
  it('counts once', async () => {
    const { others } = await upToTheVote(40);
    await vote(others[0]!, true);
    expect(await refusalOf(vote(others[0]!, false))).toBe('ALREADY_VOTED');
    expect(await questionFor(test.db, 'taste', others[0]?.id ?? '', test.now)).toBeNull();
    expect((await endOfTheVote()).election?.ballots).toHaveLength(1);
  });

  it('after the time, on another candidate or by a stranger is refused', async () => {
    const { others } = await upToTheVote(40);
    const asked = await question();
    const cast = (over: object, who = others[0]!.id as string, now = test.now) =>
      refusalOf(
        castVote(test.db, who, { ...asked, worse: true, segment: null, ...over }, 'f'.repeat(64), now),
      );
    expect(await cast({ candidate: 'e'.repeat(64) })).toBe('VOTING_CLOSED');
    expect(await cast({ round: 2 })).toBe('VOTING_CLOSED');
    expect(await cast({ task: 'voice' })).toBe('VOTING_CLOSED');
    expect(await cast({}, 'd'.repeat(64))).toBe('NOT_ASKED');
    expect(await cast({}, others[0]!.id, test.now + MINUTE)).toBe('VOTING_CLOSED');
    await endOfTheVote();
    expect(await cast({})).toBe('VOTING_CLOSED');
  });

  it('is cast by a key four times in its life', async () => {
    const { cohort, others } = await upToTheVote(40);
    const [voter] = others;
    for (let round = 1; round <= VOTES_FOR_LIFE; round++) {
      await vote(voter!, false);
      await endOfTheVote();
      for (const person of cohort) await test.contribute(person, step(0.01));
      await test.finishRound();
    }
    expect((await activeRound(test.db, 'taste'))?.state).toBe('ratifying');
    expect(await questionFor(test.db, 'taste', voter?.id ?? '', test.now)).toBeNull();
    expect(await refusalOf(vote(voter!, false))).toBe('NOT_ASKED');
    expect(await questionFor(test.db, 'taste', others[1]?.id ?? '', test.now)).not.toBeNull();
  });

  it('stays counted when its voter is forgotten, under nobody’s name', async () => {
    const { others } = await upToTheVote(40);
    for (const person of others) await vote(person, false);
    await forgetContributor(test.db, test.blobs, others[0]?.id ?? '', 'a'.repeat(64));
    expect((await endOfTheVote()).election?.ballots).toHaveLength(40);
  });
});

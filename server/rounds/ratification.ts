import { and, asc, count, eq, notInArray, sql } from 'drizzle-orm';
import { fromHex } from '../../shared/crypto/hex.ts';
import { seededDraw } from '../../shared/crypto/seeded-draw.ts';
import { Refused } from '../../shared/protocol/errors.ts';
import { modelHashSchema, roundNumberSchema, type TaskName } from '../../shared/protocol/ids.ts';
import { type Election, electionSchema } from '../../shared/protocol/log.ts';
import type { ProcedureOut } from '../../shared/protocol/procedures.ts';
import { decide, FEWEST_VOTES } from '../../shared/ratification/decide.ts';
import { segmentResults } from '../../shared/ratification/segment-report.ts';
import { VOTES_FOR_LIFE } from '../../shared/ratification/vote-budget.ts';
import type { Database } from '../store/database.ts';
import { contributors, electors, publicBlobs, rounds, votes } from '../store/schema.ts';
import { activeRound, type RoundRow } from './open-round.ts';
import type { RoundPorts } from './ports.ts';
import { candidateSchema } from './round-state.ts';
import type { TaskSettings } from './task-settings.ts';

/**
 * candidate → ratifying: contributors who were not in the cohort are drawn by the round's seed and asked whether the
 * candidate is worse than what it would replace (`integrity.md` §2). With fewer than thirty who could be asked, or with
 * nothing to ask about, nobody is, and the round goes on at once.
 */
export async function startRatifying(
  ports: RoundPorts,
  settings: TaskSettings,
  round: RoundRow,
): Promise<void> {
  const candidate = candidateSchema.parse(round.candidate);
  const { outcome, cohort } = candidate;
  const isVotedOn = settings.ratification !== null && outcome.is === 'model' && outcome.failed === null;
  await ports.db.transaction(async (tx) => {
    const asked = isVotedOn
      ? seededDraw(
          await electorate(
            tx,
            cohort.map(({ contributor }) => contributor),
          ),
          settings.ratification.asked,
          fromHex(round.seed),
          `electors of round ${round.number}`,
        )
      : [];
    const isAsked = isVotedOn && asked.length >= FEWEST_VOTES;
    const started = await tx
      .update(rounds)
      .set({
        state: 'ratifying',
        candidate: isAsked
          ? { ...candidate, ratifyUntil: ports.now() + settings.ratification.ms }
          : { ...candidate, ratification: 'skipped-small' },
      })
      .where(and(eq(rounds.id, round.id), eq(rounds.state, 'candidate')))
      .returning({ id: rounds.id });
    if (started.length === 0 || !isAsked) return;
    await tx.insert(electors).values(asked.map((contributor) => ({ roundId: round.id, contributor })));
    // Who votes must be able to fetch what is voted on; the name under which it is public says no more than its hash.
    await tx
      .insert(publicBlobs)
      .values({ hash: outcome.model, kind: 'candidate', since: ports.now() })
      .onConflictDoNothing();
  });
}

/** Contributors who may be asked: of good standing, with votes left, and not of the cohort. */
async function electorate(tx: Database, cohort: readonly string[]): Promise<string[]> {
  const spent = tx
    .select({ contributor: votes.contributor })
    .from(votes)
    .groupBy(votes.contributor)
    .having(sql`count(*) >= ${VOTES_FOR_LIFE}`);
  const rows = await tx
    .select({ id: contributors.id })
    .from(contributors)
    .where(
      and(
        eq(contributors.suspended, false),
        notInArray(contributors.id, spent),
        cohort.length === 0 ? undefined : notInArray(contributors.id, [...cohort]),
      ),
    );
  return rows.map(({ id }) => id);
}

/**
 * Counts the votes once everybody has voted or the time is over.
 * @returns whether the round may go on: false while votes may still come
 */
export async function settleRatification(ports: RoundPorts, round: RoundRow): Promise<boolean> {
  const candidate = candidateSchema.parse(round.candidate);
  if (candidate.ratification !== null) return true;
  return ports.db.transaction(async (tx) => {
    // A vote that is being cast either is in before the count or finds the vote closed.
    await tx.select({ id: rounds.id }).from(rounds).where(eq(rounds.id, round.id)).for('update');
    const cast = await tx.select().from(votes).where(eq(votes.roundId, round.id)).orderBy(asc(votes.ballot));
    const [held] = await tx.select({ n: count() }).from(electors).where(eq(electors.roundId, round.id));
    const asked = held?.n ?? 0;
    if (cast.length < asked && ports.now() < (candidate.ratifyUntil ?? 0)) return false;
    const { outcome, worse } = decide(cast.length, cast.filter((vote) => vote.worse).length);
    const election: Election = electionSchema.parse({
      asked,
      ballots: cast.map(({ ballot, worse }) => ({ ballot, worse })),
      worse,
      segments: segmentResults(cast),
    });
    await tx
      .update(rounds)
      .set({ candidate: { ...candidate, ratification: outcome, election } })
      .where(and(eq(rounds.id, round.id), eq(rounds.state, 'ratifying')));
    return true;
  });
}

/** What a contributor is asked to vote on in a task; null when he is not. */
export async function questionFor(
  db: Database,
  task: TaskName,
  contributor: string,
  now: number,
): Promise<ProcedureOut<'ratify.sample'>['candidate']> {
  const round = await activeRound(db, task);
  const open = round === null ? null : openVote(round, now);
  if (round === null || open === null) return null;
  if (!(await isElector(db, round.id, contributor)) || (await hasVoted(db, round.id, contributor)))
    return null;
  return {
    round: roundNumberSchema.parse(round.number),
    current: modelHashSchema.parse(round.baseHash),
    candidate: modelHashSchema.parse(open.candidate),
    until: open.until,
  };
}

export interface Vote {
  readonly task: TaskName;
  readonly round: number;
  readonly candidate: string;
  readonly worse: boolean;
  readonly segment: string | null;
}

/**
 * Counts a vote of a contributor who was asked.
 * @param ballot digest of the signed request
 * @throws Refused VOTING_CLOSED, NOT_ASKED, ALREADY_VOTED, VOTES_SPENT
 */
export async function castVote(
  db: Database,
  contributor: string,
  vote: Vote,
  ballot: string,
  now: number,
): Promise<void> {
  await db.transaction(async (tx) => {
    const [round] = await tx
      .select()
      .from(rounds)
      .where(and(eq(rounds.task, vote.task), eq(rounds.number, vote.round)))
      .for('share');
    const open = round === undefined ? null : openVote(round, now);
    if (round === undefined || open === null || open.candidate !== vote.candidate) {
      throw new Refused('VOTING_CLOSED', `Round ${vote.round} is not voted on, or not any more.`);
    }
    if (!(await isElector(tx, round.id, contributor))) {
      throw new Refused('NOT_ASKED', 'This contributor is not asked about this candidate.');
    }
    const [cast] = await tx.select({ n: count() }).from(votes).where(eq(votes.contributor, contributor));
    const stored =
      (cast?.n ?? 0) >= VOTES_FOR_LIFE && !(await hasVoted(tx, round.id, contributor))
        ? null
        : await tx
            .insert(votes)
            .values({ roundId: round.id, contributor, ballot, worse: vote.worse, segment: vote.segment })
            .onConflictDoNothing()
            .returning({ ballot: votes.ballot });
    if (stored === null) throw new Refused('VOTES_SPENT', 'This key has cast all the votes of its life.');
    if (stored.length === 0) throw new Refused('ALREADY_VOTED', 'This contributor has voted already.');
  });
}

/** The vote of a round, while it is open. */
function openVote(round: RoundRow, now: number): { candidate: string; until: number } | null {
  if (round.state !== 'ratifying') return null;
  const { outcome, ratification, ratifyUntil } = candidateSchema.parse(round.candidate);
  if (outcome.is !== 'model' || ratification !== null || ratifyUntil === null || now >= ratifyUntil)
    return null;
  return { candidate: outcome.model, until: ratifyUntil };
}

async function isElector(db: Database, roundId: number, contributor: string): Promise<boolean> {
  const rows = await db
    .select({ contributor: electors.contributor })
    .from(electors)
    .where(and(eq(electors.roundId, roundId), eq(electors.contributor, contributor)));
  return rows.length > 0;
}

async function hasVoted(db: Database, roundId: number, contributor: string): Promise<boolean> {
  const rows = await db
    .select({ contributor: votes.contributor })
    .from(votes)
    .where(and(eq(votes.roundId, roundId), eq(votes.contributor, contributor)));
  return rows.length > 0;
}

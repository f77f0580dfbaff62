import { type ContributorKey, signedCall } from '../../shared/learning/contributor.ts';
import { decodeParameters } from '../../shared/models/parameters.ts';
import { taskModels } from '../../shared/models/task-models.ts';
import { segmentSchema } from '../../shared/protocol/segments.ts';
import { type ServerClient, ServerTrouble } from '../../shared/protocol/server-client.ts';
import { randomisedBit } from '../../shared/ratification/randomised-response.ts';
import { reportSegment, segmentsOf } from '../../shared/ratification/segment-report.ts';
import { VOTES_FOR_LIFE } from '../../shared/ratification/vote-budget.ts';
import type { TaleDatabase } from '../storage/database.ts';
import { type VoteRecord, voteRecordSchema } from '../storage/records.ts';
import { readSetting, writeSetting } from '../storage/settings.ts';
import { fairRandom } from './fair-random.ts';
import type { CurrentRound } from './fetch-round.ts';
import type { ContributingPorts } from './ports.ts';

/** What this device says of its segment: drawn once and kept, since a fresh draw at each vote would tell the truth. */
const SEGMENT_REPORT = 'segment report';

/**
 * Takes part in the vote on a round's candidate, if this device is asked: fetches the candidate, and once it was judged
 * (`training/judge-candidate.ts`) says what was found by randomised response. A key votes four times in its life.
 *
 * @returns what was done, in words @throws ServerTrouble
 */
export async function followVotes(
  ports: ContributingPorts,
  client: ServerClient,
  key: ContributorKey,
  round: CurrentRound,
): Promise<string[]> {
  const votes = await votesOf(ports.db);
  const open = votes.find(
    ({ task, state }) =>
      task === round.task && state.is !== 'missed' && !(state.is === 'said' && state.counted),
  );
  if (open !== undefined && (open.until <= ports.now() || open.round !== round.round)) {
    await settle(ports, open, 'The vote ended before this device could say what it found.');
    return [`round ${open.round}: the vote on its candidate ended without this device`];
  }
  if (open !== undefined) return open.state.is === 'asked' ? [] : say(ports, client, key, open);
  if (round.state !== 'ratifying' || spentVotes(votes) >= VOTES_FOR_LIFE) return [];
  return fetchQuestion(ports, client, key, round);
}

/** The votes that are on record and whole. */
export async function votesOf(db: TaleDatabase): Promise<VoteRecord[]> {
  const rows = await db.votes.toArray();
  return rows.flatMap((row) => {
    const parsed = voteRecordSchema.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  });
}

/** How many of its votes this device has given. */
export function spentVotes(votes: readonly VoteRecord[]): number {
  return votes.filter(({ state }) => state.is === 'said').length;
}

async function fetchQuestion(
  ports: ContributingPorts,
  client: ServerClient,
  key: ContributorKey,
  { task, base }: CurrentRound,
): Promise<string[]> {
  const asked = await signedCall(client, key, 'ratify.sample', { task }, fresh(ports));
  const { candidate: question } = asked;
  if (question === null || (await ports.db.votes.get(question.candidate)) !== undefined) return [];
  if (question.current !== base.hash) return [];
  const bytes = await client.bytes(`/blobs/${question.candidate}`, question.candidate);
  if (bytes === null)
    throw new ServerTrouble('nonsense', 'The server does not have the candidate it asks about.');
  try {
    decodeParameters(taskModels[task], bytes);
  } catch (cause) {
    throw new ServerTrouble('nonsense', 'The candidate is not a model this extension can use.', null, cause);
  }
  await ports.db.votes.put({
    candidate: question.candidate,
    task,
    round: question.round,
    current: question.current,
    parameters: new Uint8Array(bytes),
    until: question.until,
    state: { is: 'asked' },
  });
  ports.wakeAt(ports.now() + LOOK_AGAIN);
  return [`was asked whether the candidate of round ${question.round} is worse`];
}

/** Time to judge, ms. */
const LOOK_AGAIN = 15_000;

async function say(
  ports: ContributingPorts,
  client: ServerClient,
  key: ContributorKey,
  vote: VoteRecord,
): Promise<string[]> {
  const said = vote.state.is === 'judged' ? await drawAnswer(ports, vote, vote.state.worse) : vote.state;
  if (said.is !== 'said') return [];
  const { task, round, candidate } = vote;
  const { worse, segment } = said;
  try {
    await signedCall(client, key, 'ratify.vote', { task, round, candidate, worse, segment }, fresh(ports));
  } catch (error) {
    const code = error instanceof ServerTrouble ? error.refusal?.code : undefined;
    if (code === 'VOTING_CLOSED' || code === 'NOT_ASKED' || code === 'VOTES_SPENT') {
      await ports.db.votes.update(candidate, {
        state: { is: 'missed', why: 'The server did not count this vote.', at: ports.now() },
      });
      return [`round ${round}: the vote came too late`];
    }
    // It was counted before, and only the answer was lost.
    if (code !== 'ALREADY_VOTED') throw error;
  }
  await ports.db.votes.update(candidate, { state: { ...said, counted: true } });
  return [`voted on the candidate of round ${round}`];
}

/** Draws what is said, and writes it down before it is sent: sent again, it is the same. */
async function drawAnswer(ports: ContributingPorts, vote: VoteRecord, worse: boolean) {
  const random = fairRandom(ports);
  const segment = await ownReport(ports, random);
  const said = {
    is: 'said',
    worse: randomisedBit(worse, random),
    segment,
    at: ports.now(),
    counted: false,
  } as const;
  await ports.db.votes.update(vote.candidate, { state: said });
  return said;
}

async function ownReport({ db }: ContributingPorts, random: () => number): Promise<string> {
  const kept = await readSetting(db, SEGMENT_REPORT, segmentSchema);
  if (kept !== null) return kept;
  const stories = await db.stories.toArray();
  const report = reportSegment(segmentsOf(stories.map(({ facts }) => facts)), random);
  await writeSetting(db, SEGMENT_REPORT, segmentSchema, report);
  return report;
}

async function settle(ports: ContributingPorts, vote: VoteRecord, why: string): Promise<void> {
  // What was said may have arrived: it stays spent.
  const state =
    vote.state.is === 'said'
      ? { ...vote.state, counted: true }
      : ({ is: 'missed', why, at: ports.now() } as const);
  await ports.db.votes.update(vote.candidate, { state, parameters: new Uint8Array(0) });
}

function fresh(ports: ContributingPorts) {
  return { now: ports.now(), nonce: ports.randomBytes(16) };
}

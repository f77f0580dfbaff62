import { makeClientUpdate } from '../../shared/learning/client-round.ts';
import type { ContributorKey } from '../../shared/learning/contributor.ts';
import { maskingFor } from '../../shared/learning/masking-for.ts';
import { taskModels } from '../../shared/models/task-models.ts';
import { type ServerClient, ServerTrouble } from '../../shared/protocol/server-client.ts';
import { CLOCK_TOLERANCE_SECONDS } from '../../shared/protocol/signed-request.ts';
import { trainingResultSchema, type UpdateRecord } from '../storage/records.ts';
import { fairRandom } from './fair-random.ts';
import type { CurrentRound } from './fetch-round.ts';
import { ASK_AGAIN } from './follow-updates.ts';
import type { ContributingPorts } from './ports.ts';
import { privacyOf } from './privacy-ledger.ts';

/** First wait before an update is sent again, ms; doubled at each attempt up to the longest. */
const FIRST_WAIT = 15_000;
const LONGEST_WAIT = 30 * 60_000;

/** How old an envelope is when its age, and not the device's clock, explains that its time is wrong, ms. */
const OLD_ENVELOPE = (CLOCK_TOLERANCE_SECONDS * 1000) / 2;
/** Refusals that time or a new try heals; the update stays queued. */
const PASSING = new Set([
  'RATE_LIMITED',
  'SHUTTING_DOWN',
  'STORAGE_UNAVAILABLE',
  'INTERNAL',
  'CONTRIBUTOR_UNKNOWN',
]);

/**
 * Makes an update of what was learnt last, if it is for this round and none was made yet: written to the outbox before
 * anything is sent, so that a killed browser loses nothing.
 * @returns whether one was made
 */
export async function queueUpdate(
  ports: ContributingPorts,
  key: ContributorKey,
  round: CurrentRound,
  server: string,
): Promise<boolean> {
  const { db } = ports;
  const [row] = await db.results.where('task').equals(round.task).toArray();
  const result = trainingResultSchema.safeParse(row);
  // Learnt on an older model: the next training starts from the current one.
  if (!result.success || result.data.base !== round.base.hash) return false;
  // The server would refuse it; and it is this device that has promised to stop.
  if ((await privacyOf(db, server, round.task, round.privacy)).budget?.isSpent === true) return false;
  const made = await makeClientUpdate({
    delta: result.data.delta,
    task: round.task,
    spec: taskModels[round.task],
    round: round.round,
    base: round.base.hash,
    norm: round.norm,
    privacy: round.privacy,
    contributor: key.id,
    now: ports.now(),
    random: fairRandom(ports),
    nonce: ports.randomBytes(16),
    sign: key.sign,
    ...maskingFor(key, round),
  });
  const update: UpdateRecord = {
    hash: made.update,
    task: round.task,
    round: round.round,
    base: round.base.hash,
    frame: new Uint8Array(made.frame),
    masking: round.masking,
    createdAt: ports.now(),
    attempts: 0,
    nextAttemptAt: ports.now(),
    state: { is: 'queued' },
  };
  return db.transaction('rw', db.updates, db.results, db.participations, db.maskings, async () => {
    // What it was made of may have been deleted meanwhile, at the person's wish.
    if ((await db.results.get(result.data.id)) === undefined) return false;
    const others = await db.updates.where('task').equals(round.task).toArray();
    // One update a round: what was sent or waits is not sent twice. Settled ones are of rounds that have ended; one of
    // the same number was a round of this server before it was reset.
    if (others.some((other) => other.round === round.round && other.state.is === 'received')) return false;
    if (others.some((other) => other.state.is === 'queued')) return false;
    await db.updates.put(update);
    if (made.saved !== null) {
      const { update: hash, saved } = made;
      const { task } = round;
      await db.maskings.put({
        update: hash,
        task,
        round: round.round,
        saved: new Uint8Array(saved),
        said: null,
      });
    }
    // Counted when it is made: whether it arrived, a device may never learn.
    await db.participations.put({
      update: made.update,
      server,
      task: round.task,
      noiseMultiplier: round.privacy?.noiseMultiplier ?? 0,
      at: ports.now(),
    });
    return true;
  });
}

/** Sends what is queued and due. @returns what was done, in words @throws ServerTrouble when the server is not reachable */
export async function sendQueued(ports: ContributingPorts, client: ServerClient): Promise<string[]> {
  const queued = await ports.db.updates.where('state.is').equals('queued').toArray();
  const did: string[] = [];
  for (const update of queued) {
    if (update.nextAttemptAt > ports.now()) {
      ports.wakeAt(update.nextAttemptAt);
      continue;
    }
    did.push(await send(ports, client, update));
  }
  return did;
}

async function send(ports: ContributingPorts, client: ServerClient, update: UpdateRecord): Promise<string> {
  try {
    await client.submit(update.frame);
    await received(ports, update);
    return `sent an update for round ${update.round}`;
  } catch (error) {
    if (!(error instanceof ServerTrouble)) throw error;
    const code = error.refusal?.code;
    // It arrived before, and only the answer was lost.
    if (code === 'REPLAYED') {
      await received(ports, update);
      return `round ${update.round} had the update already`;
    }
    const isLate = code === 'ROUND_CLOSED' || (code === 'CLOCK_SKEW' && isOld(ports, update));
    if (code === undefined || PASSING.has(code) || (code === 'CLOCK_SKEW' && !isLate)) {
      await waitFor(ports, update, error.refusal?.retryAfterMs ?? null);
      throw error;
    }
    if (isLate) {
      // What was learnt is still in `results`: the next sync makes an update of it for the open round.
      await ports.db.updates.delete(update.hash);
      ports.wakeAt(ports.now() + (error.refusal?.retryAfterMs ?? FIRST_WAIT));
      return `the update came too late for round ${update.round}; what was learnt goes into the next`;
    }
    await ports.db.updates.update(update.hash, {
      state: {
        is: 'refused',
        code,
        message: `${error.message} ${error.refusal?.hint ?? ''}`.trim(),
        at: ports.now(),
      },
    });
    await ports.db.results.where('task').equals(update.task).delete();
    return `the update for round ${update.round} was refused: ${error.message}`;
  }
}

function isOld(ports: ContributingPorts, update: UpdateRecord): boolean {
  return Math.abs(ports.now() - update.createdAt) > OLD_ENVELOPE;
}

async function received(ports: ContributingPorts, update: UpdateRecord): Promise<void> {
  const { db } = ports;
  await db.transaction('rw', db.updates, db.results, async () => {
    await db.updates.update(update.hash, {
      state: { is: 'received', at: ports.now() },
      attempts: update.attempts + 1,
    });
    await db.results.where('task').equals(update.task).delete();
  });
  ports.wakeAt(ports.now() + ASK_AGAIN);
}

async function waitFor(
  ports: ContributingPorts,
  update: UpdateRecord,
  retryAfterMs: number | null,
): Promise<void> {
  const wait = Math.max(retryAfterMs ?? 0, Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** update.attempts));
  const nextAttemptAt = ports.now() + wait;
  await ports.db.updates.update(update.hash, { attempts: update.attempts + 1, nextAttemptAt });
  ports.wakeAt(nextAttemptAt);
}

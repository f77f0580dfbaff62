import { and, count, eq, sql } from 'drizzle-orm';
import { type Refusal, refuse } from '../../shared/protocol/errors.ts';
import { roundNumberSchema } from '../../shared/protocol/ids.ts';
import type { SubmitReceipt } from '../../shared/protocol/procedures.ts';
import { storeSketch } from '../entities/sketches.ts';
import { inspectionDesk } from '../inspection/desk.ts';
import { inspectUpdate } from '../inspection/inspect-update.ts';
import { refusals, rounds, seenBodies, updates } from '../store/schema.ts';
import { activeRound } from './open-round.ts';
import type { RoundPorts } from './ports.ts';
import type { TaskSettings } from './task-settings.ts';

export type Acceptance =
  | { readonly ok: true; readonly receipt: SubmitReceipt; readonly roundIsFull: boolean }
  | { readonly ok: false; readonly refusal: Refusal; readonly by: string };

/**
 * Takes a frame in: inspects it, stores the body, then the row. The row decides: it is written in one transaction that
 * looks again whether the round is still open, so that an update is either in a round or refused, never in between.
 */
export async function acceptUpdate(
  bytes: Uint8Array,
  ports: RoundPorts,
  tasks: readonly TaskSettings[],
): Promise<Acceptance> {
  const { db, blobs } = ports;
  const now = ports.now();
  const inspected = await inspectUpdate(bytes, inspectionDesk(ports, tasks, now));
  if (inspected.verdict === 'refused') {
    const { refusal, by, frame } = inspected;
    if (frame !== null) await noteRefusal(ports, frame.envelope.task, frame.update, refusal);
    return { ok: false, refusal, by };
  }
  const { frame, round, sketch } = inspected.candidate;
  const settings = tasks.find(({ task }) => task === frame.envelope.task);
  const bodyHash = await blobs.put(frame.body);
  const stored = await db
    .transaction(async (tx) => {
      const [open] = await tx
        .select({ id: rounds.id })
        .from(rounds)
        .where(and(eq(rounds.id, round.id), eq(rounds.state, 'open')))
        .for('share');
      if (open === undefined)
        return refuse('ROUND_CLOSED', 'The round closed while the update was inspected.', {
          retryAfterMs: 3000,
        });
      const body = await tx
        .insert(seenBodies)
        .values({ hash: bodyHash, update: frame.update })
        .onConflictDoNothing()
        .returning({ hash: seenBodies.hash });
      if (body.length === 0) return refuse('COPY', 'This body was received before.');
      const row = await tx
        .insert(updates)
        .values({
          hash: frame.update,
          roundId: round.id,
          contributor: frame.envelope.contributor,
          base: frame.envelope.base,
          bodyHash,
          receivedAt: now,
          state: 'accepted',
        })
        .onConflictDoNothing()
        .returning({ hash: updates.hash });
      // Thrown, not returned: the body's row must be undone as well.
      if (row.length === 0) throw new LostRace();
      const { task, contributor } = frame.envelope;
      if (sketch !== null)
        await storeSketch(tx, { update: frame.update, task, round: round.number, contributor, sketch });
      const [held] = await tx.select({ n: count() }).from(updates).where(eq(updates.roundId, round.id));
      return held?.n ?? 0;
    })
    .catch((error: unknown) => {
      if (error instanceof LostRace)
        return refuse('ALREADY_CONTRIBUTED', 'Another update of this contributor came first.');
      throw error;
    });
  if (typeof stored !== 'number') return { ok: false, refusal: stored, by: 'store' };
  return {
    ok: true,
    receipt: {
      update: frame.update,
      state: 'accepted',
      round: roundNumberSchema.parse(round.number),
      next: { round: null, retryAfterMs: 5000 },
    },
    roundIsFull: settings !== undefined && stored >= settings.capacity,
  };
}

/** Two updates of one contributor met in the store; the other was first. */
class LostRace extends Error {}

/** Keeps a refusal that is somebody's: the signature held, so it belongs to a contributor and to the round's leaf. */
async function noteRefusal(ports: RoundPorts, task: string, update: string, refusal: Refusal): Promise<void> {
  // A client that asks again for an update we have, or comes late, did nothing that a round should tell.
  if (refusal.code === 'REPLAYED' || refusal.code === 'ROUND_CLOSED') return;
  const round = await activeRound(ports.db, task);
  if (round === null) return;
  const [held] = await ports.db
    .select({ n: sql<number>`count(*)::int` })
    .from(refusals)
    .where(eq(refusals.roundId, round.id));
  if ((held?.n ?? 0) >= MOST_REFUSALS_KEPT) return;
  await ports.db.insert(refusals).values({ roundId: round.id, update, code: refusal.code, at: ports.now() });
}

/** Rows of refusals a round keeps; a flood is counted in the server's metrics, not in its database. */
const MOST_REFUSALS_KEPT = 5000;

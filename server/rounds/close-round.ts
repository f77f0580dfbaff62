import { and, eq, inArray } from 'drizzle-orm';
import { fromHex } from '../../shared/crypto/hex.ts';
import { seededDraw } from '../../shared/crypto/seeded-draw.ts';
import { rounds, updates } from '../store/schema.ts';
import type { RoundRow } from './open-round.ts';
import type { RoundPorts } from './ports.ts';
import type { TaskSettings } from './task-settings.ts';

/**
 * open → closing: no more updates are taken, and the cohort of K is drawn by the seed committed at opening. From here on
 * the cohort is fixed, whoever leaves or comes.
 */
export async function closeRound(ports: RoundPorts, settings: TaskSettings, round: RoundRow): Promise<void> {
  await ports.db.transaction(async (tx) => {
    const closed = await tx
      .update(rounds)
      .set({ state: 'closing' })
      .where(and(eq(rounds.id, round.id), eq(rounds.state, 'open')))
      .returning({ id: rounds.id });
    if (closed.length === 0) return;
    const accepted = await tx
      .select({ hash: updates.hash })
      .from(updates)
      .where(and(eq(updates.roundId, round.id), eq(updates.state, 'accepted')));
    const hashes = accepted.map(({ hash }) => hash);
    const drawn = seededDraw(hashes, settings.cohort, fromHex(round.seed), `cohort of round ${round.number}`);
    if (drawn.length > 0) await tx.update(updates).set({ drawn: true }).where(inArray(updates.hash, drawn));
  });
}

import { and, eq } from 'drizzle-orm';
import { rounds } from '../store/schema.ts';
import type { RoundRow } from './open-round.ts';
import type { RoundPorts } from './ports.ts';

/** open → closing: no more updates are taken. */
export async function closeRound(ports: RoundPorts, round: RoundRow): Promise<void> {
  await ports.db
    .update(rounds)
    .set({ state: 'closing' })
    .where(and(eq(rounds.id, round.id), eq(rounds.state, 'open')));
}

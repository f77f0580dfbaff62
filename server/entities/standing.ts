import { and, eq, gte } from 'drizzle-orm';
import { WINDOW_ROUNDS } from '../../shared/influence/window.ts';
import type { Database } from '../store/database.ts';
import { contributors, rounds, updates } from '../store/schema.ts';
import { entitiesOf } from './entity-map.ts';

/** Accepted rounds after which a contributor has full weight (`integrity.md` §1). */
const RAMP_ROUNDS = 20;
/** Established entities from which on the gates that need a crowd apply. */
const CROWD = 20;

/** a = min(1, (1 + accepted rounds) / R): how much of its weight a contributor has grown into. */
export function rampOf(acceptedRounds: number): number {
  return Math.min(1, (1 + acceptedRounds) / RAMP_ROUNDS);
}

export function isEstablished(acceptedRounds: number): boolean {
  return rampOf(acceptedRounds) === 1;
}

/**
 * Whether enough established entities took part lately that newcomers can be held to a tenth. Those who left long ago
 * do not count: a server that only newcomers use would stand still.
 */
export async function hasCrowd(db: Database, task: string, round: number, epoch: number): Promise<boolean> {
  const rows = await db
    .selectDistinct({ id: contributors.id })
    .from(contributors)
    .innerJoin(updates, eq(updates.contributor, contributors.id))
    .innerJoin(rounds, eq(rounds.id, updates.roundId))
    .where(
      and(
        gte(contributors.acceptedRounds, RAMP_ROUNDS - 1),
        eq(rounds.task, task),
        gte(rounds.number, round - WINDOW_ROUNDS),
      ),
    );
  if (rows.length < CROWD) return false;
  const entities = await entitiesOf(
    db,
    rows.map(({ id }) => id),
    epoch,
  );
  return new Set(rows.map(({ id }) => entities.get(id) ?? id)).size >= CROWD;
}

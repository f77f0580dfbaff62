import { and, asc, eq, gte, lt } from 'drizzle-orm';
import { type RoundShares, WINDOW_ROUNDS } from '../../shared/influence/window.ts';
import type { Database } from '../store/database.ts';
import { influences } from '../store/schema.ts';

/** Who moved the model in the rounds of a window that ends with `round`, which is left out. */
export async function earlierShares(db: Database, task: string, round: number): Promise<RoundShares[]> {
  const rows = await db
    .select()
    .from(influences)
    .where(
      and(
        eq(influences.task, task),
        lt(influences.round, round),
        gte(influences.round, round - WINDOW_ROUNDS + 1),
      ),
    )
    .orderBy(asc(influences.round));
  const byRound = new Map<number, { entity: string; share: number }[]>();
  for (const { round: number, entity, share } of rows) {
    const shares = byRound.get(number) ?? [];
    shares.push({ entity, share });
    byRound.set(number, shares);
  }
  return [...byRound.values()];
}

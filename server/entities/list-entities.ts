import { desc, gte } from 'drizzle-orm';
import { z } from 'zod';
import { influenceWindow, WINDOW_ROUNDS } from '../../shared/influence/window.ts';
import type { Database } from '../store/database.ts';
import { appeals, contributors, influences } from '../store/schema.ts';
import { entitiesOf } from './entity-map.ts';
import { isEstablished } from './standing.ts';

/** Entities that are listed, the most influential first. */
const LISTED = 500;

/** What an operator sees of an entity; never shown to anybody else. */
export const listedEntitySchema = z.object({
  entity: z.string(),
  /** Share of the influence of the last rounds, all tasks together. */
  share: z.number(),
  held: z.boolean(),
  members: z.array(
    z.object({
      contributor: z.string(),
      acceptedRounds: z.number().int(),
      established: z.boolean(),
      suspended: z.boolean(),
      account: z.string().nullable(),
      invited: z.boolean(),
      /** What this contributor said of a decision, last. */
      appeal: z.object({ note: z.string(), at: z.number() }).nullable(),
    }),
  ),
});
export type ListedEntity = z.infer<typeof listedEntitySchema>;

/** Entities by what they have of the influence of the last rounds, with the keys they are made of. */
export async function listEntities(db: Database, epoch: number): Promise<ListedEntity[]> {
  const [newest] = await db
    .select({ round: influences.round })
    .from(influences)
    .orderBy(desc(influences.round))
    .limit(1);
  const rows = await db
    .select()
    .from(influences)
    .where(gte(influences.round, (newest?.round ?? 0) - WINDOW_ROUNDS + 1));
  const { held } = influenceWindow([rows]);
  const amounts = new Map<string, number>();
  for (const { entity, share } of rows) {
    amounts.set(entity, (amounts.get(entity) ?? 0) + Math.max(0, share));
  }
  const total = Math.max(
    1e-12,
    [...amounts.values()].reduce((sum, amount) => sum + amount, 0),
  );
  const people = await db.select().from(contributors);
  const said = new Map(
    (await db.select().from(appeals)).map(({ contributor, note, at }) => [contributor, { note, at }]),
  );
  const entities = await entitiesOf(
    db,
    people.map(({ id }) => id),
    epoch,
  );
  const listed = new Map<string, ListedEntity>();
  for (const person of people) {
    const name = entities.get(person.id) ?? person.id;
    const entity = listed.get(name) ?? {
      entity: name,
      share: (amounts.get(name) ?? 0) / total,
      held: held.has(name),
      members: [],
    };
    entity.members.push({
      contributor: person.id,
      acceptedRounds: person.acceptedRounds,
      established: isEstablished(person.acceptedRounds),
      suspended: person.suspended,
      account: person.account,
      invited: person.inviteRoot !== null,
      appeal: said.get(person.id) ?? null,
    });
    listed.set(name, entity);
  }
  return [...listed.values()]
    .sort((a, b) => b.share - a.share || b.members.length - a.members.length)
    .slice(0, LISTED);
}

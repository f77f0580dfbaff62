import { createHash, timingSafeEqual } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { Hono } from 'hono';
import { z } from 'zod';
import { contributorIdSchema } from '../../shared/protocol/ids.ts';
import type { Engine } from '../engine.ts';
import { giveOperatorInvites } from '../entities/invites.ts';
import { listEntities } from '../entities/list-entities.ts';
import { liftTombstones } from '../entities/tombstones.ts';
import { lastKnownEpoch } from '../rewards/close-epochs.ts';
import { contributors } from '../store/schema.ts';

const standingSchema = z.strictObject({ contributor: contributorIdSchema, suspended: z.boolean() });

const invitesSchema = z.strictObject({ count: z.number().int().min(1).max(1000) });

/** What only the operator may ask, by the token in `OPERATOR_TOKEN`; without one set, nobody may. */
export function operatorApi(engine: Engine): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    const token = engine.config.OPERATOR_TOKEN;
    const given = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1];
    if (token === undefined || given === undefined || !sameText(token, given)) {
      return c.json(
        { error: 'This needs the token that the server was started with (OPERATOR_TOKEN).' },
        401,
      );
    }
    return next();
  });
  app.get('/entities', async (c) =>
    c.json({ entities: await listEntities(engine.db, await lastKnownEpoch(engine.ports)) }),
  );
  app.post('/standing', async (c) => {
    const asked = standingSchema.safeParse(await c.req.json().catch(() => null));
    if (!asked.success) return c.json({ error: 'Expected {contributor, suspended}.' }, 400);
    const { contributor, suspended } = asked.data;
    const changed = await engine.db
      .update(contributors)
      .set({ suspended })
      .where(eq(contributors.id, contributor))
      .returning({ id: contributors.id, account: contributors.account });
    if (changed.length === 0) return c.json({ error: 'No contributor has this id.' }, 404);
    const [person] = changed;
    if (!suspended && person !== undefined) await liftTombstones(engine.db, person, engine.tombstone);
    engine.logger.warn({ contributor, suspended }, 'the operator changed a contributor’s standing');
    return c.json({ contributor, suspended });
  });
  app.post('/invites', async (c) => {
    const asked = invitesSchema.safeParse(await c.req.json().catch(() => null));
    if (!asked.success) return c.json({ error: 'Expected {count}, 1 to 1000.' }, 400);
    return c.json({ codes: await giveOperatorInvites(engine.db, asked.data.count, engine.now()) });
  });
  return app;
}

/** Equal texts, told in a time that says nothing of where they differ. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

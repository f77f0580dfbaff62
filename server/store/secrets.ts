import { eq } from 'drizzle-orm';
import type { Database } from './database.ts';
import { secrets } from './schema.ts';

/** The secret called `name`, made by `make` the first time it is asked for; the first writer wins. */
export async function secret(
  db: Database,
  name: string,
  make: () => string | Promise<string>,
): Promise<string> {
  const [found] = await db.select().from(secrets).where(eq(secrets.name, name));
  if (found !== undefined) return found.value;
  await db
    .insert(secrets)
    .values({ name, value: await make() })
    .onConflictDoNothing();
  const [stored] = await db.select().from(secrets).where(eq(secrets.name, name));
  if (stored === undefined) throw new Error(`secret ${name} could not be stored`);
  return stored.value;
}

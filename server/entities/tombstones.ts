import { eq, inArray } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import { contributors, tombstones } from '../store/schema.ts';

/** A hash under a key of the server's: what it is of cannot be looked up, only recognised. */
export type Keyed = (text: string) => string;

type Person = Pick<typeof contributors.$inferSelect, 'id' | 'account'>;

/**
 * What is left of somebody who was suspended and asked to be forgotten: marks by which the same key, and the same payout
 * address, are known again, and nothing else. Being forgotten takes a name off a penalty, not the penalty. A new key with
 * a new address is nobody's: its bound is what admission costs.
 */
export async function leaveTombstones(tx: Database, person: Person, keyed: Keyed, at: number): Promise<void> {
  const rows = marksOf(person, keyed).map((mark) => ({ mark, at }));
  await tx.insert(tombstones).values(rows).onConflictDoNothing();
}

/** Suspends whoever comes back under a key or an address that was suspended. @returns whether it was so */
export async function suspendIfKnown(tx: Database, person: Person, keyed: Keyed): Promise<boolean> {
  const found = await tx.$count(tombstones, inArray(tombstones.mark, marksOf(person, keyed)));
  if (found === 0) return false;
  await tx.update(contributors).set({ suspended: true }).where(eq(contributors.id, person.id));
  return true;
}

/** The operator has changed his mind: the marks go too. */
export async function liftTombstones(tx: Database, person: Person, keyed: Keyed): Promise<void> {
  await tx.delete(tombstones).where(inArray(tombstones.mark, marksOf(person, keyed)));
}

function marksOf({ id, account }: Person, keyed: Keyed): string[] {
  return [keyed(`key ${id}`), ...(account === null ? [] : [keyed(`address ${account.toLowerCase()}`)])];
}

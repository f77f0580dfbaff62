import { desc, inArray, ne } from 'drizzle-orm';
import { canonicalBytes } from '../../shared/protocol/canonical.ts';
import { type CountedWish, countedWishSchema, wishesLeafSchema } from '../../shared/protocol/wish.ts';
import { tallyWishes } from '../../shared/wishes/tally-wishes.ts';
import { entitiesOf } from '../entities/entity-map.ts';
import type { TransparencyLog } from '../log/transparency-log.ts';
import type { RewardsChain } from '../rewards/chain.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Database } from '../store/database.ts';
import { contributors, publicBlobs, wishes, wishTallies } from '../store/schema.ts';

interface TallyPorts {
  readonly db: Database;
  readonly blobs: BlobStore;
  readonly log: TransparencyLog;
  now(): number;
}

/**
 * Counts what holders wish, once an epoch has ended, and publishes what was counted and the tally. Nothing is published
 * where nothing has changed.
 * @param epoch the one that has ended
 */
export async function tallyOfEpoch(ports: TallyPorts, chain: RewardsChain, epoch: number): Promise<void> {
  const { db, blobs, log, now } = ports;
  const [last] = await db.select().from(wishTallies).orderBy(desc(wishTallies.epoch)).limit(1);
  if (last !== undefined && last.epoch >= epoch) return;
  const block = await chain.votesBlock();
  const counted = await countedAt(db, chain, block, epoch);
  if (counted.length === 0 && last === undefined) return;
  const hash = await blobs.put(canonicalBytes(counted));
  if (last?.wishes === hash) return;
  await db.transaction(async (tx) => {
    const kept = { hash, kind: 'wishes', since: now() };
    await tx.insert(publicBlobs).values(kept).onConflictDoNothing();
    const leaf = wishesLeafSchema.parse({
      type: 'wishes',
      epoch,
      chainId: chain.chainId,
      token: chain.token,
      block,
      wishes: hash,
      tally: tallyWishes(counted),
      at: now(),
    });
    const { index } = await log.append(tx, leaf);
    await tx.insert(wishTallies).values({ epoch, wishes: hash, leafIndex: index });
  });
}

/** Accounts whose votes are asked for at once. */
const ASKED_AT_ONCE = 50;

async function countedAt(
  db: Database,
  chain: RewardsChain,
  block: number,
  epoch: number,
): Promise<CountedWish[]> {
  const rows = await db
    .select()
    .from(wishes)
    .where(ne(wishes.wish, 'none'))
    .orderBy(wishes.account, wishes.parameter);
  const accounts = [...new Set(rows.map(({ account }) => account))];
  const votes = new Map<string, bigint>();
  for (let at = 0; at < accounts.length; at += ASKED_AT_ONCE) {
    const some = accounts.slice(at, at + ASKED_AT_ONCE);
    const answers = await Promise.all(some.map((account) => chain.votesOf(account, block)));
    for (const [i, account] of some.entries()) votes.set(account, answers[i] ?? 0n);
  }
  const parties = await partiesOf(db, accounts, epoch);
  return rows
    .filter(({ account }) => (votes.get(account) ?? 0n) > 0n)
    .map((row) =>
      countedWishSchema.parse({
        ...row,
        votes: String(votes.get(row.account)),
        party: parties.get(row.account) ?? 0,
      }),
    );
}

/**
 * Whom each account belongs to: entities of contributors who are paid there, numbered from 1 in the order of their first
 * account. 0 is everybody who contributes nothing here: anyone can have a thousand such accounts, so they are one party.
 */
async function partiesOf(
  db: Database,
  accounts: readonly string[],
  epoch: number,
): Promise<Map<string, number>> {
  if (accounts.length === 0) return new Map();
  const known = await db
    .select({ id: contributors.id, account: contributors.account, suspended: contributors.suspended })
    .from(contributors)
    .where(inArray(contributors.account, [...accounts]));
  const paid = known.filter(({ suspended }) => !suspended);
  // An account ties from the epoch after it was bound.
  const entities = await entitiesOf(
    db,
    paid.map(({ id }) => id),
    epoch + 1,
  );
  const numbers = new Map<string, number>();
  const parties = new Map<string, number>();
  for (const account of accounts) {
    const owner = paid.find((row) => row.account === account);
    const entity = owner === undefined ? undefined : entities.get(owner.id);
    if (entity === undefined) continue;
    if (!numbers.has(entity)) numbers.set(entity, numbers.size + 1);
    parties.set(account, numbers.get(entity) ?? 0);
  }
  return parties;
}

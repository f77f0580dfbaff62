import { randomBytes } from 'node:crypto';
import { desc, eq, gt, lt, sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import { toHex } from '../../shared/crypto/hex.ts';
import { exitLeaf } from '../../shared/exit-path/exit-leaf.ts';
import { type ExitTree, exitLeavesOf, exitTree } from '../../shared/exit-path/exit-tree.ts';
import { type ExitProof, exitProofSchema } from '../../shared/protocol/exit-proof.ts';
import { addressSchema, weiSchema } from '../../shared/protocol/ids.ts';
import { exitLeafSchema } from '../../shared/protocol/log.ts';
import type { TransparencyLog } from '../log/transparency-log.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Database } from '../store/database.ts';
import { accounts, exitClaims, exitRoots, publicBlobs } from '../store/schema.ts';
import type { RewardsChain } from './chain.ts';
import { GRAIN } from './sign-voucher.ts';
import { proposedRootSchema } from './voucher-signer.ts';

export interface ExitPorts {
  readonly db: Database;
  readonly blobs: BlobStore;
  readonly log: TransparencyLog;
  readonly logger: Logger;
  now(): number;
  /** Finished epochs from one root to the next; 0 for no roots at all. */
  readonly every: number;
}

/** What was sent and is not on the chain after this long is sent again, ms. */
const SEND_AGAIN_MS = 10 * 60_000;
/** Claims of this many roots are kept: the active one's, the one's that waits, and one to spare. */
const KEPT = 3;

/**
 * Keeps the exit path going: every `every` finished epochs all running totals become a Merkle tree whose root stands in
 * the contract, so that everybody is paid also when this server is gone for good. Does the one thing that is due; may be
 * called at any time, also after a crash: the chain says how far it came.
 */
export async function tendExitRoots(ports: ExitPorts, chain: RewardsChain): Promise<void> {
  if (ports.every === 0) return;
  const [newest] = await ports.db.select().from(exitRoots).orderBy(desc(exitRoots.epoch)).limit(1);
  if (newest === undefined || newest.state === 'active' || newest.state === 'cancelled') {
    const finished = (await chain.currentEpoch()) - 1;
    if (finished >= (newest?.epoch ?? -1) + (newest === undefined ? 1 : ports.every)) {
      await prepare(ports, chain, finished);
    }
    return;
  }
  if (newest.sentAt !== null && newest.state === 'prepared' && ports.now() - newest.sentAt < SEND_AGAIN_MS) {
    const { pending } = await chain.exitState();
    if (pending !== newest.root) return;
  }
  await follow(ports, chain, newest);
}

async function follow(
  ports: ExitPorts,
  chain: RewardsChain,
  { epoch, root, state }: typeof exitRoots.$inferSelect,
): Promise<void> {
  const become = (next: string): Promise<unknown> =>
    ports.db.update(exitRoots).set({ state: next }).where(eq(exitRoots.epoch, epoch));
  const found = await chain.exitState();
  if (found.root === root) {
    await become('active');
    ports.logger.info({ epoch, root }, 'an exit root is active');
  } else if (found.pending === root) {
    if (state !== 'proposed') await become('proposed');
    if ((await chain.chainTime()) >= found.pendingReadyAt) await chain.activateRoot();
  } else if (await chain.wasCancelled(root)) {
    await become('cancelled');
    ports.logger.warn({ epoch, root }, 'the guardian dropped an exit root');
  } else if (found.pending === null) {
    await ports.db
      .update(exitRoots)
      .set({ state: 'prepared', sentAt: ports.now() })
      .where(eq(exitRoots.epoch, epoch));
    const rows = await ports.db.select().from(exitClaims).where(eq(exitClaims.epoch, epoch));
    const claims = rows.map(({ account, cumulative, salt }) => ({ account, cumulative, salt }));
    await chain.voucherSigner.proposeRoot(proposedRootSchema.parse({ epoch, root, claims }));
    ports.logger.info({ epoch, root }, 'an exit root was proposed');
  }
  // Another root waits on the chain: this one's turn comes when that one is active or dropped.
}

/**
 * Turns the ledger into a tree: every account's total, rounded down as a voucher's is, counts as signed from then on, so
 * that neither way to be paid ever names less than the other did.
 * @throws when the ledger owes somebody less than was signed: a database restored from an older backup proposes nothing
 */
async function prepare(ports: ExitPorts, chain: RewardsChain, epoch: number): Promise<void> {
  const emitted = await chain.emittedThrough(epoch);
  const contract = addressSchema.parse(chain.rewards);
  await ports.db.transaction(async (tx) => {
    const rows = await tx
      .select()
      .from(accounts)
      .where(gt(accounts.owed, (GRAIN - 1n).toString()))
      .for('update');
    if (rows.length === 0) return;
    const claims = rows.map(({ account, owed, signed }) => {
      const cumulative = (BigInt(owed) / GRAIN) * GRAIN;
      if (cumulative < BigInt(signed)) {
        throw new Error(`the ledger owes ${account} less than was signed for it; no exit root is made`);
      }
      return {
        epoch,
        account: addressSchema.parse(account),
        cumulative: weiSchema.parse(cumulative.toString()),
        salt: `0x${randomBytes(32).toString('hex')}`,
      };
    });
    const total = claims.reduce((sum, { cumulative }) => sum + BigInt(cumulative), 0n);
    if (total > emitted) {
      throw new Error('the ledger owes more than finished epochs have emitted; no exit root is made');
    }
    const tree = exitTree(claims.map(exitLeaf));
    const root = `0x${toHex(tree.root)}`;
    const leavesHash = await ports.blobs.put(Buffer.concat(tree.leaves));
    const leaf = exitLeafSchema.parse({
      type: 'exit',
      chainId: chain.chainId,
      contract,
      epoch,
      root,
      leaves: leavesHash,
      accounts: claims.length,
      total: total.toString(),
      at: ports.now(),
    });
    const { index } = await ports.log.append(tx, leaf);
    await tx
      .insert(publicBlobs)
      .values({ hash: leavesHash, kind: 'exit', since: ports.now() })
      .onConflictDoNothing();
    await tx
      .insert(exitRoots)
      .values({ epoch, root, leavesHash, leafIndex: index, state: 'prepared', sentAt: null });
    for (let from = 0; from < claims.length; from += ROWS_AT_ONCE) {
      await tx.insert(exitClaims).values(claims.slice(from, from + ROWS_AT_ONCE));
    }
    await tx
      .update(accounts)
      .set({
        signed: sql`div(${accounts.owed}, ${GRAIN.toString()}::numeric) * ${GRAIN.toString()}::numeric`,
        epoch,
      })
      .where(gt(accounts.owed, (GRAIN - 1n).toString()));
    await forgetOldClaims(tx);
    ports.logger.info({ epoch, root, accounts: claims.length }, 'an exit root was made');
  });
}

const ROWS_AT_ONCE = 1000;

async function forgetOldClaims(tx: Database): Promise<void> {
  const kept = await tx
    .select({ epoch: exitRoots.epoch })
    .from(exitRoots)
    .orderBy(desc(exitRoots.epoch))
    .limit(KEPT);
  const oldest = kept.at(-1)?.epoch ?? 0;
  await tx.delete(exitClaims).where(lt(exitClaims.epoch, oldest));
}

/** The proof of `account` under the newest root that includes it and was not dropped; null where there is none. */
export async function exitProofOf(
  db: Database,
  blobs: BlobStore,
  chain: Pick<RewardsChain, 'chainId' | 'rewards'>,
  account: string,
): Promise<ExitProof | null> {
  const [found] = await db
    .select({ claim: exitClaims, root: exitRoots })
    .from(exitClaims)
    .innerJoin(exitRoots, eq(exitRoots.epoch, exitClaims.epoch))
    .where(sql`${exitClaims.account} = ${account} and ${exitRoots.state} <> 'cancelled'`)
    .orderBy(desc(exitClaims.epoch))
    .limit(1);
  const placed = found === undefined ? null : await treeOf(blobs, found.root.leavesHash);
  if (found === undefined || placed === null) return null;
  const own = {
    account: addressSchema.parse(found.claim.account),
    cumulative: weiSchema.parse(found.claim.cumulative),
    salt: found.claim.salt,
  };
  const at = placed.places.get(toHex(exitLeaf(own)));
  if (at === undefined) throw new Error(`the leaves of exit root ${found.root.root} lack one of its claims`);
  return exitProofSchema.parse({
    ...own,
    chainId: chain.chainId,
    contract: chain.rewards,
    root: found.root.root,
    epoch: found.root.epoch,
    proof: placed.tree.proofOf(at).map((node) => `0x${toHex(node)}`),
  });
}

interface PlacedTree {
  readonly tree: ExitTree;
  /** Place of each leaf, by its hex. */
  readonly places: ReadonlyMap<string, number>;
}

/** The tree asked for last, by store: everybody asks for the newest one's proofs, and building it takes a while. */
const lastTree = new WeakMap<BlobStore, { readonly hash: string; readonly placed: PlacedTree }>();

async function treeOf(blobs: BlobStore, hash: string): Promise<PlacedTree | null> {
  const last = lastTree.get(blobs);
  if (last?.hash === hash) return last.placed;
  const bytes = await blobs.get(hash);
  if (bytes === null) return null;
  const tree = exitTree(exitLeavesOf(bytes));
  const placed = { tree, places: new Map(tree.leaves.map((leaf, at) => [toHex(leaf), at])) };
  lastTree.set(blobs, { hash, placed });
  return placed;
}

import { randomBytes } from 'node:crypto';
import { and, count, eq, isNull } from 'drizzle-orm';
import { sha256Hex } from '../../shared/crypto/sha256.ts';
import { Refused } from '../../shared/protocol/errors.ts';
import { type InviteCode, inviteCodeSchema } from '../../shared/protocol/ids.ts';
import type { Database } from '../store/database.ts';
import { contributors, invites } from '../store/schema.ts';
import { isEstablished } from './standing.ts';

/**
 * Invitations (`integrity.md` §1): whoever holds a code enrols once by it. Everybody who came by one chain of them has
 * the same root, the first person the operator invited, and counts as one entity with all others of it: who invites
 * himself has invited nobody. Codes are kept as hashes.
 */

/** Makes codes of the operator's. @returns them, for the only time */
export async function giveOperatorInvites(db: Database, howMany: number, now: number): Promise<InviteCode[]> {
  const codes = Array.from({ length: howMany }, freshCode);
  await db.insert(invites).values(codes.map((code) => ({ hash: hashOf(code), by: null, createdAt: now })));
  return codes;
}

/**
 * Makes a code of a contributor's, while there are fewer than `each` of this person's.
 * @throws Refused INVITE_REFUSED for newcomers, and for those who gave all they may
 */
export async function giveInvite(
  db: Database,
  contributor: typeof contributors.$inferSelect,
  each: number,
  now: number,
): Promise<{ code: InviteCode; left: number }> {
  if (contributor.suspended || !isEstablished(contributor.acceptedRounds)) {
    throw new Refused('INVITE_REFUSED', 'Only contributors who are established here may invite.');
  }
  const code = freshCode();
  const given = await db.transaction(async (tx) => {
    // The contributor's row is the lock: two requests at once must not each find room.
    await tx.select().from(contributors).where(eq(contributors.id, contributor.id)).for('update');
    const [before] = await tx.select({ n: count() }).from(invites).where(eq(invites.by, contributor.id));
    const already = before?.n ?? 0;
    if (already >= each)
      throw new Refused('INVITE_REFUSED', `You gave the ${each} invitations that are yours.`);
    await tx.insert(invites).values({ hash: hashOf(code), by: contributor.id, createdAt: now });
    return already + 1;
  });
  return { code, left: each - given };
}

/**
 * Uses a code up for somebody new.
 * @returns the root of the chain
 * @throws Refused INVITE_REFUSED for a code that was never given, or is used
 */
export async function useInvite(tx: Database, code: InviteCode, newcomer: string): Promise<string> {
  const [used] = await tx
    .update(invites)
    .set({ usedBy: newcomer })
    .where(and(eq(invites.hash, hashOf(code)), isNull(invites.usedBy)))
    .returning({ by: invites.by });
  if (used === undefined)
    throw new Refused('INVITE_REFUSED', 'This invitation is not known, or was used before.');
  if (used.by === null) return newcomer;
  const [inviter] = await tx
    .select({ root: contributors.inviteRoot })
    .from(contributors)
    .where(eq(contributors.id, used.by));
  return inviter?.root ?? used.by;
}

function freshCode(): InviteCode {
  return inviteCodeSchema.parse(randomBytes(16).toString('hex'));
}

function hashOf(code: InviteCode): string {
  return sha256Hex(new TextEncoder().encode(`invitation ${code}`));
}

import { eq } from 'drizzle-orm';
import { fromHex } from '../../shared/crypto/hex.ts';
import { admissionDigest, leadingZeroBits } from '../../shared/crypto/proof-of-work.ts';
import { sha256Hex } from '../../shared/crypto/sha256.ts';
import { Refused } from '../../shared/protocol/errors.ts';
import { type ContributorId, contributorIdSchema, hashSchema } from '../../shared/protocol/ids.ts';
import type { ProcedureIn, ProcedureOut } from '../../shared/protocol/procedures.ts';
import type { AdmissionPolicy } from '../../shared/protocol/server-info.ts';
import type { Database } from '../store/database.ts';
import { contributors } from '../store/schema.ts';
import { useInvite } from './invites.ts';
import { isEstablished } from './standing.ts';

/** A challenge holds for this long, and for the window after it. */
const WINDOW_MS = 3_600_000;

export interface Admission {
  policy(now: number): AdmissionPolicy;
  enrol(request: ProcedureIn<'contributor.enrol'>, now: number): Promise<ProcedureOut<'contributor.enrol'>>;
}

/** Admission by invitation: a new key needs a code that was given to nobody else. */
export function inviteAdmission(db: Database): Admission {
  return {
    policy: () => ({ kind: 'invite' }),
    async enrol({ publicKey, invite }, now) {
      const id = contributorIdSchema.parse(sha256Hex(fromHex(publicKey)));
      const known = await standingOf(db, id);
      if (known !== null) return known;
      if (invite === undefined) throw new Refused('INVITE_REFUSED', 'An invitation is needed to enrol.');
      await db.transaction(async (tx) => {
        const inviteRoot = await useInvite(tx, invite, id);
        const fresh = await tx
          .insert(contributors)
          .values({ id, publicKey, enrolledAt: now, inviteRoot })
          .onConflictDoNothing()
          .returning({ id: contributors.id });
        // Two requests of one key at once: the other one has used its code, this one must not use up another.
        if (fresh.length === 0) throw new Refused('REPLAYED', 'This key is being enrolled already.');
      });
      return { contributor: id, standing: 'new', acceptedRounds: 0 };
    },
  };
}

/** What somebody who is enrolled already is told; null for a key that is not known. */
async function standingOf(
  db: Database,
  id: ContributorId,
): Promise<ProcedureOut<'contributor.enrol'> | null> {
  const [known] = await db.select().from(contributors).where(eq(contributors.id, id));
  if (known === undefined) return null;
  const standing = known.suspended
    ? 'suspended'
    : isEstablished(known.acceptedRounds)
      ? 'established'
      : 'new';
  return { contributor: id, standing, acceptedRounds: known.acceptedRounds };
}

/**
 * Admission by proof of work (the default): a new key must find a counter with SHA-256(challenge ‖ key ‖ counter) low
 * enough. Challenges follow from a secret and the hour, so none is stored; a proof is bound to its key, so none is reused.
 */
export function proofOfWorkAdmission(db: Database, bits: number, secret: Uint8Array): Admission {
  const challengeOf = (window: number): string =>
    sha256Hex(secret, new TextEncoder().encode(`admission ${window}`));
  const windowOf = (now: number): number => Math.floor(now / WINDOW_MS);
  return {
    policy: (now) =>
      bits === 0
        ? { kind: 'open' }
        : { kind: 'proof-of-work', bits, challenge: hashSchema.parse(challengeOf(windowOf(now))) },
    async enrol({ publicKey, proof }, now) {
      const raw = fromHex(publicKey);
      const id = contributorIdSchema.parse(sha256Hex(raw));
      const known = await standingOf(db, id);
      if (known !== null) return known;
      if (bits > 0) {
        if (proof === null) throw new Refused('ADMISSION_REFUSED', 'A proof of work is needed to enrol.');
        const window = windowOf(now);
        const current = [challengeOf(window), challengeOf(window - 1)];
        if (!current.includes(proof.challenge))
          throw new Refused('ADMISSION_REFUSED', 'The challenge has expired.');
        if (leadingZeroBits(admissionDigest(fromHex(proof.challenge), raw, proof.counter)) < bits) {
          throw new Refused('ADMISSION_REFUSED', `The proof has not ${bits} leading zero bits.`);
        }
      }
      await db.insert(contributors).values({ id, publicKey, enrolledAt: now }).onConflictDoNothing();
      return { contributor: id, standing: 'new', acceptedRounds: 0 };
    },
  };
}

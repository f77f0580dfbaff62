import { and, eq } from 'drizzle-orm';
import { fromHex } from '../../shared/crypto/hex.ts';
import { ownSketches } from '../entities/sketches.ts';
import { maskingOf, privacyOf } from '../masking/round-masking.ts';
import { activeRound } from '../rounds/open-round.ts';
import type { RoundPorts } from '../rounds/ports.ts';
import type { TaskSettings } from '../rounds/task-settings.ts';
import { contributors, models, rounds, seenBodies, updates } from '../store/schema.ts';
import type { InspectionDesk } from './check.ts';

/** Bytes beyond the values that a frame may have: envelope, signature, scales, gzip's worst case. */
const OVERHEAD = 8192;

/** Largest frame accepted for a model of `d` parameters. A number of a masked sum has up to four bytes, where noise is large. */
export function bodyLimitFor(d: number, masked = false): number {
  return Math.ceil(d * (masked ? 4 : 1.1)) + OVERHEAD;
}

/** Largest frame that any of these tasks takes. */
export function largestBody(tasks: readonly TaskSettings[]): number {
  return Math.max(
    ...tasks.map(({ parameterCount, masking }) => bodyLimitFor(parameterCount, masking !== null)),
  );
}

/** Inspection's view of the store. */
export function inspectionDesk(
  { db, sketcher }: Pick<RoundPorts, 'db' | 'sketcher'>,
  tasks: readonly TaskSettings[],
  now: number,
): InspectionDesk {
  return {
    now,
    bodyLimit: largestBody(tasks),
    stalenessLimit: Math.max(...tasks.map((task) => task.staleness)),
    parameterCount: (name) => tasks.find(({ task }) => task === name)?.parameterCount ?? null,
    async contributor(id) {
      const [row] = await db.select().from(contributors).where(eq(contributors.id, id));
      return row === undefined ? null : { publicKey: fromHex(row.publicKey), suspended: row.suspended };
    },
    async openRound(task) {
      const round = await activeRound(db, task);
      return round?.state === 'open'
        ? { ...round, privacy: privacyOf(round), masking: maskingOf(round) }
        : null;
    },
    async modelVersion(task, hash) {
      const [row] = await db
        .select({ version: models.version })
        .from(models)
        .where(and(eq(models.task, task), eq(models.hash, hash)));
      return row?.version ?? null;
    },
    async hasUpdate(hash) {
      return (await db.select({ hash: updates.hash }).from(updates).where(eq(updates.hash, hash))).length > 0;
    },
    async hasBody(bodyHash) {
      return (
        (await db.select({ hash: seenBodies.hash }).from(seenBodies).where(eq(seenBodies.hash, bodyHash)))
          .length > 0
      );
    },
    async hasContributed(roundId, contributor) {
      const rows = await db
        .select({ hash: updates.hash })
        .from(updates)
        .where(and(eq(updates.roundId, roundId), eq(updates.contributor, contributor)));
      return rows.length > 0;
    },
    async participations(task, contributor) {
      const rows = await db
        .select({ privacy: rounds.privacy })
        .from(updates)
        .innerJoin(rounds, eq(rounds.id, updates.roundId))
        .where(and(eq(rounds.task, task), eq(updates.contributor, contributor)));
      return rows.map((row) => privacyOf(row)?.noiseMultiplier ?? 0);
    },
    sketch: (task, update) => sketcher(task, update.length)(update),
    async ownSketches(task, contributor) {
      const counts = tasks.find((settings) => settings.task === task)?.ownPastCounts ?? true;
      return counts ? (await ownSketches(db, task, contributor)).map(({ sketch }) => sketch) : [];
    },
  };
}

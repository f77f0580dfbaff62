import { and, asc, eq, inArray } from 'drizzle-orm';
import { decodeInt8Block, dequantise } from '../../shared/codec/int8-block.ts';
import { multiplicities } from '../../shared/influence/multiplicity.ts';
import { SKETCH_LENGTH } from '../../shared/influence/sketch.ts';
import { novelty } from '../../shared/valuation/novelty.ts';
import { historiesOf } from '../entities/sketches.ts';
import { isEstablished, rampOf } from '../entities/standing.ts';
import { contributors, models, updates } from '../store/schema.ts';
import type { RoundRow } from './open-round.ts';
import type { RoundPorts } from './ports.ts';
import { candidateRowSchema, type RoundCandidate } from './round-state.ts';
import type { TaskSettings } from './task-settings.ts';

/** What was found out of a cohort's people when the round closed. */
export interface KnownOfCohort {
  /** Entities that are held at 5 %. */
  readonly held: ReadonlySet<string>;
  /** Entities by update. */
  readonly entities: ReadonlyMap<string, string>;
}

/** The drawn updates, decoded, with the standing of who sent them; those whose bodies are damaged are left out. */
export async function openCohort(
  ports: RoundPorts,
  settings: TaskSettings,
  round: RoundRow,
  known: KnownOfCohort,
): Promise<{ cohort: RoundCandidate['cohort']; decoded: Float32Array[] }> {
  const whole: { row: DrawnRow; values: Float32Array }[] = [];
  for (const row of await drawnRows(ports, round)) {
    const body = await ports.blobs.get(row.updates.bodyHash);
    const values = body === null ? null : await decodeInt8Block(body, settings.parameterCount);
    // The body was decoded before it was accepted: what is missing now was erased or damaged on disk.
    if (values === null || !values.ok) {
      const update = row.updates.hash;
      ports.logger.error({ update }, 'an accepted body is gone or damaged; its update is left out');
      continue;
    }
    whole.push({ row, values: shared(dequantise(values.quantised)) });
  }
  const rows = whole.map(({ row }) => row);
  return {
    cohort: await standingsOf(ports, settings, round, rows, known),
    decoded: whole.map(({ values }) => values),
  };
}

/** The standing of who sent these updates, whose bodies nobody can read. @param hashes sorted */
export async function maskedCohort(
  ports: RoundPorts,
  settings: TaskSettings,
  round: RoundRow,
  hashes: readonly string[],
  known: KnownOfCohort,
): Promise<RoundCandidate['cohort']> {
  const rows = (await drawnRows(ports, round)).filter(({ updates: { hash } }) => hashes.includes(hash));
  return standingsOf(ports, settings, round, rows, known);
}

type DrawnRow = Awaited<ReturnType<typeof drawnRows>>[number];

async function drawnRows({ db }: RoundPorts, round: RoundRow) {
  return db
    .select()
    .from(updates)
    .innerJoin(contributors, eq(contributors.id, updates.contributor))
    .where(and(eq(updates.roundId, round.id), eq(updates.drawn, true), eq(updates.state, 'accepted')))
    .orderBy(asc(updates.hash));
}

async function standingsOf(
  ports: RoundPorts,
  settings: TaskSettings,
  round: RoundRow,
  rows: readonly DrawnRow[],
  known: KnownOfCohort,
): Promise<RoundCandidate['cohort']> {
  const epoch = await ports.currentEpoch();
  const versions = await versionsOf(ports, [...new Set(rows.map((row) => row.updates.base))]);
  const histories = await historiesOf(
    ports.db,
    settings.task,
    rows.map((row) => row.contributors.id),
  );
  const none = new Float64Array(SKETCH_LENGTH);
  const alike = multiplicities(rows.map((row) => histories.get(row.contributors.id) ?? none));
  return rows.map(({ updates: update, contributors: contributor }, i) => {
    const entity = known.entities.get(update.hash) ?? contributor.id;
    return candidateRowSchema.parse({
      update: update.hash,
      bodyHash: update.bodyHash,
      base: update.base,
      pseudonym: ports.pseudonym(epoch, entity),
      contributor: contributor.id,
      entity,
      ramp: rampOf(contributor.acceptedRounds),
      established: isEstablished(contributor.acceptedRounds),
      staleness: Math.max(0, round.baseVersion - (versions.get(update.base) ?? round.baseVersion)),
      multiplicity: alike[i],
      novelty: novelty(update.familiarity ?? 0),
      held: known.held.has(entity),
      probation: contributor.acceptedRounds < settings.probationRounds,
    });
  });
}

/** The same numbers where another thread can read them without a copy. */
function shared(values: Float32Array): Float32Array {
  const copy = new Float32Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

async function versionsOf(ports: RoundPorts, bases: readonly string[]): Promise<Map<string, number>> {
  if (bases.length === 0) return new Map();
  const rows = await ports.db
    .select({ hash: models.hash, version: models.version })
    .from(models)
    .where(inArray(models.hash, [...bases]));
  return new Map(rows.map(({ hash, version }) => [hash, version]));
}

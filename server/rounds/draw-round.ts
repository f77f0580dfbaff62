import { and, asc, eq, inArray } from 'drizzle-orm';
import { drawCohort } from '../../shared/influence/draw-cohort.ts';
import { drawGroups } from '../../shared/masking/draw-groups.ts';
import { entitiesOf } from '../entities/entity-map.ts';
import { COHORT_ROUNDS, OWN_ROUNDS, sketchesSince } from '../entities/sketches.ts';
import { hasCrowd, isEstablished } from '../entities/standing.ts';
import { SAME } from '../inspection/check-copy.ts';
import type { GroupProgress } from '../masking/group-progress.ts';
import { maskingOf } from '../masking/round-masking.ts';
import { contributors, rounds, updates } from '../store/schema.ts';
import type { RoundRow } from './open-round.ts';
import type { RoundPorts } from './ports.ts';
import { drawSchema } from './round-state.ts';
import type { TaskSettings } from './task-settings.ts';

/**
 * Draws the cohort of K of a round that takes no more updates, by the seed committed at opening, after sorting out what
 * was sent before. From here on the cohort is fixed, whoever leaves or comes.
 */
export async function drawRound(ports: RoundPorts, settings: TaskSettings, round: RoundRow): Promise<void> {
  const { db } = ports;
  const { task } = settings;
  const accepted = await db
    .select({
      hash: updates.hash,
      contributor: updates.contributor,
      acceptedRounds: contributors.acceptedRounds,
    })
    .from(updates)
    .innerJoin(contributors, eq(contributors.id, updates.contributor))
    .where(and(eq(updates.roundId, round.id), eq(updates.state, 'accepted')))
    // In order of arrival: of two that are the same, the first is nobody's copy.
    .orderBy(asc(updates.receivedAt), asc(updates.hash));
  const people = accepted.map(({ contributor }) => contributor);
  const familiarity = await familiarityOf(ports, settings, round.number, accepted);
  const epoch = await ports.currentEpoch();
  const entities = await entitiesOf(db, people, epoch);
  const crowd = await hasCrowd(db, task, round.number, epoch);
  const entries = accepted.map(({ hash, contributor, acceptedRounds }) => ({
    update: hash,
    entity: entities.get(contributor) ?? contributor,
    established: isEstablished(acceptedRounds),
  }));
  const isCopy = ({ update }: { update: string }): boolean => (familiarity.get(update) ?? 0) > SAME;
  const { cohort, notDrawn } = drawCohort(
    entries.filter((entry) => !isCopy(entry)),
    { size: settings.cohort, seed: round.seed, label: `cohort of round ${round.number}`, crowd },
  );
  const byHash = new Map(entries.map((entry) => [entry.update, entry]));
  const rowsOf = (hashes: readonly string[]) => hashes.flatMap((hash) => byHash.get(hash) ?? []);
  const copies = entries.filter(isCopy).map(({ update }) => update);
  await db.transaction(async (tx) => {
    for (const [hash, largest] of familiarity) {
      await tx.update(updates).set({ familiarity: largest }).where(eq(updates.hash, hash));
    }
    if (copies.length > 0) {
      await tx.update(updates).set({ state: 'copy' }).where(inArray(updates.hash, copies));
    }
    if (cohort.length > 0) await tx.update(updates).set({ drawn: true }).where(inArray(updates.hash, cohort));
    const draw = drawSchema.parse({ crowd, cohort: rowsOf(cohort), notDrawn: rowsOf(notDrawn), copies });
    const groups = groupsAtFirst(ports, round, cohort);
    await tx.update(rounds).set({ draw, groups }).where(eq(rounds.id, round.id));
  });
}

/** Groups of a masked round, whose first messages are the updates that were drawn; null for one that is not masked. */
function groupsAtFirst(
  ports: RoundPorts,
  round: RoundRow,
  cohort: readonly string[],
): GroupProgress[] | null {
  const terms = maskingOf(round);
  if (terms === null) return null;
  const groups = drawGroups(cohort, { size: terms.groupSize, seed: round.seed, round: round.number });
  return groups.map((members) => ({
    members,
    phase: 0,
    isClosed: true,
    deadline: ports.now(),
    end: null,
  }));
}

/** Each update's largest cosine with what came before it: its contributor's own past, recent cohorts, earlier arrivals. */
async function familiarityOf(
  ports: RoundPorts,
  { task, ownPastCounts }: TaskSettings,
  round: number,
  accepted: readonly { hash: string; contributor: string }[],
): Promise<Map<string, number>> {
  const people = accepted.map(({ contributor }) => contributor);
  const own = await sketchesSince(ports.db, task, round - OWN_ROUNDS, people);
  const recent = await sketchesSince(ports.db, task, round - COHORT_ROUNDS);
  const sketchOf = new Map(
    [...own, ...recent].map(({ update, contributor, sketch }) => [update, { owner: contributor, sketch }]),
  );
  const here = new Set(accepted.map(({ hash }) => hash));
  const known = accepted.filter(({ hash }) => sketchOf.has(hash));
  const largest = await ports.familiarities(
    known.flatMap(({ hash }) => sketchOf.get(hash) ?? []),
    [...sketchOf].flatMap(([update, sketch]) => (here.has(update) ? [] : [sketch])),
    ownPastCounts,
  );
  return new Map(known.map(({ hash }, i) => [hash, largest[i] ?? 0]));
}

import { and, eq, gte, inArray, sql } from 'drizzle-orm';
import { concentration } from '../../shared/influence/concentration.ts';
import { hashSchema } from '../../shared/protocol/ids.ts';
import { type RoundLeaf, roundLeafSchema } from '../../shared/protocol/log.ts';
import { eraseForgottenBodies, isForgotten } from '../entities/forget.ts';
import { addToHistories } from '../entities/sketches.ts';
import { eraseMasked } from '../masking/erase-masked.ts';
import { groupsOf } from '../masking/group-progress.ts';
import { maskingOf, privacyOf } from '../masking/round-masking.ts';
import { noteGroups } from '../masking/suspects.ts';
import type { Database } from '../store/database.ts';
import {
  contributors,
  epochs,
  influences,
  models,
  publicBlobs,
  refusals,
  rounds,
  updates,
  values,
} from '../store/schema.ts';
import { openRound, type RoundRow, seedCommitment } from './open-round.ts';
import type { RoundPorts } from './ports.ts';
import { residualSketches } from './residual-sketches.ts';
import { candidateSchema, drawSchema, type RoundCandidate, sharesOfMembers } from './round-state.ts';
import type { TaskSettings } from './task-settings.ts';

/** Refusals that a leaf tells one by one. */
const TOLD_REFUSALS = 500;

/**
 * ratifying → published | quarantined | void, in one transaction: the leaf, the model, the values, every update's state
 * and the next round are all there, or none is.
 */
export async function finishRound(ports: RoundPorts, settings: TaskSettings, round: RoundRow): Promise<void> {
  if (maskingOf(round) !== null) await eraseMasked(ports.db, ports.blobs, round.id);
  const epoch = await ports.currentEpoch();
  const residuals = await residualSketches(ports, settings, candidateSchema.parse(round.candidate));
  await ports.db.transaction(async (tx) => {
    const candidate = await namedFor(tx, ports, epoch, candidateSchema.parse(round.candidate));
    // What is published belongs to an epoch that is still open; else the driver tries again in the next one.
    const [closed] = await tx.select().from(epochs).where(gte(epochs.epoch, epoch)).limit(1);
    if (closed !== undefined)
      throw new Error(`epoch ${epoch} closed while round ${round.number} was finished`);
    const outcome = outcomeOf(candidate);
    const claimed = await tx
      .update(rounds)
      .set({ state: outcome.state })
      .where(and(eq(rounds.id, round.id), eq(rounds.state, 'ratifying')))
      .returning({ id: rounds.id });
    if (claimed.length === 0) return;
    const leaf = await leafOf(tx, ports, settings, round, candidate, outcome);
    const { index } = await ports.log.append(tx, leaf);
    await tx.update(rounds).set({ leafIndex: index, candidate }).where(eq(rounds.id, round.id));
    if (outcome.state === 'published') {
      await publish(tx, ports, settings, round, candidate, epoch);
      await addToHistories(tx, settings.task, residuals);
    }
    await noteInfluence(tx, settings, round, candidate);
    const cohort = candidate.cohort.map(({ update }) => update);
    if (outcome.state === 'quarantined' && cohort.length > 0) {
      await tx.update(updates).set({ state: 'quarantined' }).where(inArray(updates.hash, cohort));
    }
    const next = await openRound(tx, ports, settings);
    if (candidate.groups !== null) {
      const named = groupsOf(round).flatMap(({ end }) => (end?.is === 'void' ? end.culprits : []));
      const suspended = await noteGroups(tx, candidate.groups, named);
      for (const contributor of suspended)
        ports.logger.warn(
          { contributor, task: settings.task },
          'suspended: groups with this contributor fail',
        );
    } else if (outcome.state === 'void') await rollOver(tx, settings, round, next);
    await leaveOutTheRest(tx, round);
  });
  await eraseForgottenBodies(ports.db, ports.blobs, round.id);
}

/**
 * The cohort under the pseudonyms of the epoch it is published in, which may have begun since it was computed; as may
 * have somebody's being forgotten.
 */
async function namedFor(
  tx: Database,
  ports: RoundPorts,
  epoch: number,
  candidate: RoundCandidate,
): Promise<RoundCandidate> {
  const rows = await tx
    .select({ update: updates.hash, contributor: updates.contributor })
    .from(updates)
    .where(
      inArray(
        updates.hash,
        candidate.cohort.map(({ update }) => update),
      ),
    );
  const owners = new Map(rows.map(({ update, contributor }) => [update, contributor]));
  const named = (entity: string) => hashSchema.parse(ports.pseudonym(epoch, entity));
  return {
    ...candidate,
    cohort: candidate.cohort.map((row) => ({
      ...row,
      contributor: owners.get(row.update) ?? row.contributor,
      pseudonym: named(row.entity),
    })),
    notDrawn: candidate.notDrawn.map((row) => ({ ...row, pseudonym: named(row.entity) })),
    lost: candidate.lost.map((row) => ({ ...row, pseudonym: named(row.entity) })),
  };
}

interface Outcome {
  readonly state: 'published' | 'quarantined' | 'void';
  readonly reason: string | null;
}

function outcomeOf({ outcome, ratification }: RoundCandidate): Outcome {
  if (outcome.is === 'no-model') return { state: 'void', reason: outcome.why };
  if (outcome.failed !== null) return { state: 'quarantined', reason: outcome.failed };
  if (ratification === 'refused')
    return { state: 'quarantined', reason: 'contributors found the candidate worse' };
  return { state: 'published', reason: null };
}

async function leafOf(
  tx: Database,
  ports: RoundPorts,
  settings: TaskSettings,
  round: RoundRow,
  candidate: RoundCandidate,
  { state, reason }: Outcome,
): Promise<RoundLeaf> {
  const model = candidate.outcome.is === 'model' ? candidate.outcome : null;
  const refused = await tx.select().from(refusals).where(eq(refusals.roundId, round.id)).orderBy(refusals.id);
  const byReason: Record<string, number> = {};
  const { copies } = drawSchema.parse(round.draw);
  const all = [...copies.map((update) => ({ update, code: 'COPY' })), ...refused];
  for (const { code } of all) byReason[code] = (byReason[code] ?? 0) + 1;
  const leaf = {
    type: 'round',
    task: settings.task,
    round: round.number,
    outcome: state,
    reason,
    bootstrap: candidate.bootstrap,
    profile: settings.profile,
    base: { version: round.baseVersion, hash: round.baseHash },
    result:
      model === null || state !== 'published'
        ? null
        : {
            version: round.baseVersion + 1,
            hash: model.model,
            aggregate: model.aggregate,
            stateAfter: model.stateAfter,
          },
    rule: model === null ? null : { name: settings.rule, f: candidate.f },
    norm: round.norm,
    privacy: privacyOf(round),
    nextNorm: candidate.nextNorm,
    masking: maskingOf(round),
    groups: candidate.groups,
    optimiser: settings.optimiser,
    stateBefore: round.stateHash,
    seed: { commitment: seedCommitment(round.seed), reveal: round.seed },
    size: settings.cohort,
    notDrawn: candidate.notDrawn.map(({ entity: _, ...row }) => row),
    lost: candidate.lost.map(({ entity: _, ...row }) => row),
    cohort: candidate.cohort.map(({ contributor: _, entity: __, ...row }) => row),
    weights: model?.weights ?? [],
    shares: model?.shares ?? [],
    influence: model?.influence ?? concentration([]),
    leaveOneOut: model?.leaveOneOut ?? null,
    statistics: model?.statistics ?? [],
    influenceWindow: model?.window ?? { rounds: 0, of: concentration([]) },
    stepNorm: model?.stepNorm ?? null,
    effect: model?.effect ?? null,
    agreement: model?.agreement ?? null,
    promised: model?.promised ?? null,
    refused: all.slice(0, TOLD_REFUSALS).map(({ update, code }) => ({ update, code })),
    refusedByReason: byReason,
    ratification: candidate.ratification ?? 'skipped-small',
    election: candidate.election,
    valuation:
      candidate.valuation === null
        ? null
        : {
            directionCommitment: candidate.valuation.directionCommitment,
            panelCommitment: candidate.valuation.panelCommitment,
          },
    openedAt: round.openedAt,
    closedAt: ports.now(),
  };
  // What does not fit the schema is an error of ours, and undoes the transaction.
  return roundLeafSchema.parse(leaf);
}

async function publish(
  tx: Database,
  ports: RoundPorts,
  settings: TaskSettings,
  round: RoundRow,
  { outcome, cohort, groups, valuation }: RoundCandidate,
  epoch: number,
): Promise<void> {
  if (outcome.is !== 'model') return;
  const now = ports.now();
  await tx.insert(models).values({
    hash: outcome.model,
    task: settings.task,
    version: round.baseVersion + 1,
    stateHash: outcome.stateAfter,
    aggregateHash: outcome.aggregate,
    stepNorm: outcome.stepNorm,
    publishedAt: now,
  });
  const opened = [
    { hash: outcome.model, kind: 'model', since: now },
    { hash: outcome.stateAfter, kind: 'state', since: now },
    { hash: outcome.aggregate, kind: 'aggregate', since: now },
    ...(groups === null ? cohort : [])
      .filter(({ contributor }) => !isForgotten(contributor))
      .map(({ bodyHash }) => ({ hash: bodyHash, kind: 'body', since: now })),
    ...(groups ?? []).flatMap(({ sum }) => (sum === null ? [] : [{ hash: sum, kind: 'sum', since: now }])),
  ];
  await tx.insert(publicBlobs).values(opened).onConflictDoNothing();
  // A candidate that was voted on is public already, as what it was.
  await tx.update(publicBlobs).set({ kind: 'model' }).where(eq(publicBlobs.hash, outcome.model));
  await tx
    .update(updates)
    .set({ state: 'aggregated' })
    .where(
      inArray(
        updates.hash,
        cohort.map(({ update }) => update),
      ),
    );
  await tx
    .update(contributors)
    .set({ acceptedRounds: sql`${contributors.acceptedRounds} + 1` })
    .where(
      inArray(
        contributors.id,
        cohort.map(({ contributor }) => contributor),
      ),
    );
  if (valuation !== null) {
    const by = new Map(cohort.map(({ update, contributor }) => [update as string, contributor]));
    await tx.insert(values).values(
      valuation.values.map(({ update, value, why }) => ({
        update,
        contributor: by.get(update) ?? '',
        task: settings.task,
        round: round.number,
        epoch,
        value,
        why,
      })),
    );
  }
}

/** A void round's updates move to the next round, unless their base would be too old there. */
async function rollOver(tx: Database, settings: TaskSettings, round: RoundRow, next: number): Promise<void> {
  const waiting = await tx
    .select({ hash: updates.hash, version: models.version })
    .from(updates)
    .innerJoin(models, eq(models.hash, updates.base))
    .where(and(eq(updates.roundId, round.id), eq(updates.state, 'accepted')));
  const fresh = waiting.filter(({ version }) => round.baseVersion - version <= settings.staleness);
  if (fresh.length > 0) {
    await tx
      .update(updates)
      .set({ roundId: next, drawn: false })
      .where(
        inArray(
          updates.hash,
          fresh.map(({ hash }) => hash),
        ),
      );
  }
}

/** Who moved the model, or would have: a round that was quarantined dilutes the window all the same. */
async function noteInfluence(
  tx: Database,
  settings: TaskSettings,
  round: RoundRow,
  candidate: RoundCandidate,
): Promise<void> {
  const { outcome, cohort } = candidate;
  if (outcome.is !== 'model') return;
  const { task } = settings;
  const shares = sharesOfMembers(candidate, outcome.shares);
  await tx
    .insert(influences)
    .values(
      cohort.map(({ entity }, i) => ({
        roundId: round.id,
        task,
        round: round.number,
        entity,
        share: shares[i] ?? 0,
      })),
    )
    .onConflictDoNothing();
}

async function leaveOutTheRest(tx: Database, round: RoundRow): Promise<void> {
  const rest = (drawn: boolean) =>
    and(eq(updates.roundId, round.id), eq(updates.state, 'accepted'), eq(updates.drawn, drawn));
  await tx.update(updates).set({ state: 'not-drawn' }).where(rest(false));
  await tx.update(updates).set({ state: 'left-out' }).where(rest(true));
}

import { count, desc, eq, sql } from 'drizzle-orm';
import { influenceWindow, WINDOW_ROUNDS } from '../../shared/influence/window.ts';
import { epsilonOfParticipations } from '../../shared/privacy/epsilon.ts';
import { epochLeafSchema, type RoundLeaf, roundLeafSchema } from '../../shared/protocol/log.ts';
import type { Engine } from '../engine.ts';
import { earlierShares } from '../rounds/influence-window.ts';
import { activeRound } from '../rounds/open-round.ts';
import type { TaskSettings } from '../rounds/task-settings.ts';
import { contributors, epochs, leaves, models, relays, rounds, updates } from '../store/schema.ts';
import { type Figures, figuresSchema } from './page/figures-schema.ts';

/** Rounds, versions and epochs that are shown, newest first. */
const SHOWN = 200;
/** Points of a Lorenz curve at most. */
const CURVE_POINTS = 50;

/** What the public page and `/observatory.json` show: aggregates and leaves of the log only. */
export async function observatoryFigures(engine: Engine): Promise<Figures> {
  const { db, config } = engine;
  const [people] = await db.select({ n: count() }).from(contributors);
  const [claims] = await db.select({ n: count(), last: sql<number | null>`max(${relays.at})` }).from(relays);
  const finished = await db
    .select({ index: rounds.leafIndex, leaf: leaves.leaf })
    .from(rounds)
    .innerJoin(leaves, eq(leaves.index, rounds.leafIndex))
    .orderBy(desc(rounds.id))
    .limit(SHOWN);
  const roundLeaves = finished.map(({ index, leaf }) => ({
    index: index ?? 0,
    leaf: roundLeafSchema.parse(JSON.parse(leaf)),
  }));
  const versions = await db
    .select()
    .from(models)
    .orderBy(desc(models.publishedAt), desc(models.version))
    .limit(SHOWN);
  const chain = engine.chain();
  return figuresSchema.parse({
    server: config.SERVER_NAME,
    profile: config.PROFILE,
    participants: people?.n ?? 0,
    log: await engine.log.head(),
    underWay: await roundsUnderWay(engine),
    rounds: roundLeaves.map(({ index, leaf }) => roundFigures(index, leaf)),
    quality: roundLeaves
      .filter(({ leaf }) => leaf.outcome !== 'void')
      .map(({ leaf }) => qualityFigures(leaf))
      .reverse(),
    influence: await influenceFigures(engine),
    versions: versions.map(({ task, version, hash, publishedAt }) => ({ task, version, hash, publishedAt })),
    epochs: await epochFigures(engine),
    supply: engine.supply(),
    claims: { relayed: claims?.n ?? 0, lastAt: claims?.last == null ? null : Number(claims.last) },
    chain: chain === null ? null : { chainId: chain.chainId, rewards: chain.rewards, token: chain.token },
    powers: engine.tasks.map(({ task, rule, norm, optimiser, cohort, minimum, capacity, ...how }) => ({
      task,
      protection: protectionOf(how),
      rule,
      norm,
      optimiser: optimiser.name,
      serverRate: optimiser.learningRate,
      cohort,
      minimum,
      capacity,
    })),
    bodies: config.AUDIT,
    panel: config.PROBE_PACK !== undefined,
  });
}

/** How a task’s updates are protected, in a few words. */
function protectionOf({ privacy, masking }: Pick<TaskSettings, 'privacy' | 'masking'>): string {
  const words: string[] = [];
  if (masking !== null) words.push(`masked, ${masking.engine}, groups of ${masking.groupSize}`);
  if (privacy !== null) {
    const { noiseMultiplier, participations, delta } = privacy;
    const { epsilon } = epsilonOfParticipations(participations, noiseMultiplier, delta);
    words.push(
      `noise σ = ${noiseMultiplier}, ${participations} times at most: ε = ${epsilon.toFixed(2)} at δ = ${delta}`,
    );
  }
  return words.length === 0 ? 'neither noise nor masks' : words.join('; ');
}

async function roundsUnderWay(engine: Engine) {
  const underWay = [];
  for (const { task, capacity } of engine.tasks) {
    const round = await activeRound(engine.db, task);
    if (round === null) continue;
    const [held] = await engine.db.select({ n: count() }).from(updates).where(eq(updates.roundId, round.id));
    underWay.push({
      task,
      round: round.number,
      state: round.state,
      accepted: held?.n ?? 0,
      target: capacity,
      deadline: round.deadline,
    });
  }
  return underWay;
}

function roundFigures(index: number, leaf: RoundLeaf) {
  return {
    leaf: index,
    task: leaf.task,
    round: leaf.round,
    outcome: leaf.outcome,
    reason: leaf.reason,
    bootstrap: leaf.bootstrap,
    cohort: leaf.cohort.length,
    notDrawn: leaf.notDrawn.length,
    newcomers: leaf.cohort.filter(({ established }) => !established).length,
    refused: leaf.refusedByReason,
    rule: leaf.rule,
    largestShare: leaf.influence.largestShare,
    hhi: leaf.influence.hhi,
    windowHhi: leaf.influenceWindow.of.hhi,
    windowNakamotoThird: leaf.influenceWindow.of.nakamotoThird,
    agreement: leaf.agreement,
    promised: leaf.promised,
    flagged: leaf.statistics.filter(({ flags }) => flags.length > 0).length,
    version: leaf.result?.version ?? null,
    closedAt: leaf.closedAt,
  };
}

/** What is known of how good a candidate was: the probe panel's loss, and what contributors found on their own devices. */
function qualityFigures(leaf: RoundLeaf) {
  return {
    task: leaf.task,
    round: leaf.round,
    version: leaf.result?.version ?? null,
    outcome: leaf.outcome,
    panelLoss: leaf.effect?.lossAfter ?? null,
    votes: leaf.election?.ballots.length ?? 0,
    worse: leaf.election?.worse ?? null,
    segments: leaf.election?.segments ?? [],
  };
}

async function influenceFigures(engine: Engine) {
  const figures = [];
  for (const { task } of engine.tasks) {
    const round = await activeRound(engine.db, task);
    const window = await earlierShares(engine.db, task, (round?.number ?? 1) + 1);
    const { concentration, rounds, amounts } = influenceWindow(window.slice(-WINDOW_ROUNDS));
    figures.push({ task, rounds, entities: amounts.length, concentration, lorenz: lorenzCurve(amounts) });
  }
  return figures;
}

/** Shares of influence that the least influential hold together, from 0 to 1, at even steps. */
function lorenzCurve(amounts: readonly number[]): number[] {
  const ascending = [...amounts].sort((a, b) => a - b);
  const total = ascending.reduce((sum, amount) => sum + amount, 0);
  if (!(total > 0)) return [];
  const cumulative = [0];
  for (const amount of ascending) cumulative.push((cumulative.at(-1) ?? 0) + amount / total);
  const steps = Math.min(CURVE_POINTS, ascending.length);
  return Array.from({ length: steps + 1 }, (_, i) => {
    const at = (i / steps) * ascending.length;
    const [low, high] = [cumulative[Math.floor(at)] ?? 1, cumulative[Math.ceil(at)] ?? 1];
    return low + (high - low) * (at - Math.floor(at));
  });
}

async function epochFigures(engine: Engine) {
  const newest = await engine.db
    .select({ epoch: epochs.epoch, leaf: leaves.leaf })
    .from(epochs)
    .innerJoin(leaves, eq(leaves.index, epochs.leafIndex))
    .orderBy(desc(epochs.epoch))
    .limit(SHOWN);
  return newest.reverse().map(({ leaf }) => {
    const told = epochLeafSchema.parse(JSON.parse(leaf));
    return {
      epoch: told.epoch,
      pool: told.pool,
      issued: told.issued,
      paid: told.outcomes.filter(({ outcome }) => outcome === 'paid').length,
      unpaid: told.outcomes.filter(({ outcome }) => outcome !== 'paid').length,
      closedAt: told.closedAt,
    };
  });
}

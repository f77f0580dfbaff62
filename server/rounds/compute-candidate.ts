import { and, asc, desc, eq, inArray, isNotNull } from 'drizzle-orm';
import { RuleRefusal } from '../../shared/aggregation/rule.ts';
import { defaultAttackers } from '../../shared/aggregation/rules/default.ts';
import { decodeInt8Block, dequantise } from '../../shared/codec/int8-block.ts';
import {
  float32Bytes,
  float32FromBytes,
  float64Bytes,
  float64FromBytes,
} from '../../shared/codec/vector-bytes.ts';
import { multiplicities } from '../../shared/influence/multiplicity.ts';
import { SKETCH_LENGTH } from '../../shared/influence/sketch.ts';
import { influenceGate, influenceWindow } from '../../shared/influence/window.ts';
import { nextNorm } from '../../shared/privacy/adaptive-norm.ts';
import { longestUpdate } from '../../shared/privacy/noise-update.ts';
import { hashSchema, updateHashSchema } from '../../shared/protocol/ids.ts';
import type { PrivacyTerms } from '../../shared/protocol/privacy-terms.ts';
import type { RoundResult } from '../../shared/replay/compute-round.ts';
import { novelty } from '../../shared/valuation/novelty.ts';
import { PROJECTED_AGGREGATES, type PublishedDirections } from '../../shared/valuation/value-updates.ts';
import { historiesOf } from '../entities/sketches.ts';
import { isEstablished, rampOf } from '../entities/standing.ts';
import { checkEffect } from '../inspection/check-effect.ts';
import { contributors, models, rounds, updates } from '../store/schema.ts';
import { earlierShares } from './influence-window.ts';
import { privacyOf, type RoundRow } from './open-round.ts';
import type { RoundPorts } from './ports.ts';
import { candidateRowSchema, candidateSchema, drawSchema, type RoundCandidate } from './round-state.ts';
import type { TaskSettings } from './task-settings.ts';

/** closing → candidate: computes the next model and what each update was worth; stores blobs first, then the row. */
export async function computeCandidate(
  ports: RoundPorts,
  settings: TaskSettings,
  round: RoundRow,
): Promise<void> {
  const candidate = await candidateOf(ports, settings, round);
  await ports.db
    .update(rounds)
    .set({ state: 'candidate', candidate: candidateSchema.parse(candidate) })
    .where(and(eq(rounds.id, round.id), eq(rounds.state, 'closing')));
}

async function candidateOf(
  ports: RoundPorts,
  settings: TaskSettings,
  round: RoundRow,
): Promise<RoundCandidate> {
  const { blobs } = ports;
  const privacy = privacyOf(round);
  const draw = drawSchema.parse(round.draw);
  const earlier = await earlierShares(ports.db, settings.task, round.number);
  const { cohort, decoded } = await openCohort(ports, settings, round, {
    held: draw.crowd ? influenceWindow(earlier).held : new Set(),
    entities: new Map(draw.cohort.map(({ update, entity }) => [update, entity])),
  });
  const epoch = await ports.currentEpoch();
  const held = new Set<string>(cohort.map(({ update }) => update));
  const named = (entry: (typeof draw.cohort)[number]) => ({
    ...entry,
    update: updateHashSchema.parse(entry.update),
    pseudonym: hashSchema.parse(ports.pseudonym(epoch, entry.entity)),
  });
  const bootstrap = !draw.crowd;
  const f = settings.rule === 'mean' || settings.rule === 'median' ? 0 : defaultAttackers(cohort.length);
  const common = {
    f,
    bootstrap,
    nextNorm: null,
    cohort,
    notDrawn: draw.notDrawn.map(named),
    lost: draw.cohort.filter(({ update }) => !held.has(update)).map(named),
    ratifyUntil: null,
    ratification: null,
    election: null,
  };
  const without = (why: string): RoundCandidate =>
    candidateSchema.parse({ ...common, outcome: { is: 'no-model', why }, valuation: null });
  if (cohort.length < settings.minimum) {
    return without(`${cohort.length} updates; at least ${settings.minimum} are needed`);
  }
  const parameters = float32FromBytes((await blobs.get(round.baseHash)) ?? new Uint8Array(1));
  const optimiserState = float64FromBytes((await blobs.get(round.stateHash)) ?? new Uint8Array(1));
  if (parameters === null || optimiserState === null) {
    throw new Error(`the base model ${round.baseHash} or its optimiser state is not in the blob store`);
  }
  let result: RoundResult;
  try {
    result = await ports.compute({
      parameters,
      optimiserState,
      updates: decoded,
      standings: cohort,
      rule: { name: settings.rule, f },
      norm: longestUpdate(round.norm, privacy, parameters.length),
      optimiser: settings.optimiser,
      bootstrap,
      seed: round.seed,
      inspectRows: settings.inspectRows,
    });
  } catch (error) {
    if (error instanceof RuleRefusal) return without(error.message);
    throw error;
  }
  const own = cohort.map(({ entity }, i) => ({ entity, share: result.shares[i] ?? 0 }));
  const window = influenceWindow([own, ...earlier]);
  const gate = influenceGate(window.concentration);
  if (draw.crowd && gate.warnings.length > 0) {
    ports.logger.warn({ task: settings.task, round: round.number, warnings: gate.warnings }, 'influence');
  }
  // The panel knows what taste is, and nothing of other tasks.
  const effect =
    ports.effect === null || settings.task !== 'taste'
      ? null
      : await ports.effect(parameters, result.parameters, round.seed);
  const failed =
    checkEffect({
      before: parameters,
      after: result.parameters,
      stepNorm: result.stepNorm,
      earlierSteps: await earlierSteps(ports, settings, round),
      onPanel: effect,
    }) ?? (draw.crowd ? gate.frozen : null);
  return {
    ...common,
    nextNorm: nextNormOf(settings, round.norm, privacy, decoded),
    outcome: {
      is: 'model',
      model: failed === null ? await blobs.put(float32Bytes(result.parameters)) : round.baseHash,
      aggregate: await blobs.put(float32Bytes(result.aggregate)),
      stateAfter: await blobs.put(float64Bytes(result.optimiserState)),
      weights: result.weights,
      shares: result.shares,
      influence: result.influence,
      agreement: result.agreement,
      promised: result.promised,
      stepNorm: result.stepNorm,
      leaveOneOut: result.leaveOneOut,
      statistics: result.statistics,
      window: { rounds: window.rounds, of: window.concentration },
      effect,
      failed,
    },
    valuation: await valued(ports, settings, round, { parameters, decoded, cohort }),
  };
}

/** C of the round after this one, where it follows the updates; null where it is fixed. */
function nextNormOf(
  settings: TaskSettings,
  norm: number,
  privacy: PrivacyTerms | null,
  rows: readonly Float32Array[],
): RoundCandidate['nextNorm'] {
  if (settings.normDrift === 0) return null;
  const drift = { rate: settings.normDrift, first: settings.norm };
  return { drift, norm: nextNorm(norm, rows, drift, privacy?.noiseMultiplier ?? 0) };
}

/** The drawn updates, decoded, with the standing of who sent them. */
async function openCohort(
  ports: RoundPorts,
  settings: TaskSettings,
  round: RoundRow,
  known: { readonly held: ReadonlySet<string>; readonly entities: ReadonlyMap<string, string> },
): Promise<{ cohort: RoundCandidate['cohort']; decoded: Float32Array[] }> {
  const { db, blobs } = ports;
  const rows = await db
    .select()
    .from(updates)
    .innerJoin(contributors, eq(contributors.id, updates.contributor))
    .where(and(eq(updates.roundId, round.id), eq(updates.drawn, true), eq(updates.state, 'accepted')))
    .orderBy(asc(updates.hash));
  const epoch = await ports.currentEpoch();
  const versions = await versionsOf(ports, [...new Set(rows.map((row) => row.updates.base))]);
  const histories = await historiesOf(
    db,
    settings.task,
    rows.map((row) => row.contributors.id),
  );
  const whole: { row: (typeof rows)[number]; values: Float32Array }[] = [];
  for (const row of rows) {
    const body = await blobs.get(row.updates.bodyHash);
    const values = body === null ? null : await decodeInt8Block(body, settings.parameterCount);
    // The body was decoded before it was accepted: what is missing now was erased or damaged on disk.
    if (values === null || !values.ok) {
      const update = row.updates.hash;
      ports.logger.error({ update }, 'an accepted body is gone or damaged; its update is left out');
      continue;
    }
    whole.push({ row, values: shared(dequantise(values.quantised)) });
  }
  const none = new Float64Array(SKETCH_LENGTH);
  const alike = multiplicities(whole.map(({ row }) => histories.get(row.contributors.id) ?? none));
  const cohort = whole.map(({ row: { updates: update, contributors: contributor } }, i) => {
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
  return { cohort, decoded: whole.map(({ values }) => values) };
}

/** The same numbers where another thread can read them without a copy. */
function shared(values: Float32Array): Float32Array {
  const copy = new Float32Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

async function valued(
  ports: RoundPorts,
  settings: TaskSettings,
  round: RoundRow,
  inputs: {
    readonly parameters: Float32Array;
    readonly decoded: readonly Float32Array[];
    readonly cohort: RoundCandidate['cohort'];
  },
): Promise<RoundCandidate['valuation']> {
  if (ports.valuation === null || settings.task !== 'taste') return null;
  const { parameters, decoded, cohort } = inputs;
  const worth = await ports.valuation(
    {
      parameters,
      updates: cohort.map(({ multiplicity, novelty }, i) => ({
        delta: decoded[i] ?? new Float32Array(parameters.length),
        multiplicity,
        novelty,
      })),
      norm: round.norm,
      published: await publishedBefore(ports, settings, round),
      seed: round.seed,
    },
    ports.randomHash(),
  );
  return {
    direction: await ports.blobs.put(float32Bytes(worth.direction)),
    salt: worth.salt,
    directionCommitment: worth.directionCommitment,
    panelCommitment: worth.panelCommitment,
    values: cohort.map(({ update, probation }, i) => ({
      update,
      value: worth.worths[i]?.value ?? 0,
      why: probation ? 'probation' : (worth.worths[i]?.why ?? null),
    })),
  };
}

/** What everybody could download when the round opened: the last aggregates, and the step that was made before them. */
async function publishedBefore(
  ports: RoundPorts,
  settings: TaskSettings,
  round: RoundRow,
): Promise<PublishedDirections> {
  const recent = await ports.db
    .select({ version: models.version, hash: models.aggregateHash })
    .from(models)
    .where(and(eq(models.task, settings.task), isNotNull(models.aggregateHash)))
    .orderBy(desc(models.version))
    .limit(PROJECTED_AGGREGATES);
  const aggregates: Float32Array[] = [];
  for (const { hash } of recent) {
    const aggregate = await vectorOf(ports, hash);
    if (aggregate !== null) aggregates.push(aggregate);
  }
  // The version that the oldest of them started from.
  const reach = (recent.at(-1)?.version ?? round.baseVersion + 1) - 1;
  if (reach <= 1) return { aggregates, older: null };
  const [first, then] = await Promise.all([modelAt(ports, settings, 1), modelAt(ports, settings, reach)]);
  return { aggregates, older: first === null || then === null ? null : then.map((x, j) => x - first[j]!) };
}

async function modelAt(
  ports: RoundPorts,
  settings: TaskSettings,
  version: number,
): Promise<Float32Array | null> {
  const [row] = await ports.db
    .select({ hash: models.hash })
    .from(models)
    .where(and(eq(models.task, settings.task), eq(models.version, version)));
  return vectorOf(ports, row?.hash ?? null);
}

async function vectorOf(ports: RoundPorts, hash: string | null): Promise<Float32Array | null> {
  const bytes = hash === null ? null : await ports.blobs.get(hash);
  return bytes === null ? null : float32FromBytes(bytes);
}

/** Rounds whose steps a new one is compared with. */
const COMPARED_STEPS = 20;

/** Lengths of the steps that led to the newest versions, newest first. */
async function earlierSteps(ports: RoundPorts, settings: TaskSettings, round: RoundRow): Promise<number[]> {
  const rows = await ports.db
    .select({ stepNorm: models.stepNorm })
    .from(models)
    .where(and(eq(models.task, settings.task), isNotNull(models.stepNorm)))
    .orderBy(desc(models.version))
    .limit(COMPARED_STEPS);
  return rows.flatMap(({ stepNorm }) => stepNorm ?? []).slice(0, Math.max(0, round.baseVersion - 1));
}

async function versionsOf(ports: RoundPorts, bases: readonly string[]): Promise<Map<string, number>> {
  if (bases.length === 0) return new Map();
  const rows = await ports.db
    .select({ hash: models.hash, version: models.version })
    .from(models)
    .where(inArray(models.hash, [...bases]));
  return new Map(rows.map(({ hash, version }) => [hash, version]));
}

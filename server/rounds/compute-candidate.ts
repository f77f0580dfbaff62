import { and, desc, eq, isNotNull } from 'drizzle-orm';
import { RuleRefusal } from '../../shared/aggregation/rule.ts';
import { defaultAttackers } from '../../shared/aggregation/rules/default.ts';
import {
  float32Bytes,
  float32FromBytes,
  float64Bytes,
  float64FromBytes,
} from '../../shared/codec/vector-bytes.ts';
import type { RowStanding } from '../../shared/influence/round-weights.ts';
import { influenceGate, influenceWindow } from '../../shared/influence/window.ts';
import { toleratedInGroups } from '../../shared/masking/draw-groups.ts';
import { nextNorm } from '../../shared/privacy/adaptive-norm.ts';
import { longestUpdate } from '../../shared/privacy/noise-update.ts';
import { hashSchema, updateHashSchema } from '../../shared/protocol/ids.ts';
import type { GroupRow } from '../../shared/protocol/log.ts';
import type { PrivacyTerms } from '../../shared/protocol/privacy-terms.ts';
import type { RoundResult } from '../../shared/replay/compute-round.ts';
import { memberValues } from '../../shared/valuation/member-values.ts';
import {
  PROJECTED_AGGREGATES,
  type PublishedDirections,
  type UpdateWorth,
} from '../../shared/valuation/value-updates.ts';
import { checkEffect } from '../inspection/check-effect.ts';
import { groupsOf } from '../masking/group-progress.ts';
import { openGroups, standingsOf, usedOf } from '../masking/open-groups.ts';
import { maskedRound, privacyOf } from '../masking/round-masking.ts';
import { models, rounds } from '../store/schema.ts';
import { earlierShares } from './influence-window.ts';
import { type KnownOfCohort, maskedCohort, openCohort } from './open-cohort.ts';
import type { RoundRow } from './open-round.ts';
import type { RoundPorts } from './ports.ts';
import { candidateSchema, drawSchema, type RoundCandidate, sharesOfMembers } from './round-state.ts';
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
  const { cohort, rows, groups } = await openRows(ports, settings, round, {
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
  const f =
    settings.rule === 'mean' || settings.rule === 'median'
      ? 0
      : groups === null
        ? defaultAttackers(cohort.length)
        : toleratedInGroups(cohort.length, rows.updates.length);
  const common = {
    f,
    bootstrap,
    nextNorm: null,
    groups,
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
      updates: rows.updates,
      standings: rows.standings,
      rule: { name: settings.rule, f },
      norm: rows.longest,
      optimiser: settings.optimiser,
      bootstrap,
      seed: round.seed,
      inspectRows: settings.inspectRows,
    });
  } catch (error) {
    if (error instanceof RuleRefusal) return without(error.message);
    throw error;
  }
  const shares = sharesOfMembers({ cohort, groups }, result.shares);
  const own = cohort.map(({ entity }, i) => ({ entity, share: shares[i] ?? 0 }));
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
    nextNorm: groups === null ? nextNormOf(settings, round.norm, privacy, rows.updates) : null,
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
    valuation: await valued(ports, settings, round, {
      parameters,
      decoded: rows.updates,
      cohort,
      groups: groups === null ? null : usedOf(groups),
    }),
  };
}

/** What the rule is applied to: updates, or means of groups whose updates nobody sees. */
interface OpenedRows {
  readonly cohort: RoundCandidate['cohort'];
  readonly rows: {
    readonly updates: readonly Float32Array[];
    readonly standings: readonly RowStanding[];
    /** L2 norm that the rule holds them to. */
    readonly longest: number;
  };
  readonly groups: GroupRow[] | null;
}

async function openRows(
  ports: RoundPorts,
  settings: TaskSettings,
  round: RoundRow,
  known: KnownOfCohort,
): Promise<OpenedRows> {
  const masked = maskedRound(round, settings.parameterCount);
  if (masked === null) {
    const { cohort, decoded } = await openCohort(ports, settings, round, known);
    const longest = longestUpdate(round.norm, privacyOf(round), settings.parameterCount);
    return { cohort, rows: { updates: decoded, standings: cohort, longest }, groups: null };
  }
  const opened = await openGroups(ports.blobs, groupsOf(round), masked.context);
  const cohort = await maskedCohort(ports, settings, round, opened.summed, known);
  const groups = [...opened.groups];
  const { means: updates, longest } = opened;
  return { cohort, rows: { updates, standings: standingsOf(groups, cohort), longest }, groups };
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

async function valued(
  ports: RoundPorts,
  settings: TaskSettings,
  round: RoundRow,
  inputs: {
    readonly parameters: Float32Array;
    readonly decoded: readonly Float32Array[];
    readonly cohort: RoundCandidate['cohort'];
    /** Members of each group whose mean is in `decoded`; null where those are updates. */
    readonly groups: readonly (readonly string[])[] | null;
  },
): Promise<RoundCandidate['valuation']> {
  if (ports.valuation === null || settings.task !== 'taste') return null;
  const { parameters, decoded, cohort, groups } = inputs;
  // Nobody can tell of a mean whether somebody sent it before, or says what another says.
  const rows = groups?.map(() => ({ multiplicity: 1, novelty: 1 })) ?? cohort;
  const worth = await ports.valuation(
    {
      parameters,
      updates: rows.map(({ multiplicity, novelty }, i) => ({
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
    values: groups === null ? ownWorths(cohort, worth.worths) : sharedWorths(cohort, groups, worth.worths),
  };
}

type Values = NonNullable<RoundCandidate['valuation']>['values'];

function ownWorths(cohort: RoundCandidate['cohort'], worths: readonly UpdateWorth[]): Values {
  return cohort.map(({ update, probation }, i) => ({
    update,
    value: worths[i]?.value ?? 0,
    why: probation ? 'probation' : (worths[i]?.why ?? null),
  }));
}

/** What each member's update was worth, by what the means of all groups were. */
function sharedWorths(
  cohort: RoundCandidate['cohort'],
  groups: readonly (readonly string[])[],
  worths: readonly UpdateWorth[],
): Values {
  const found = memberValues(groups.map((members, i) => ({ members, value: worths[i]?.value ?? 0 })));
  const worthOf = new Map(found.map(({ member, value }) => [member, value]));
  return cohort.map(({ update, probation }) => ({
    update,
    value: worthOf.get(update) ?? 0,
    why: probation ? 'probation' : null,
  }));
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

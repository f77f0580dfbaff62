import { and, asc, count, desc, eq, gte, inArray, isNotNull } from 'drizzle-orm';
import { RuleRefusal } from '../../shared/aggregation/rule.ts';
import { defaultAttackers } from '../../shared/aggregation/rules/default.ts';
import { decodeInt8Block, dequantise } from '../../shared/codec/int8-block.ts';
import {
  float32Bytes,
  float32FromBytes,
  float64Bytes,
  float64FromBytes,
} from '../../shared/codec/vector-bytes.ts';
import type { RoundResult } from '../../shared/replay/compute-round.ts';
import { PROJECTED_AGGREGATES } from '../../shared/replay/verify-epoch.ts';
import { checkEffect } from '../inspection/check-effect.ts';
import type { ValuationInputs } from '../rewards/value-round.ts';
import { contributors, models, rounds, updates } from '../store/schema.ts';
import type { RoundRow } from './open-round.ts';
import type { RoundPorts } from './ports.ts';
import { candidateRowSchema, candidateSchema, type RoundCandidate } from './round-state.ts';
import type { TaskSettings } from './task-settings.ts';

/** Established entities from which on the gates that need a crowd apply (`integrity.md` §1). */
const CROWD = 20;
/** Accepted rounds after which a contributor has full weight. */
const RAMP_ROUNDS = 20;

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
  const { db, blobs } = ports;
  const epoch = await ports.currentEpoch();
  const rows = await db
    .select()
    .from(updates)
    .innerJoin(contributors, eq(contributors.id, updates.contributor))
    .where(and(eq(updates.roundId, round.id), eq(updates.drawn, true), eq(updates.state, 'accepted')))
    .orderBy(asc(updates.hash));
  const versions = await versionsOf(ports, [...new Set(rows.map((row) => row.updates.base))]);

  const cohort: RoundCandidate['cohort'] = [];
  const decoded: Float32Array[] = [];
  for (const { updates: update, contributors: contributor } of rows) {
    const body = await blobs.get(update.bodyHash);
    const values = body === null ? null : await decodeInt8Block(body, settings.parameterCount);
    // The body was decoded before it was accepted: what is missing now was erased or damaged on disk.
    if (values === null || !values.ok) {
      ports.logger.error(
        { update: update.hash },
        'an accepted body is gone or damaged; its update is left out',
      );
      continue;
    }
    decoded.push(shared(dequantise(values.quantised)));
    cohort.push(
      candidateRowSchema.parse({
        update: update.hash,
        bodyHash: update.bodyHash,
        base: update.base,
        pseudonym: ports.pseudonym(epoch, contributor.id),
        contributor: contributor.id,
        ramp: Math.min(1, (1 + contributor.acceptedRounds) / RAMP_ROUNDS),
        established: 1 + contributor.acceptedRounds >= RAMP_ROUNDS,
        staleness: Math.max(0, round.baseVersion - (versions.get(update.base) ?? round.baseVersion)),
        multiplicity: 1,
      }),
    );
  }

  const bootstrap = (await establishedContributors(ports)) < CROWD;
  const f = settings.rule === 'mean' || settings.rule === 'median' ? 0 : defaultAttackers(cohort.length);
  const without = (why: string): RoundCandidate => ({
    outcome: { is: 'no-model', why },
    f,
    bootstrap,
    cohort,
    valuation: null,
    ratifyUntil: null,
    ratification: null,
    election: null,
  });
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
      norm: round.norm,
      optimiser: settings.optimiser,
      bootstrap,
      seed: round.seed,
    });
  } catch (error) {
    if (error instanceof RuleRefusal) return without(error.message);
    throw error;
  }
  const failed = checkEffect({ before: parameters, after: result.parameters });
  return {
    outcome: {
      is: 'model',
      model: failed === null ? await blobs.put(float32Bytes(result.parameters)) : round.baseHash,
      aggregate: await blobs.put(float32Bytes(result.aggregate)),
      stateAfter: await blobs.put(float64Bytes(result.optimiserState)),
      weights: result.weights,
      shares: result.shares,
      influence: result.influence,
      agreement: result.agreement,
      failed,
    },
    f,
    bootstrap,
    cohort,
    valuation: await valued(ports, settings, round, { parameters, updates: decoded, cohort }),
    ratifyUntil: null,
    ratification: null,
    election: null,
  };
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
  {
    parameters,
    updates: decoded,
    cohort,
  }: Pick<ValuationInputs, 'parameters' | 'updates'> & { cohort: RoundCandidate['cohort'] },
): Promise<RoundCandidate['valuation']> {
  // The probe panel knows what taste is, and nothing of other tasks.
  if (ports.valuation === null || settings.task !== 'taste') return null;
  const recent = await ports.db
    .select({ hash: models.aggregateHash })
    .from(models)
    .where(and(eq(models.task, settings.task), isNotNull(models.aggregateHash)))
    .orderBy(desc(models.version))
    .limit(PROJECTED_AGGREGATES);
  const publicAggregates: Float32Array[] = [];
  for (const { hash } of recent) {
    const bytes = hash === null ? null : await ports.blobs.get(hash);
    const aggregate = bytes === null ? null : float32FromBytes(bytes);
    if (aggregate !== null) publicAggregates.push(aggregate);
  }
  const worth = await ports.valuation({
    parameters,
    updates: decoded,
    multiplicities: cohort.map(({ multiplicity }) => multiplicity),
    norm: round.norm,
    publicAggregates,
    seed: round.seed,
    salt: ports.randomHash(),
  });
  return {
    direction: await ports.blobs.put(float32Bytes(worth.direction)),
    salt: worth.salt,
    directionCommitment: worth.directionCommitment,
    panelCommitment: worth.panelCommitment,
    values: cohort.map(({ update }, i) => ({
      update,
      value: worth.values[i]!.value,
      copy: worth.values[i]!.copy,
    })),
  };
}

async function versionsOf(ports: RoundPorts, bases: readonly string[]): Promise<Map<string, number>> {
  if (bases.length === 0) return new Map();
  const rows = await ports.db
    .select({ hash: models.hash, version: models.version })
    .from(models)
    .where(inArray(models.hash, [...bases]));
  return new Map(rows.map(({ hash, version }) => [hash, version]));
}

async function establishedContributors(ports: RoundPorts): Promise<number> {
  const [row] = await ports.db
    .select({ n: count() })
    .from(contributors)
    .where(gte(contributors.acceptedRounds, RAMP_ROUNDS - 1));
  return row?.n ?? 0;
}

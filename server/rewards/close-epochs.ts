import { and, asc, eq, inArray, isNull, lt, max } from 'drizzle-orm';
import type { Logger } from 'pino';
import { epochLeafSchema } from '../../shared/protocol/log.ts';
import { type EpochOutcome, epochPay } from '../../shared/valuation/epoch-pay.ts';
import type { TransparencyLog } from '../log/transparency-log.ts';
import { candidateSchema } from '../rounds/round-state.ts';
import type { Database } from '../store/database.ts';
import { contributors, epochs, publicBlobs, rounds, values } from '../store/schema.ts';
import { recordEarning } from './ledger.ts';

export interface EpochPorts {
  readonly db: Database;
  readonly log: TransparencyLog;
  readonly logger: Logger;
  now(): number;
  currentEpoch(): Promise<number>;
  /** What an epoch may pay, wei; 0 where there is no chain. */
  epochBudget(epoch: number): Promise<bigint>;
  pseudonym(epoch: number, contributor: string): string;
  readonly rules: { referenceScore: number; cap: number; fewestRounds: number; probationRounds: number };
}

/** Closes every finished epoch in which something was valued, oldest first; each in one transaction with its leaf. */
export async function closeEpochs(ports: EpochPorts): Promise<void> {
  const current = await ports.currentEpoch();
  const [last] = await ports.db.select({ epoch: max(epochs.epoch) }).from(epochs);
  const due = await ports.db
    .selectDistinct({ epoch: values.epoch })
    .from(values)
    .where(lt(values.epoch, current))
    .orderBy(asc(values.epoch));
  for (const { epoch } of due) {
    if (epoch > (last?.epoch ?? -1)) await closeEpoch(ports, epoch);
  }
}

async function closeEpoch(ports: EpochPorts, epoch: number): Promise<void> {
  const pool = await ports.epochBudget(epoch);
  await ports.db.transaction(async (tx) => {
    const open = await tx
      .select()
      .from(values)
      .where(and(isNull(values.settledEpoch), lt(values.epoch, epoch + 1)))
      .orderBy(asc(values.epoch), asc(values.round), asc(values.update));
    if (open.length === 0) return;
    const opened = await openedRoundsOf(tx, epoch);
    const entities = await entitiesOf(tx, open, (contributor, rows) => {
      // As the round's leaf named him, who may be forgotten since: the log must go on adding up.
      const told = rows.find((row) => row.epoch === epoch);
      return opened.pseudonyms.get(told?.update ?? '') ?? ports.pseudonym(epoch, contributor);
    });
    const outcomes = epochPay(
      [...entities].map(([pseudonym, { rows, acceptedRounds }]) => ({
        entity: pseudonym,
        values: rows.map(({ value }) => value),
        onProbation: acceptedRounds <= ports.rules.probationRounds && ports.rules.probationRounds > 0,
      })),
      { ...ports.rules, pool },
    );
    let issued = 0n;
    for (const outcome of outcomes) {
      const entity = entities.get(outcome.entity);
      if (entity === undefined) continue;
      if (outcome.outcome === 'carried') continue;
      const amount = outcome.outcome === 'paid' ? outcome.pay : 0n;
      issued += amount;
      const why = outcome.outcome === 'unpaid' ? outcome.why : null;
      const { contributor } = entity;
      await recordEarning(tx, { contributor, epoch, amount, outcome: outcome.outcome, why });
      await tx
        .update(values)
        .set({ settledEpoch: epoch })
        .where(
          inArray(
            values.update,
            entity.rows.map(({ update }) => update),
          ),
        );
    }
    const leaf = epochLeafSchema.parse({
      type: 'epoch',
      epoch,
      pool: pool.toString(),
      referenceScore: ports.rules.referenceScore,
      cap: ports.rules.cap,
      fewestRounds: ports.rules.fewestRounds,
      rounds: opened.rounds,
      outcomes: outcomes.map((outcome) =>
        toldOutcome(epoch, outcome, entities.get(outcome.entity)?.rows ?? []),
      ),
      issued: issued.toString(),
      closedAt: ports.now(),
    });
    const { index } = await ports.log.append(tx, leaf);
    await tx.insert(epochs).values({ epoch, leafIndex: index });
    const directions = opened.rounds.map(({ direction }) => ({
      hash: direction,
      kind: 'direction',
      since: ports.now(),
    }));
    if (directions.length > 0) await tx.insert(publicBlobs).values(directions).onConflictDoNothing();
    ports.logger.info({ epoch, issued: issued.toString(), people: entities.size }, 'epoch closed');
  });
}

type ValueRow = typeof values.$inferSelect;

/** Who is paid by one name: normally one contributor; two where a key was forgotten and enrolled again. */
interface Entity {
  /** Whose the earnings are. */
  readonly contributor: string;
  readonly acceptedRounds: number;
  readonly rows: readonly ValueRow[];
}

/** The entities behind `open`, by their pseudonym, in its order. */
async function entitiesOf(
  tx: Database,
  open: readonly ValueRow[],
  pseudonymOf: (contributor: string, rows: readonly ValueRow[]) => string,
): Promise<Map<string, Entity>> {
  const byContributor = grouped(open, ({ contributor }) => contributor);
  const standing = await tx
    .select({ id: contributors.id, acceptedRounds: contributors.acceptedRounds })
    .from(contributors)
    .where(inArray(contributors.id, [...byContributor.keys()]));
  const acceptedRounds = new Map(standing.map((row) => [row.id, row.acceptedRounds]));
  const named = [...byContributor].map(([contributor, rows]) => ({
    contributor,
    rows,
    pseudonym: pseudonymOf(contributor, rows),
  }));
  const entities = [...grouped(named, ({ pseudonym }) => pseudonym)].map(([pseudonym, members]) => {
    const living = members.find(({ contributor }) => acceptedRounds.has(contributor)) ?? members[0];
    const contributor = living?.contributor ?? '';
    const entity: Entity = {
      contributor,
      acceptedRounds: acceptedRounds.get(contributor) ?? 0,
      rows: members.flatMap(({ rows }) => rows),
    };
    return [pseudonym, entity] as const;
  });
  return new Map(entities.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The rounds whose directions this epoch opens, with what each update was worth, and as whose it was logged. */
async function openedRoundsOf(tx: Database, epoch: number) {
  const told = await tx
    .select()
    .from(values)
    .where(eq(values.epoch, epoch))
    .orderBy(asc(values.round), asc(values.update));
  const opened = [];
  const pseudonyms = new Map<string, string>();
  for (const [key, rows] of grouped(told, ({ task, round }) => `${task}:${round}`)) {
    const first = rows[0];
    if (first === undefined) continue;
    const [round] = await tx
      .select({ candidate: rounds.candidate })
      .from(rounds)
      .where(and(eq(rounds.task, first.task), eq(rounds.number, first.round)));
    const { valuation, cohort } = candidateSchema.parse(round?.candidate);
    for (const { update, pseudonym } of cohort) pseudonyms.set(update, pseudonym);
    if (valuation === null) throw new Error(`round ${key} has values but no valuation`);
    opened.push({
      task: first.task,
      round: first.round,
      direction: valuation.direction,
      salt: valuation.salt,
      values: rows.map(({ update, value, copy }) => ({ update, value, copy })),
    });
  }
  return { rounds: opened, pseudonyms };
}

function toldOutcome(epoch: number, outcome: EpochOutcome, rows: readonly ValueRow[]) {
  return {
    pseudonym: outcome.entity,
    outcome: outcome.outcome,
    carriedIn: rows.filter((row) => row.epoch < epoch).map(({ value }) => value),
    score: outcome.outcome === 'carried' ? 0 : outcome.score,
    pay: outcome.outcome === 'paid' ? outcome.pay.toString() : '0',
    why:
      outcome.outcome === 'unpaid'
        ? outcome.why
        : outcome.outcome === 'carried'
          ? 'too few rounds yet'
          : null,
  };
}

function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

import { and, asc, eq, inArray, isNull, lt, max } from 'drizzle-orm';
import type { Logger } from 'pino';
import { epochLeafSchema } from '../../shared/protocol/log.ts';
import {
  type EpochOutcome,
  epochPay,
  newAccount,
  type WorthAccount,
} from '../../shared/valuation/epoch-pay.ts';
import { splitExactly } from '../../shared/valuation/split-exactly.ts';
import type { TransparencyLog } from '../log/transparency-log.ts';
import { candidateSchema } from '../rounds/round-state.ts';
import type { Database } from '../store/database.ts';
import { epochs, publicBlobs, rounds, values, worths } from '../store/schema.ts';
import { recordEarning } from './ledger.ts';

export interface EpochPorts {
  readonly db: Database;
  readonly log: TransparencyLog;
  readonly logger: Logger;
  now(): number;
  currentEpoch(): Promise<number>;
  /** What an epoch may pay, wei; 0 where there is no chain. */
  epochBudget(epoch: number): Promise<bigint>;
  readonly rules: { referenceScore: number; cap: number; fewestRounds: number };
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

/** The running epoch, or where the chain is away the last in which something was valued. */
export async function lastKnownEpoch(ports: Pick<EpochPorts, 'db' | 'currentEpoch'>): Promise<number> {
  try {
    return await ports.currentEpoch();
  } catch {
    const [row] = await ports.db.select({ epoch: max(values.epoch) }).from(values);
    return row?.epoch ?? 0;
  }
}

async function closeEpoch(ports: EpochPorts, epoch: number): Promise<void> {
  const pool = await ports.epochBudget(epoch);
  await ports.db.transaction(async (tx) => {
    const open = await tx
      .select()
      .from(values)
      .where(and(isNull(values.settledEpoch), eq(values.epoch, epoch)))
      .orderBy(asc(values.round), asc(values.update));
    if (open.length === 0) return;
    const opened = await openedRoundsOf(tx, open);
    const entities = await entitiesOf(tx, open, opened.pseudonyms);
    const outcomes = epochPay(
      entities.map(({ pseudonym, before, counted }) => ({ entity: pseudonym, before, values: counted })),
      { ...ports.rules, pool },
    );
    let issued = 0n;
    for (const [i, outcome] of outcomes.entries()) {
      const entity = entities[i];
      if (entity === undefined) continue;
      issued += outcome.pay;
      await settle(tx, epoch, entity, outcome);
    }
    const leaf = epochLeafSchema.parse({
      type: 'epoch',
      epoch,
      pool: pool.toString(),
      referenceScore: ports.rules.referenceScore,
      cap: ports.rules.cap,
      fewestRounds: ports.rules.fewestRounds,
      rounds: opened.rounds,
      outcomes: outcomes.map(({ entity, outcome, score, pay }, i) => ({
        pseudonym: entity,
        outcome,
        before: entities[i]?.before ?? newAccount,
        score,
        pay: pay.toString(),
        why: whyOf(outcome),
      })),
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
    ports.logger.info({ epoch, issued: issued.toString(), people: entities.length }, 'epoch closed');
  });
}

function whyOf(outcome: EpochOutcome['outcome']): string | null {
  if (outcome === 'carried') return 'too few rounds yet';
  return outcome === 'unpaid' ? 'no assured improvement' : null;
}

type ValueRow = typeof values.$inferSelect;

/** Who is counted by one name in an epoch: one contributor as a rule, several where they are tied together. */
interface Entity {
  readonly pseudonym: string;
  readonly members: readonly { readonly contributor: string; readonly rows: readonly ValueRow[] }[];
  readonly before: WorthAccount;
  /** Values that count, in the order of their rounds. */
  readonly counted: readonly number[];
}

/** The entities behind `open`, as the rounds' leaves named them, in the order of their names. */
async function entitiesOf(
  tx: Database,
  open: readonly ValueRow[],
  pseudonyms: ReadonlyMap<string, string>,
): Promise<Entity[]> {
  const known = await tx
    .select()
    .from(worths)
    .where(
      inArray(
        worths.contributor,
        open.map(({ contributor }) => contributor),
      ),
    );
  const worthOf = new Map(known.map((row) => [row.contributor, row]));
  return [...grouped(open, ({ update }) => pseudonyms.get(update) ?? '')]
    .map(([pseudonym, rows]): Entity => {
      const members = [...grouped(rows, ({ contributor }) => contributor)].map(([contributor, rows]) => ({
        contributor,
        rows,
      }));
      const accounts = members.map(({ contributor }) => worthOf.get(contributor) ?? newAccount);
      return {
        pseudonym,
        members,
        before: accounts.reduce<WorthAccount>(
          (sum, account) => ({
            rounds: sum.rounds + account.rounds,
            sum: sum.sum + account.sum,
            squares: sum.squares + account.squares,
            paidUpTo: sum.paidUpTo + account.paidUpTo,
          }),
          newAccount,
        ),
        counted: countedValues(rows),
      };
    })
    .sort((a, b) => (a.pseudonym < b.pseudonym ? -1 : 1));
}

/** What is in probation is not paid, and does not count later either. */
function countedValues(rows: readonly ValueRow[]): number[] {
  return rows.filter(({ why }) => why !== 'probation').map(({ value }) => value);
}

/** Pays an entity: among its contributors by how many rounds of theirs counted, and their accounts grow by what they did. */
async function settle(tx: Database, epoch: number, entity: Entity, outcome: EpochOutcome): Promise<void> {
  const { members } = entity;
  const counts = members.map(({ rows }) => countedValues(rows).length);
  const amounts = splitExactly(outcome.pay, counts);
  const why = whyOf(outcome.outcome);
  for (const [i, { contributor, rows }] of members.entries()) {
    const own = countedValues(rows);
    const amount = amounts[i] ?? 0n;
    if (outcome.outcome !== 'carried') {
      await recordEarning(tx, { contributor, epoch, amount, outcome: outcome.outcome, why });
    }
    await tx
      .update(values)
      .set({ settledEpoch: epoch })
      .where(
        inArray(
          values.update,
          rows.map(({ update }) => update),
        ),
      );
    // What was paid up to is the entity's; it stands with the first, and is summed wherever it is read.
    const rise = i === 0 ? outcome.after.paidUpTo - entity.before.paidUpTo : 0;
    const [held] = await tx.select().from(worths).where(eq(worths.contributor, contributor));
    const before = held ?? newAccount;
    const after = {
      rounds: before.rounds + own.length,
      sum: own.reduce((sum, value) => sum + value, before.sum),
      squares: own.reduce((sum, value) => sum + value * value, before.squares),
      paidUpTo: before.paidUpTo + rise,
    };
    await tx
      .insert(worths)
      .values({ contributor, ...after })
      .onConflictDoUpdate({ target: worths.contributor, set: after });
  }
}

/** The rounds whose directions this epoch opens, with what each update was worth, and as whose it was logged. */
async function openedRoundsOf(tx: Database, told: readonly ValueRow[]) {
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
      values: rows.map(({ update, value }) => ({ update, value })),
    });
  }
  return { rounds: opened, pseudonyms };
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

import { createHash } from 'node:crypto';
import type { Parameters } from '../../../contracts/parameters.ts';
import { drawCohort } from '../../../shared/influence/draw-cohort.ts';
import { seededRandom } from '../../../shared/text/hashing.ts';
import { epochPay, newAccount, type WorthAccount } from '../../../shared/valuation/epoch-pay.ts';

/** A way to be paid: how many keys somebody has, and what an aggregated update of one of them is worth. */
interface Strategy {
  readonly name: string;
  /** Keys whose updates are not refused as copies. */
  readonly keys: number;
  /** How many of them are new when the simulation begins, and must work for nothing at first. */
  readonly newKeys: number;
  /** Worth of one update over that of an honest one, on average. */
  readonly worth: number;
  /** Scatter of a round's worth, over an honest one's. */
  readonly scatter: number;
}

/**
 * What the fleet measured of each way (`docs/VALUATION.md`): a quarter of somebody's stories is worth .84 of the whole a
 * round; copies are refused, so that four keys which say the same have one update a round; noise scatters like honesty
 * and is worth nothing on average; what was sent before has no novelty, and nothing is worth nothing.
 */
const strategies: readonly Strategy[] = [
  { name: 'honest', keys: 1, newKeys: 0, worth: 1, scatter: 1 },
  { name: 'split4', keys: 4, newKeys: 3, worth: 0.84, scatter: 1 },
  { name: 'split4-old', keys: 4, newKeys: 0, worth: 0.84, scatter: 1 },
  { name: 'duplicate4', keys: 1, newKeys: 0, worth: 1, scatter: 1 },
  { name: 'noise', keys: 1, newKeys: 0, worth: 0, scatter: 1 },
  { name: 'zero', keys: 1, newKeys: 0, worth: 0, scatter: 0 },
  { name: 'replay-own', keys: 1, newKeys: 0, worth: 0, scatter: 0 },
  { name: 'newcomer', keys: 1, newKeys: 1, worth: 1, scatter: 1 },
];

/** Panel loss that one honest update is worth, and its scatter from round to round (`docs/VALUATION.md`, “Luck”). */
const HONEST = { mean: 0.0021, deviation: 0.0059 };

export interface EconomyOptions {
  readonly epochs: number;
  readonly seed: number;
  readonly schedule: Pick<Parameters, 'firstEpochBudget' | 'halvingEpochs' | 'dailyCap' | 'epochLength'>;
  /** Honest people beside those who are compared. */
  readonly crowd: number;
  /** How many follow each strategy. */
  readonly each: number;
  readonly roundsInEpoch: number;
  readonly cohort: number;
  readonly probationRounds: number;
  readonly referenceScore: number;
  readonly cap: number;
  readonly fewestRounds: number;
}

export interface Economy {
  readonly epochs: number;
  readonly seed: number;
  /** Wei, as decimal strings. */
  readonly emission: {
    readonly scheduled: string;
    readonly issued: string;
    /** Never issued: it stays in the rewards contract. */
    readonly locked: string;
    readonly byEpoch: readonly { readonly epoch: number; readonly pool: string; readonly issued: string }[];
  };
  /** Pay of an entity, all its keys together, over that of an honest one of the crowd; and its scatter over entities. */
  readonly pay: Readonly<
    Record<string, { readonly mean: number; readonly sd: number; readonly wei: string }>
  >;
  /** Σ pay of every epoch is within its pool, in whole wei. */
  readonly withinPool: boolean;
  /**
   * What somebody who stole the signer's key could take before the guardian drops it: a day's cap for each day begun,
   * and never more than finished epochs have emitted and nobody has claimed; at worst nobody has claimed anything.
   */
  readonly signerTheft: {
    readonly dailyCap: string;
    readonly lossWithin: Readonly<Record<'1 day' | '2 days' | '7 days', string>>;
    /** The same where everybody has claimed what was issued. */
    readonly lossWhenClaimed: string;
  };
}

interface Key {
  readonly id: string;
  readonly strategy: Strategy;
  readonly entity: string;
  acceptedRounds: number;
}

/** Accepted rounds of keys that were there before. */
const OLD = 1000;
/** Accepted rounds from which on a key is established (`server/entities/standing.ts`). */
const ESTABLISHED = 19;

/**
 * Plays an economy: the real draw of cohorts and the real pay of epochs, over a crowd of honest people and a few who
 * follow each strategy. Only what an update is worth is drawn, from what the fleet measured. The same seed gives the
 * same economy.
 */
export function simulateRewards(options: EconomyOptions): Economy {
  const random = seededRandom(`economy ${options.seed}`);
  const keys = population(options);
  const accounts = new Map<string, WorthAccount>();
  const earned = new Map<string, bigint>();
  const byEpoch: Economy['emission']['byEpoch'][number][] = [];
  let [scheduled, issued, withinPool] = [0n, 0n, true];
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const values = new Map<string, number[]>();
    for (let round = 0; round < options.roundsInEpoch; round++) {
      for (const key of drawn(keys, options, `${epoch}.${round}`)) {
        if (key.acceptedRounds++ < options.probationRounds) continue;
        const value = worthOf(key.strategy, () => random.uniform());
        values.set(key.entity, [...(values.get(key.entity) ?? []), value]);
      }
    }
    const pool =
      options.schedule.firstEpochBudget >> BigInt(Math.floor(epoch / options.schedule.halvingEpochs));
    const outcomes = epochPay(
      [...values].map(([entity, own]) => ({
        entity,
        before: accounts.get(entity) ?? newAccount,
        values: own,
      })),
      { pool, referenceScore: options.referenceScore, cap: options.cap, fewestRounds: options.fewestRounds },
    );
    let paid = 0n;
    for (const { entity, pay, after } of outcomes) {
      accounts.set(entity, after);
      earned.set(entity, (earned.get(entity) ?? 0n) + pay);
      paid += pay;
    }
    withinPool &&= paid <= pool;
    scheduled += pool;
    issued += paid;
    byEpoch.push({ epoch, pool: String(pool), issued: String(paid) });
  }
  const locked = scheduled - issued;
  const within = (days: number): string => {
    const capped = options.schedule.dailyCap * BigInt(days);
    return String(capped < scheduled ? capped : scheduled);
  };
  return {
    epochs: options.epochs,
    seed: options.seed,
    emission: { scheduled: String(scheduled), issued: String(issued), locked: String(locked), byEpoch },
    pay: payByStrategy(keys, earned),
    withinPool,
    signerTheft: {
      dailyCap: String(options.schedule.dailyCap),
      lossWithin: { '1 day': within(1), '2 days': within(2), '7 days': within(7) },
      lossWhenClaimed: String(locked),
    },
  };
}

const CROWD = 'crowd';

function population({ crowd, each }: EconomyOptions): Key[] {
  const honest = strategies[0];
  if (honest === undefined) return [];
  const people = [
    ...Array.from({ length: crowd }, (_, at) => ({ entity: `${CROWD} ${at}`, strategy: honest })),
    ...strategies.flatMap((strategy) =>
      Array.from({ length: each }, (_, at) => ({ entity: `${strategy.name} ${at}`, strategy })),
    ),
  ];
  return people.flatMap(({ entity, strategy }) =>
    Array.from(
      { length: strategy.keys },
      (_, at): Key => ({
        id: `${entity} key ${at}`,
        strategy,
        entity,
        acceptedRounds: at < strategy.keys - strategy.newKeys ? OLD : 0,
      }),
    ),
  );
}

/** Nobody can tell that keys are one person’s: each is drawn for itself, and all are paid to one. */
function drawn(keys: readonly Key[], { seed, cohort }: EconomyOptions, round: string): Key[] {
  const hash = (text: string): string =>
    createHash('sha256').update(`${seed} ${round} ${text}`).digest('hex');
  const byUpdate = new Map(keys.map((key) => [hash(key.id), key]));
  const draw = drawCohort(
    [...byUpdate].map(([update, { id, acceptedRounds }]) => ({
      update,
      entity: id,
      established: acceptedRounds >= ESTABLISHED,
    })),
    { size: cohort, seed: hash('seed'), label: `economy ${round}`, crowd: true },
  );
  return draw.cohort.flatMap((update) => byUpdate.get(update) ?? []);
}

function worthOf({ worth, scatter }: Strategy, uniform: () => number): number {
  if (scatter === 0) return 0;
  const normal = Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return HONEST.mean * worth + HONEST.deviation * scatter * normal;
}

function payByStrategy(keys: readonly Key[], earned: ReadonlyMap<string, bigint>): Economy['pay'] {
  const entities = new Map(keys.map(({ entity, strategy }) => [entity, strategy]));
  const amounts = (belongs: (entity: string, strategy: Strategy) => boolean): number[] =>
    [...entities].flatMap(([entity, strategy]) =>
      belongs(entity, strategy) ? [Number(earned.get(entity) ?? 0n)] : [],
    );
  const honest = mean(amounts((entity) => entity.startsWith(CROWD)));
  return Object.fromEntries(
    strategies.map(({ name }) => {
      const own = amounts((entity, strategy) => strategy.name === name && !entity.startsWith(CROWD));
      const ratios = own.map((amount) => amount / honest);
      const average = mean(ratios);
      const sd = Math.sqrt(mean(ratios.map((ratio) => (ratio - average) ** 2)));
      return [name, { mean: average, sd, wei: String(BigInt(Math.round(mean(own)))) }];
    }),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

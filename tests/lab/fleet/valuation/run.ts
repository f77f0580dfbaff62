import { createHash } from 'node:crypto';
import { shippedWordVectors } from '../../../../server/word-vectors.ts';
import { sketcher } from '../../../../shared/influence/sketch.ts';
import type { PanelPerson } from '../../../../shared/learning/taste/probe.ts';
import { tasteSpec } from '../../../../shared/models/taste.ts';
import { seededRandom, shuffledIndices } from '../../../../shared/text/hashing.ts';
import { novelDirection } from '../../../../shared/valuation/marginal-value.ts';
import { PROJECTED_AGGREGATES } from '../../../../shared/valuation/value-updates.ts';
import type { FleetFolders } from '../crew.ts';
import { type Crews, type FleetThreads, startThreads } from '../crews.ts';
import { readRatingFolder } from '../rating-folder.ts';
import { estimate } from '../statistics.ts';
import { type Reader, readersOf } from '../taste/readers.ts';
import { tasteRecipe } from '../taste/recipe.ts';
import { startTensors } from '../tensors.ts';
import { CosineTable } from './cosine-table.ts';
import { type Identity, type RecordedRound, recordPath } from './record-path.ts';
import { type Path, type PlayedIdentity, playIdentity, type Rules, scoresOf } from './scores.ts';
import { type Strategy, type StrategyName, strategies } from './strategies.ts';

export interface ValuationOptions {
  readonly folders: FleetFolders;
  readonly strategies: readonly StrategyName[];
  /** The first of the seeds. */
  readonly seed: number;
  /** How many; as the profile has it when absent. */
  readonly seeds?: number | undefined;
  readonly profile: 'quick' | 'full';
  readonly threads?: number | undefined;
  readonly tell: (line: string) => void;
}

/** Who plays: so many people, of whom some try strategies, one at a time, over so many rounds. */
const FULL = { seeds: 5, people: 100, rounds: 30, cohort: 20, strategists: 8, draws: 4 };
const QUICK = { seeds: 2, people: 60, rounds: 15, cohort: 15, strategists: 6, draws: 4 };
/** Rounds before those, in which everybody is honest, and which are not paid: there is something to replay then. */
const WARM_UP = 5;

/** Accepted rounds of people who have been there for long. */
const LONG = 1000;

/** The rules as a standard server has them, and without what makes new identities wait. */
const STANDARD: Rules = { probationRounds: 20, crowd: true };
const NOBODY_WAITS: Rules = { probationRounds: 0, crowd: false };

/**
 * What strategies are paid, as a part of what people are paid for honesty. One person in a hundred deviates at a
 * time, so the model's way is the honest one. Honest people and one of a strategy's identities have been there for long,
 * its other identities are new. Everybody is honest for some rounds before the first that is paid.
 */
export async function runValuation(options: ValuationOptions) {
  const started = performance.now();
  const size = options.profile === 'quick' ? QUICK : FULL;
  const threads = startThreads(options.threads);
  try {
    await startTensors();
    const folder = 'data' in options.folders ? options.folders.data : options.folders.train;
    const { participants } = readersOf(
      { data: readRatingFolder(folder) },
      { counters: true, newStories: false },
      (await shippedWordVectors()).vectors,
    );
    const results: SeedResult[] = [];
    for (let seed = options.seed; seed < options.seed + (options.seeds ?? size.seeds); seed++) {
      results.push(await playSeed(options, size, threads, folder, participants, seed));
    }
    const pay = (of: (result: SeedResult) => ReadonlyMap<StrategyName, number>) =>
      Object.fromEntries(
        options.strategies.map((name) => {
          const bySeed = results.map((result) => of(result).get(name) ?? Number.NaN);
          return [name, { ...spreadOf(bySeed), bySeed }];
        }),
      );
    return {
      pay: pay(({ standard }) => standard),
      /** Every identity as old as the honest ones, and newcomers drawn like everybody: what waiting is worth. */
      payWithoutWaiting: pay(({ withoutWaiting }) => withoutWaiting),
      seeds: results.map(({ seed }) => seed),
      people: size.people,
      rounds: size.rounds,
      cohort: size.cohort,
      heterogeneity: {
        /** Median cosine of two updates of one round, and the mean over rounds. */
        medianCosine: estimate(results.flatMap(({ agreement }) => agreement)).mean,
      },
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    await threads.stop();
  }
}

export type ValuationReport = Awaited<ReturnType<typeof runValuation>>;

interface SeedResult {
  readonly seed: number;
  readonly standard: ReadonlyMap<StrategyName, number>;
  readonly withoutWaiting: ReadonlyMap<StrategyName, number>;
  readonly agreement: readonly number[];
}

async function playSeed(
  options: ValuationOptions,
  size: typeof FULL,
  threads: FleetThreads,
  folder: string,
  participants: readonly Reader[],
  seed: number,
): Promise<SeedResult> {
  const crews: Crews = await threads.play({
    task: 'taste',
    folders: { data: folder },
    variant: { counters: true, newStories: false },
    seed,
  });
  const others = participants.filter(({ id }) => !isPanel(id)).map(({ id }) => id);
  const people = shuffledIndices(others.length, seededRandom(`valuation ${seed}`))
    .flatMap((index) => others[index] ?? [])
    .slice(0, size.people);
  const strategists = people.slice(0, size.strategists);
  const parts = new Set(options.strategies.flatMap((name) => partsOf(strategies[name])));
  const recipe = tasteRecipe(people.length, { rounds: WARM_UP + size.rounds, cohort: size.cohort });
  const rounds = await recordPath({
    crews,
    people,
    extra: strategists.flatMap((person) => [...parts].flatMap((of) => identitiesOf(person, of))),
    panel: participants.filter(({ id }) => isPanel(id)).map(asPanelPerson),
    recipe,
    tell: options.tell,
  });
  const stage = new Stage(rounds, people, { norm: recipe.norm, cohort: size.cohort, seed });
  const ratios = (rules: Rules, seniority: 'new' | 'old', names: readonly StrategyName[]) =>
    new Map(
      names.map((name) => {
        const ratio = stage.payOf(name, { strategists, draws: size.draws, rules, seniority });
        options.tell(`seed ${seed}: ${name} ${ratio.toFixed(3)}`);
        return [name, ratio] as const;
      }),
    );
  const standard = ratios(STANDARD, 'new', options.strategies);
  // Who has one identity waits for nothing.
  const several = options.strategies.filter((name) => strategies[name].identities > 1);
  return {
    seed,
    standard,
    withoutWaiting: new Map([...standard, ...ratios(NOBODY_WAITS, 'old', several)]),
    agreement: rounds.flatMap(({ agreement }) => agreement ?? []),
  };
}

/** Honest people on their path, in whose place strategies are tried. */
class Stage {
  private readonly path: Path;
  private readonly table = new CosineTable();
  private readonly sketch = sketcher(tasteSpec.parameterCount, 'valuation');
  private readonly honest: PlayedIdentity[];
  private readonly scoresByDraw = new Map<string, Map<string, number>>();

  constructor(
    private readonly rounds: readonly RecordedRound[],
    people: readonly string[],
    private readonly of: { readonly norm: number; readonly cohort: number; readonly seed: number },
  ) {
    this.path = {
      aggregates: rounds.map(({ aggregate }) => aggregate),
      directions: rounds.map(({ direction }, t) =>
        novelDirection(
          direction,
          rounds
            .slice(Math.max(0, t - PROJECTED_AGGREGATES), t)
            .map(({ aggregate }) => aggregate)
            .reverse(),
        ),
      ),
      norm: of.norm,
      cohort: of.cohort,
      warmUp: WARM_UP,
    };
    this.honest = people.map((person) =>
      this.play(
        person,
        LONG,
        rounds.map(({ updates }) => updates.get(person) ?? null),
      ),
    );
  }

  /**
   * Mean pay of strategists with this strategy over everybody's mean pay for honesty, all draws together. What a few
   * people earn in thirty rounds is mostly luck; what all of them earn is a measure.
   */
  payOf(
    name: StrategyName,
    options: {
      readonly strategists: readonly string[];
      readonly draws: number;
      readonly rules: Rules;
      readonly seniority: 'new' | 'old';
    },
  ): number {
    const { strategists, draws, rules, seniority } = options;
    const known = this.table.size;
    if (name === 'honest') return 1;
    let paid = 0;
    let honest = 0;
    for (const person of strategists) {
      const played = this.playStrategy(strategies[name], person);
      const others = this.honest.filter((identity) => identity.name !== person);
      for (let draw = 0; draw < draws; draw++) {
        // Which of the identities is the old one takes turns: one part of somebody's data may be luckier than another.
        const standing = played.map((identity, i) => ({
          ...identity,
          acceptedBefore: seniority === 'old' || i === draw % played.length ? LONG : 0,
        }));
        const scores = scoresOf([...others, ...standing], this.path, this.table, {
          rules,
          seed: `${this.of.seed} ${draw}`,
        });
        for (const identity of played) paid += scores.get(identity.name) ?? 0;
        const scoresForHonesty = [...this.honestScores(rules, draw).values()];
        honest += scoresForHonesty.reduce((sum, score) => sum + score, 0) / scoresForHonesty.length;
      }
      this.table.cutTo(known);
    }
    return paid / honest;
  }

  private honestScores(rules: Rules, draw: number): Map<string, number> {
    const key = `${JSON.stringify(rules)} ${draw}`;
    const scores =
      this.scoresByDraw.get(key) ??
      scoresOf(this.honest, this.path, this.table, { rules, seed: `${this.of.seed} ${draw}` });
    this.scoresByDraw.set(key, scores);
    return scores;
  }

  private playStrategy(strategy: Strategy, person: string): readonly PlayedIdentity[] {
    const random = seededRandom(`valuation ${this.of.seed} ${person}`);
    const own = this.rounds.slice(0, WARM_UP).map(({ updates }) => updates.get(person));
    const sent: (Float32Array | null)[][] = Array.from({ length: strategy.identities }, (_, i) =>
      own.map((row) => (i === 0 ? (row ?? null) : null)),
    );
    for (const [t, { updates }] of this.rounds.entries()) {
      if (t < WARM_UP) continue;
      const before = this.rounds.slice(0, t);
      const last = before.at(-1);
      const rows = strategy.send({
        round: t,
        norm: this.of.norm,
        honest: (part) => {
          const own = updates.get(part === undefined ? person : partName(person, part));
          if (own === undefined) throw new Error(`${person} has no update of its own in round ${t + 1}`);
          return own;
        },
        sent: sent.map((rows) => rows.filter((row) => row !== null)),
        aggregates: before.map(({ aggregate }) => aggregate),
        lastCohort:
          last?.cohort
            .filter((other) => other !== person)
            .flatMap((other) => last.updates.get(other) ?? []) ?? [],
        opened: before.map(({ direction }) => direction),
        random: () => random.uniform(),
      });
      for (const [i, row] of rows.entries()) sent[i]?.push(row);
    }
    return sent.map((rows, i) => this.play(i === 0 ? person : `${person} identity ${i}`, LONG, rows));
  }

  private play(
    name: string,
    acceptedBefore: number,
    updates: readonly (Float32Array | null)[],
  ): PlayedIdentity {
    const { path, sketch, table } = this;
    return playIdentity(path, { sketch, table }, { name, acceptedBefore }, updates);
  }
}

function partsOf({ parts }: Strategy): number[] {
  return parts === undefined ? [] : [parts];
}

function partName(person: string, { at, of }: { readonly at: number; readonly of: number }): string {
  return `${person} part ${at} of ${of}`;
}

function identitiesOf(person: string, of: number): Identity[] {
  return Array.from({ length: of }, (_, at) => ({
    name: partName(person, { at, of }),
    person,
    part: { at, of },
  }));
}

/** One person in twenty is the panel's: theirs are the numbers by which others are valued. */
function isPanel(id: string): boolean {
  return createHash('sha256').update(`panel:${id}`).digest().readUInt32BE(0) % 20 === 0;
}

function asPanelPerson({ examples }: Reader): PanelPerson {
  return {
    rows: Float32Array.from(examples.flatMap(({ features }) => [...features])),
    labels: Float32Array.from(examples, ({ preference }) => preference),
  };
}

function spreadOf(values: readonly number[]): { mean: number; sd: number } {
  const { mean, se, n } = estimate(values);
  return { mean, sd: se * Math.sqrt(n) };
}

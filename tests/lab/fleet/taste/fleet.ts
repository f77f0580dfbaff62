import { initialTasteParameters, tasteSpec } from '../../../../shared/models/taste.ts';
import { seededRandom, shuffledIndices } from '../../../../shared/text/hashing.ts';
import type { JudgeReply, Person } from '../crew.ts';
import { type Crews, type FleetThreads, startThreads } from '../crews.ts';
import type { FleetOptions, FleetRecipe } from '../fleet-options.ts';
import { mean, of, pairedGain, segmentMembers, spread } from '../measures.ts';
import type { Estimate } from '../statistics.ts';
import { type Trained, type Training, trainInOnePlace, trainTogether } from '../training.ts';
import type { TasteVariant } from './readers.ts';
import { tasteRecipe } from './recipe.ts';

/** Numbers of participants whose gain is measured, beside all of them. */
const CROWDS = [10, 100, 1000];
const QUICK = { participants: 200, rounds: 10, cohort: 30 };
/** Readers that a curve's points are measured on; the ends are measured on all. */
const CURVE_READERS = { quick: 50, full: 150 };
/** How often a training is looked at; a look takes as long as a round or two. */
const LOOKS = { quick: 3, full: 10 };
/** Participants who are asked whether a version is worse than the one before. */
const VOTERS = 100;

const variants = {
  counters: { counters: true, newStories: false },
  plain: { counters: false, newStories: false },
  newStories: { counters: true, newStories: true },
  plainNewStories: { counters: false, newStories: true },
} as const satisfies Record<string, TasteVariant>;
type VariantName = keyof typeof variants;

/** Runs the trainings of taste and puts their measures together. Readers who are measured never took part. */
export async function runTasteFleet(options: FleetOptions) {
  const threads = startThreads(options.threads);
  try {
    return await report(options, threads);
  } finally {
    await threads.stop();
  }
}

async function report(options: FleetOptions, threads: FleetThreads) {
  const started = performance.now();
  const { counters, plain, newStories, plainNewStories } = {
    counters: await runVariant('counters', options, threads),
    plain: await runVariant('plain', options, threads),
    newStories: await runVariant('newStories', options, threads),
    plainNewStories: await runVariant('plainNewStories', options, threads),
  };
  const trainings = { counters, plain, newStories, plainNewStories };
  const comparison = options.profile === 'full' ? await compare(trainings, options, threads) : null;
  const segments = segmentsOf(counters, comparison?.counters.compared ?? []);
  return {
    task: 'taste' as const,
    participants: counters.participants.length,
    unseen: counters.people.length,
    rounds: counters.recipe.rounds,
    /** The last versions that participants did not reject. */
    keptRounds: {
      counters: counters.keptRound,
      plain: plain.keptRound,
      newStories: newStories.keptRound,
      plainNewStories: plainNewStories.keptRound,
    },
    cohort: counters.recipe.cohort,
    rule: options.rule,
    seed: options.seed,
    profile: options.profile,
    final: {
      auc: mean(counters.final, 'auc'),
      aucSe: spread(counters.final, 'auc').se,
      aucWithoutCounters: mean(plain.final, 'auc'),
      aucUnseenStories: mean(newStories.final, 'auc'),
      aucUnseenStoriesWithoutCounters: mean(plainNewStories.final, 'auc'),
      aucGuarded: comparison === null ? null : mean(comparison.counters.guarded, 'aucGuarded'),
      segments,
      worstSegment: [...segments].sort((a, b) => a.auc - b.auc)[0] ?? null,
      untrained: {
        auc: mean(counters.untrained, 'auc'),
        aucWithoutCounters: mean(plain.untrained, 'auc'),
        aucUnseenStories: mean(newStories.untrained, 'auc'),
        aucUnseenStoriesWithoutCounters: mean(plainNewStories.untrained, 'auc'),
      },
      gainOverCountersAndGenrePaired:
        comparison === null
          ? null
          : pairedGain(counters.final, comparison.counters.compared, 'auc', 'countersAndGenre'),
      gainOverUntrainedPaired: pairedGain(counters.final, counters.untrained, 'auc', 'auc'),
    },
    central: comparison && {
      auc: mean(comparison.counters.central, 'auc'),
      aucWithoutCounters: mean(comparison.plain.central, 'auc'),
    },
    local: comparison && {
      auc: mean(comparison.counters.compared, 'local'),
      aucWithoutCounters: mean(comparison.plain.compared, 'local'),
      aucUnseenStories: mean(comparison.newStories.compared, 'local'),
      aucUnseenStoriesWithoutCounters: mean(comparison.plainNewStories.compared, 'local'),
    },
    baselines: comparison && {
      countersAndGenre: mean(comparison.counters.compared, 'countersAndGenre'),
      genre: mean(comparison.counters.compared, 'genre'),
      countersAndGenreUnseenStories: mean(comparison.newStories.compared, 'countersAndGenre'),
      genreUnseenStories: mean(comparison.newStories.compared, 'genre'),
    },
    curve: counters.curve,
    curves: {
      counters: counters.curve,
      plain: plain.curve,
      newStories: newStories.curve,
      plainNewStories: plainNewStories.curve,
    },
    participantsCurve: comparison?.crowds ?? [],
    bytesPerUpdate: counters.bytesPerUpdate,
    bytesPerParameter: counters.bytesPerUpdate / tasteSpec.parameterCount,
    agreement: counters.agreement,
    refused: counters.refused,
    seconds: (performance.now() - started) / 1000,
  };
}

export type TasteFleetReport = Awaited<ReturnType<typeof runTasteFleet>>;

/** One of the four trainings, and how good it came out. */
interface VariantRun extends Trained {
  readonly participants: readonly string[];
  readonly recipe: FleetRecipe;
  /** Everything that decides the outcome. */
  readonly decides: object;
  /** Who is measured. */
  readonly people: readonly Person[];
  readonly untrained: JudgeReply;
  readonly final: JudgeReply;
}

/** What so many participants make of the model, for everybody and for each segment. */
export interface Crowd {
  readonly participants: number;
  readonly rounds: number;
  readonly auc: Estimate;
  /** Against the untrained model, paired by reader. */
  readonly gain: Estimate;
  readonly segments: readonly { readonly segment: string; readonly gain: Estimate }[];
}

async function runVariant(
  name: VariantName,
  options: FleetOptions,
  threads: FleetThreads,
): Promise<VariantRun> {
  const { tell, seed, profile } = options;
  const crews = await playVariant(name, options, threads);
  const everybody = shuffled(
    crews.roster.participants.map(({ id }) => id),
    `fleet ${seed} participants`,
  );
  const participants = profile === 'quick' ? everybody.slice(0, QUICK.participants) : everybody;
  if (participants.length === 0)
    throw new Error('nobody in the data has 20 ratings: there is no one to learn from');
  const recipe = tasteRecipe(participants.length, {
    rounds: options.rounds ?? (profile === 'quick' ? QUICK.rounds : undefined),
    cohort: options.cohort ?? (profile === 'quick' ? QUICK.cohort : undefined),
  });
  const ids = crews.roster.unseen.map(({ id }) => id);
  const decides = { folders: options.folders, name, seed, recipe, participants: participants.length };
  const judge = (parameters: Float32Array, people = ids): Promise<JudgeReply> =>
    crews.judge({ people, parameters, thorough: false });
  const untrained = await judge(initialTasteParameters());
  const trained = await trainTogether(
    { ...tasteTraining({ name, crews, participants, recipe, decides }), looks: LOOKS[profile] },
    options,
    async (now) => ({ auc: mean(await judge(now, ids.slice(0, CURVE_READERS[profile])), 'auc') }),
  );
  const final = await judge(trained.parameters);
  tell(`${name}: ${mean(untrained, 'auc').toFixed(4)} → ${mean(final, 'auc').toFixed(4)}`);
  return {
    participants,
    recipe,
    decides,
    people: crews.roster.unseen,
    untrained,
    final,
    ...trained,
  };
}

async function playVariant(
  name: VariantName,
  { folders, seed, tell }: FleetOptions,
  threads: FleetThreads,
): Promise<Crews> {
  tell(`${name}: reading the data`);
  return threads.play({ task: 'taste', folders, variant: variants[name], seed });
}

/** What the trainings are to be held against: baselines, devices alone, central training, fewer participants. */
async function compare(
  runs: Readonly<Record<VariantName, VariantRun>>,
  options: FleetOptions,
  threads: FleetThreads,
) {
  const beside = async (name: VariantName) => {
    const crews = await playVariant(name, options, threads);
    const ids = runs[name].people.map(({ id }) => id);
    return { crews, compared: await crews.compare({ people: ids }) };
  };
  const newStories = await beside('newStories');
  const plainNewStories = await beside('plainNewStories');
  const plain = await beside('plain');
  const plainCentral = await centrally('plain', plain.crews, runs.plain, options);
  const counters = await beside('counters');
  const central = await centrally('counters', counters.crews, runs.counters, options);
  const guarded = await counters.crews.judge({
    people: runs.counters.people.map(({ id }) => id),
    parameters: runs.counters.parameters,
    thorough: true,
  });
  return {
    counters: { compared: counters.compared, central, guarded },
    plain: { compared: plain.compared, central: plainCentral },
    newStories: { compared: newStories.compared },
    plainNewStories: { compared: plainNewStories.compared },
    crowds: await crowdsOf(counters.crews, runs.counters, options),
  };
}

/** A training of taste by so many of the crews' people. */
const tasteTraining = (
  parts: Pick<Training, 'name' | 'crews' | 'participants' | 'recipe' | 'decides'>,
): Training => ({
  task: 'taste',
  spec: tasteSpec,
  initialParameters: initialTasteParameters(),
  ratification: {
    measure: 'auc',
    score: (parameters) =>
      parts.crews.judge({ people: parts.participants.slice(0, VOTERS), parameters, thorough: false }),
  },
  ...parts,
});

async function centrally(
  name: string,
  crews: Crews,
  { participants, recipe, decides, people }: VariantRun,
  options: FleetOptions,
): Promise<JudgeReply> {
  const training = tasteTraining({ name, crews, participants, recipe, decides });
  return crews.judge({
    people: people.map(({ id }) => id),
    parameters: await trainInOnePlace(training, options),
    thorough: false,
  });
}

/** Fewer participants under the schedule for so many, then all of them. */
async function crowdsOf(crews: Crews, run: VariantRun, options: FleetOptions): Promise<Crowd[]> {
  const { folders, seed, tell } = options;
  const crowds: Crowd[] = [];
  for (const count of CROWDS) {
    if (count >= run.participants.length) continue;
    const participants = run.participants.slice(0, count);
    const recipe = tasteRecipe(count);
    const decides = { folders, seed, recipe, count };
    const { parameters } = await trainTogether(
      tasteTraining({ name: `crowd-${count}`, crews, participants, recipe, decides }),
      options,
      null,
    );
    const people = run.people.map(({ id }) => id);
    const final = await crews.judge({ people, parameters, thorough: false });
    crowds.push(crowd(count, recipe.rounds, run.people, final, run.untrained));
    tell(`${count} participants: ${mean(final, 'auc').toFixed(4)}`);
  }
  return [...crowds, crowd(run.participants.length, run.recipe.rounds, run.people, run.final, run.untrained)];
}

function crowd(
  participants: number,
  rounds: number,
  people: readonly Person[],
  final: JudgeReply,
  untrained: JudgeReply,
): Crowd {
  const bySegment = segmentMembers(people);
  return {
    participants,
    rounds,
    auc: spread(final, 'auc'),
    gain: pairedGain(final, untrained, 'auc', 'auc'),
    segments: [...bySegment].map(([segment, members]) => ({
      segment,
      gain: pairedGain(of(final, members), of(untrained, members), 'auc', 'auc'),
    })),
  };
}

function segmentsOf({ people, final, untrained }: VariantRun, compared: JudgeReply) {
  return [...segmentMembers(people)].map(([segment, members]) => {
    const { mean: auc, se, n } = spread(of(final, members), 'auc');
    return {
      segment,
      auc,
      se,
      n,
      gain: pairedGain(of(final, members), of(untrained, members), 'auc', 'auc'),
      gainOverCountersAndGenre: pairedGain(
        of(final, members),
        of(compared, members),
        'auc',
        'countersAndGenre',
      ),
    };
  });
}

function shuffled(people: readonly string[], seed: string): string[] {
  return shuffledIndices(people.length, seededRandom(seed)).flatMap((index) => people[index] ?? []);
}

import { z } from 'zod';
import type { TaskSettings } from '../../../../server/rounds/task-settings.ts';
import type { RuleName } from '../../../../shared/aggregation/registry.ts';
import { initialTasteParameters, tasteSpec } from '../../../../shared/models/taste.ts';
import { seededRandom, shuffledIndices } from '../../../../shared/text/hashing.ts';
import { type Cells, packedFloat32Schema, packFloat32 } from '../cells.ts';
import { trainCentrally } from '../centrally.ts';
import type { FleetFolders, JudgeReply } from '../crew.ts';
import { type Crews, type FleetThreads, startThreads } from '../crews.ts';
import { federate } from '../federate.ts';
import { mean, of, pairedGain, segmentMembers, spread } from '../measures.ts';
import type { Estimate } from '../statistics.ts';
import type { TasteVariant } from './readers.ts';
import { tasteRecipe } from './recipe.ts';

export interface TasteFleetOptions {
  readonly folders: FleetFolders;
  readonly rounds?: number | undefined;
  readonly cohort?: number | undefined;
  readonly seed: number;
  readonly rule: RuleName;
  /** `quick`: 300 participants, 30 rounds, nothing to compare with. */
  readonly profile: 'quick' | 'full';
  readonly cells: Cells;
  readonly tell: (line: string) => void;
  readonly threads?: number | undefined;
}

/** Numbers of participants whose gain is measured, beside all of them. */
const CROWDS = [10, 100, 1000];
const QUICK = { participants: 300, rounds: 30 };
/** Readers that a curve's points are measured on; the ends are measured on all. */
const CURVE_READERS = 150;
const CURVE_POINTS = 10;

const variants = {
  counters: { counters: true, newStories: false },
  plain: { counters: false, newStories: false },
  newStories: { counters: true, newStories: true },
  plainNewStories: { counters: false, newStories: true },
} as const satisfies Record<string, TasteVariant>;
type VariantName = keyof typeof variants;

/** Runs the trainings of taste and puts their measures together. Readers who are measured never took part. */
export async function runTasteFleet(options: TasteFleetOptions) {
  const threads = startThreads(options.threads);
  try {
    return await report(options, threads);
  } finally {
    await threads.stop();
  }
}

async function report(options: TasteFleetOptions, threads: FleetThreads) {
  const started = performance.now();
  const full = options.profile === 'full';
  const counters = await runVariant('counters', options, threads, full);
  const plain = await runVariant('plain', options, threads, full);
  const newStories = await runVariant('newStories', options, threads, false);
  const plainNewStories = await runVariant('plainNewStories', options, threads, false);
  const segments = segmentsOf(counters);
  const paired = pairedGain(counters.final, counters.compared, 'auc', 'countersAndGenre');
  return {
    task: 'taste' as const,
    participants: counters.participants,
    unseen: counters.people.length,
    rounds: counters.rounds,
    cohort: counters.cohort,
    rule: options.rule,
    seed: options.seed,
    profile: options.profile,
    final: {
      auc: mean(counters.final, 'auc'),
      aucSe: spread(counters.final, 'auc').se,
      aucGuarded: mean(counters.final, 'aucGuarded'),
      aucWithoutCounters: mean(plain.final, 'auc'),
      aucUnseenStories: mean(newStories.final, 'auc'),
      aucUnseenStoriesWithoutCounters: mean(plainNewStories.final, 'auc'),
      segments,
      worstSegment: [...segments].sort((a, b) => a.auc - b.auc)[0] ?? null,
      untrained: {
        auc: mean(counters.untrained, 'auc'),
        aucWithoutCounters: mean(plain.untrained, 'auc'),
        aucUnseenStories: mean(newStories.untrained, 'auc'),
        aucUnseenStoriesWithoutCounters: mean(plainNewStories.untrained, 'auc'),
      },
      gainOverCountersAndGenrePaired: { mean: paired.mean, se: paired.se },
      gainOverUntrainedPaired: pairedGain(counters.final, counters.untrained, 'auc', 'auc'),
    },
    central:
      counters.central === null || plain.central === null
        ? null
        : { auc: mean(counters.central, 'auc'), aucWithoutCounters: mean(plain.central, 'auc') },
    local: {
      auc: mean(counters.compared, 'local'),
      aucWithoutCounters: mean(plain.compared, 'local'),
      aucUnseenStories: mean(newStories.compared, 'local'),
      aucUnseenStoriesWithoutCounters: mean(plainNewStories.compared, 'local'),
    },
    baselines: {
      countersAndGenre: mean(counters.compared, 'countersAndGenre'),
      genre: mean(counters.compared, 'genre'),
      countersAndGenreUnseenStories: mean(newStories.compared, 'countersAndGenre'),
      genreUnseenStories: mean(newStories.compared, 'genre'),
    },
    curve: counters.curve,
    curves: {
      counters: counters.curve,
      plain: plain.curve,
      newStories: newStories.curve,
      plainNewStories: plainNewStories.curve,
    },
    participantsCurve: counters.crowds,
    bytesPerUpdate: counters.bytesPerUpdate,
    bytesPerParameter: counters.bytesPerUpdate / tasteSpec.parameterCount,
    agreement: counters.agreement,
    refused: counters.refused,
    seconds: (performance.now() - started) / 1000,
  };
}

export type TasteFleetReport = Awaited<ReturnType<typeof runTasteFleet>>;

interface VariantRun {
  readonly participants: number;
  readonly rounds: number;
  readonly cohort: number;
  readonly people: readonly { readonly id: string; readonly segment: string }[];
  readonly untrained: JudgeReply;
  readonly final: JudgeReply;
  readonly compared: JudgeReply;
  readonly central: JudgeReply | null;
  readonly curve: readonly CurvePoint[];
  readonly crowds: readonly Crowd[];
  readonly bytesPerUpdate: number;
  readonly agreement: number;
  readonly refused: Readonly<Record<string, number>>;
}

export interface CurvePoint {
  readonly round: number;
  readonly auc: number;
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
  options: TasteFleetOptions,
  threads: FleetThreads,
  compare: boolean,
): Promise<VariantRun> {
  const { tell, seed, rule, profile } = options;
  const variant = variants[name];
  tell(`${name}: reading the data`);
  const crews = await threads.play({ task: 'taste', folders: options.folders, variant, seed });
  const unseen = crews.roster.unseen;
  const everybody = shuffled(
    crews.roster.participants.map(({ id }) => id),
    `fleet ${seed} participants`,
  );
  const participants = profile === 'quick' ? everybody.slice(0, QUICK.participants) : everybody;
  if (participants.length === 0)
    throw new Error('nobody in the data has 20 ratings: there is no one to learn from');
  const recipe = tasteRecipe(participants.length, {
    rounds: options.rounds ?? (profile === 'quick' ? QUICK.rounds : undefined),
    cohort: options.cohort,
  });
  const ids = unseen.map(({ id }) => id);
  const decides = { folders: options.folders, name, seed, rule, recipe, participants: participants.length };
  const judge = (parameters: Float32Array, guarded = false, people = ids): Promise<JudgeReply> =>
    crews.judge({ people, parameters, guarded });
  const untrained = await judge(initialTasteParameters());
  const trained = await training(name, crews, participants, recipe, options, decides, async (parameters) =>
    mean(await judge(parameters, false, ids.slice(0, CURVE_READERS)), 'auc'),
  );
  const final = await judge(trained.parameters, compare);
  const compared = await crews.compare({ people: ids });
  tell(`${name}: ${mean(untrained, 'auc').toFixed(4)} → ${mean(final, 'auc').toFixed(4)}`);
  return {
    participants: participants.length,
    rounds: recipe.rounds,
    cohort: recipe.cohort,
    people: unseen,
    untrained,
    final,
    compared,
    central: compare ? await centrally(name, crews, participants, recipe, options, decides) : null,
    curve: trained.curve,
    crowds:
      compare && name === 'counters'
        ? [
            ...(await crowdsOf(crews, participants, options, untrained)),
            crowd(participants.length, recipe.rounds, unseen, final, untrained),
          ]
        : [],
    bytesPerUpdate: trained.bytesPerUpdate,
    agreement: trained.agreement,
    refused: trained.refused,
  };
}

const trainedSchema = z.object({
  parameters: packedFloat32Schema,
  curve: z.array(z.object({ round: z.number(), auc: z.number() })),
  bytesPerUpdate: z.number(),
  agreement: z.number(),
  refused: z.record(z.string(), z.number()),
});
type Trained = z.infer<typeof trainedSchema>;

async function training(
  name: string,
  crews: Crews,
  participants: readonly string[],
  recipe: ReturnType<typeof tasteRecipe>,
  { cells, tell, rule }: TasteFleetOptions,
  decides: object,
  measure: ((parameters: Float32Array) => Promise<number>) | null,
): Promise<Trained> {
  const packed = await cells.done(name, decides, packedTrainedSchema, async () => {
    const curve: CurvePoint[] =
      measure === null ? [] : [{ round: 0, auc: await measure(initialTasteParameters()) }];
    const every = Math.max(1, Math.floor(recipe.rounds / CURVE_POINTS));
    const { parameters, ...rest } = await federate({
      crews,
      settings: serverSettings(recipe, rule),
      participants,
      rounds: recipe.rounds,
      cohort: recipe.cohort,
      steps: recipe.steps,
      from: cells.checkpoint(name, decides),
      onRound: async ({ round, checkpoint }) => {
        if (round % every !== 0 && round !== recipe.rounds) return;
        const now = await checkpoint();
        cells.keepCheckpoint(name, decides, now);
        if (measure !== null) curve.push({ round, auc: await measure(now.parameters) });
        tell(
          `${name}: round ${round} of ${recipe.rounds}${curve.length === 0 ? '' : `, ${curve.at(-1)?.auc.toFixed(4)}`}`,
        );
      },
    });
    return { parameters: packFloat32(parameters), curve, ...rest };
  });
  return trainedSchema.parse(packed);
}

/** As it is kept: values as text. */
const packedTrainedSchema = trainedSchema.extend({ parameters: z.string() });

async function centrally(
  name: string,
  crews: Crews,
  people: readonly string[],
  recipe: ReturnType<typeof tasteRecipe>,
  { cells, tell, seed }: TasteFleetOptions,
  decides: object,
): Promise<JudgeReply> {
  const { parameters } = await cells.done(
    `${name}-central`,
    decides,
    z.object({ parameters: z.string() }),
    async () => {
      const learnt = await trainCentrally({
        crews,
        initialParameters: initialTasteParameters(),
        people,
        steps: recipe.rounds,
        batch: recipe.cohort,
        optimiser: recipe.optimiser,
        seed,
        onStep: (step) => {
          if (step % 50 === 0) tell(`${name}, centrally: step ${step} of ${recipe.rounds}`);
        },
      });
      return { parameters: packFloat32(learnt) };
    },
  );
  const unseen = crews.roster.unseen.map(({ id }) => id);
  return crews.judge({ people: unseen, parameters: packedFloat32Schema.parse(parameters), guarded: false });
}

async function crowdsOf(
  crews: Crews,
  everybody: readonly string[],
  options: TasteFleetOptions,
  untrained: JudgeReply,
): Promise<Crowd[]> {
  const crowds: Crowd[] = [];
  for (const count of CROWDS) {
    if (count >= everybody.length) continue;
    const participants = everybody.slice(0, count);
    const recipe = tasteRecipe(count);
    const decides = { folders: options.folders, seed: options.seed, rule: options.rule, recipe, count };
    const { parameters } = await training(
      `crowd-${count}`,
      crews,
      participants,
      recipe,
      options,
      decides,
      null,
    );
    const ids = crews.roster.unseen.map(({ id }) => id);
    const final = await crews.judge({ people: ids, parameters, guarded: false });
    crowds.push(crowd(count, recipe.rounds, crews.roster.unseen, final, untrained));
    options.tell(`${count} participants: ${mean(final, 'auc').toFixed(4)}`);
  }
  return crowds;
}

function crowd(
  participants: number,
  rounds: number,
  people: VariantRun['people'],
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

function segmentsOf({ people, final, untrained, compared }: VariantRun) {
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

/** The settings of the server for a recipe: rounds that close when the fleet says so. */
export function serverSettings(
  { norm, optimiser }: ReturnType<typeof tasteRecipe>,
  rule: RuleName,
): TaskSettings {
  return {
    task: 'taste',
    parameterCount: tasteSpec.parameterCount,
    initialParameters: () => initialTasteParameters(),
    norm,
    rule,
    optimiser,
    capacity: 1_000_000,
    cohort: 100_000,
    minimum: 1,
    roundMs: 60_000,
    staleness: 5,
    profile: 'standard',
    bodiesArePublic: false,
  };
}

function shuffled(people: readonly string[], seed: string): string[] {
  return shuffledIndices(people.length, seededRandom(seed)).flatMap((index) => people[index] ?? []);
}

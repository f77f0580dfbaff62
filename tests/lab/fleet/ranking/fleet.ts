import { z } from 'zod';
import { initialRankingParameters, rankingSpec } from '../../../../shared/models/ranking.ts';
import { packedFloat32Schema, packFloat32 } from '../cells.ts';
import { trainCentrally } from '../centrally.ts';
import type { JudgeReply, Person } from '../crew.ts';
import { type Crews, startThreads } from '../crews.ts';
import { federate } from '../federate.ts';
import type { FleetOptions, FleetRecipe } from '../fleet-options.ts';
import { fleetServerSettings } from '../server-settings.ts';
import { type Estimate, estimate, ratioEstimate } from '../statistics.ts';
import type { RankingMeasure } from './crew.ts';
import { rankingRecipe } from './recipe.ts';

const QUICK_ROUNDS = 12;
const CURVE_POINTS = 10;

/** Has writers learn together which suggestions are taken, and measures it on writers who never took part. */
export async function runRankingFleet(options: FleetOptions) {
  const threads = startThreads(options.threads);
  try {
    options.tell('ranking: reading the data');
    const { folders, seed } = options;
    return await report(options, await threads.play({ task: 'ranking', folders, seed }));
  } finally {
    await threads.stop();
  }
}

export type RankingFleetReport = Awaited<ReturnType<typeof runRankingFleet>>;

async function report(options: FleetOptions, crews: Crews) {
  const started = performance.now();
  const { seed, rule, profile } = options;
  const participants = ids(crews.roster.participants);
  const unseen = ids(crews.roster.unseen);
  if (participants.length === 0 || unseen.length === 0) {
    throw new Error('nobody to learn from, or nobody to measure on: too few writers took a suggestion');
  }
  const recipe = rankingRecipe(participants.length, {
    rounds: options.rounds ?? (profile === 'quick' ? QUICK_ROUNDS : undefined),
    cohort: options.cohort,
  });
  const judge = (parameters: Float32Array, people = unseen): Promise<JudgeReply> =>
    crews.judge({ people, parameters, guarded: false });
  const untrained = await judge(initialRankingParameters());
  const { parameters, ...trained } = await federated(options, crews, participants, recipe, judge);
  const final = await judge(parameters);
  const compared = await crews.compare({ people: unseen });
  const central = profile === 'full' ? await centrally(options, crews, participants, recipe) : null;
  const overLogProbability = gain(final, 'top1', compared, 'logProbability', 'lists');
  return {
    task: 'ranking' as const,
    participants: participants.length,
    unseen: unseen.length,
    rounds: recipe.rounds,
    cohort: recipe.cohort,
    rule,
    seed,
    profile,
    final: {
      ...onJudged(final),
      top1ByWriter: byWriter(final, 'top1', 'lists'),
      gainOverLogProbability: overLogProbability,
      untrained: onJudged(untrained),
      ownPlaces: onLastFifth(final),
      seen: await onSeen(crews, participants, parameters),
    },
    baselines: baselinesOf(final, compared),
    central: central && onJudged(await judge(central)),
    local: {
      top1: share(joined(final, compared), 'localTop1', 'lastLists').mean,
      top1WithOwnPlaces: share(joined(final, compared), 'localTop1WithOwnPlaces', 'lastLists').mean,
    },
    ...trained,
    bytesPerParameter: trained.bytesPerUpdate / rankingSpec.parameterCount,
    seconds: (performance.now() - started) / 1000,
  };
}

/** All lists of writers whose data no training met, nothing of theirs on the device. */
function onJudged(reply: JudgeReply) {
  const [top1, placed] = [share(reply, 'top1', 'lists'), share(reply, 'top1WithPosition', 'lists')];
  return {
    lists: total(reply, 'lists'),
    top1: top1.mean,
    top1Se: top1.se,
    top1WithPosition: placed.mean,
    top1WithPositionSe: placed.se,
  };
}

/** The last fifth of each writer's lists, the first four on the device: how they look at places is known by then. */
function onLastFifth(reply: JudgeReply) {
  const own = share(reply, 'lastTop1WithOwnPlaces', 'lastLists');
  return {
    lists: total(reply, 'lastLists'),
    top1: share(reply, 'lastTop1', 'lastLists').mean,
    top1WithPosition: share(reply, 'lastTop1WithPosition', 'lastLists').mean,
    top1WithOwnPlaces: own.mean,
    top1WithOwnPlacesSe: own.se,
  };
}

/** Participants, on lists they did not learn from. */
async function onSeen(crews: Crews, people: readonly string[], parameters: Float32Array) {
  const reply = await crews.judge({ people, parameters, guarded: false });
  const compared = await crews.compare({ people });
  return {
    ...onJudged(reply),
    top1WithOwnPlaces: onLastFifth(reply).top1WithOwnPlaces,
    gainOverLogProbability: gain(reply, 'top1', compared, 'logProbability', 'lists'),
    baselines: baselinesOf(reply, compared),
  };
}

function baselinesOf(judged: JudgeReply, compared: JudgeReply) {
  const of = (measure: RankingMeasure): number => share(joined(judged, compared), measure, 'lists').mean;
  return {
    logProbability: of('logProbability'),
    longest: of('longest'),
    first: of('first'),
    chance: of('chance'),
  };
}

const curveSchema = z.array(z.object({ round: z.number(), top1: z.number(), top1WithPosition: z.number() }));
const trainedSchema = z.object({
  parameters: z.string(),
  curve: curveSchema,
  bytesPerUpdate: z.number(),
  agreement: z.number(),
  refused: z.record(z.string(), z.number()),
});

async function federated(
  { cells, tell, rule, folders, seed }: FleetOptions,
  crews: Crews,
  participants: readonly string[],
  recipe: FleetRecipe,
  judge: (parameters: Float32Array) => Promise<JudgeReply>,
) {
  const curve: z.infer<typeof curveSchema> = [];
  const measure = async (round: number, parameters: Float32Array): Promise<void> => {
    const { top1, top1WithPosition } = onJudged(await judge(parameters));
    curve.push({ round, top1, top1WithPosition });
    tell(`ranking: round ${round} of ${recipe.rounds}, ${top1.toFixed(4)}`);
  };
  const every = Math.max(1, Math.floor(recipe.rounds / CURVE_POINTS));
  const decides = { folders, seed, rule, recipe, participants };
  const { parameters, ...rest } = await cells.done('ranking', decides, trainedSchema, async () => {
    await measure(0, initialRankingParameters());
    const outcome = await federate({
      crews,
      settings: fleetServerSettings({
        task: 'ranking',
        parameterCount: rankingSpec.parameterCount,
        initialParameters: () => initialRankingParameters(),
        norm: recipe.norm,
        rule,
        optimiser: recipe.optimiser,
      }),
      participants,
      ...recipe,
      from: null,
      onRound: async ({ round, checkpoint }) => {
        if (round % every !== 0 && round !== recipe.rounds) return;
        await measure(round, (await checkpoint()).parameters);
      },
    });
    const { bytesPerUpdate, agreement, refused } = outcome;
    return { parameters: packFloat32(outcome.parameters), curve, bytesPerUpdate, agreement, refused };
  });
  return { parameters: packedFloat32Schema.parse(parameters), ...rest };
}

async function centrally(
  { cells, folders, seed, tell }: FleetOptions,
  crews: Crews,
  people: readonly string[],
  recipe: FleetRecipe,
): Promise<Float32Array> {
  tell('ranking: the same model, centrally');
  const decides = { folders, seed, recipe, people };
  const { parameters } = await cells.done(
    'ranking-central',
    decides,
    z.object({ parameters: z.string() }),
    async () => {
      const learnt = await trainCentrally({
        crews,
        initialParameters: initialRankingParameters(),
        people,
        steps: recipe.rounds,
        batch: recipe.cohort,
        optimiser: recipe.optimiser,
        seed,
        onStep: () => {},
      });
      return { parameters: packFloat32(learnt) };
    },
  );
  return packedFloat32Schema.parse(parameters);
}

/** Of all lists of all writers. */
function share(reply: JudgeReply, part: RankingMeasure, whole: RankingMeasure): Estimate {
  return ratioEstimate(
    reply.map(({ measures }) => ({ part: measures[part] ?? 0, whole: measures[whole] ?? 0 })),
  );
}

/** Mean over writers, however much each wrote. */
function byWriter(reply: JudgeReply, part: RankingMeasure, whole: RankingMeasure): Estimate {
  return estimate(reply.map(({ measures }) => (measures[part] ?? 0) / (measures[whole] ?? 1)));
}

/** How much larger a share one measure has than another on the same lists. */
function gain(
  to: JudgeReply,
  measure: RankingMeasure,
  from: JudgeReply,
  baseline: RankingMeasure,
  whole: RankingMeasure,
): Estimate {
  return ratioEstimate(
    joined(to, from).map(({ measures }) => ({
      part: (measures[measure] ?? 0) - (measures[baseline] ?? 0),
      whole: measures[whole] ?? 0,
    })),
  );
}

/** The measures of two replies, person by person. */
function joined(left: JudgeReply, right: JudgeReply): JudgeReply {
  const others = new Map(right.map(({ id, measures }) => [id, measures]));
  return left.map(({ id, measures }) => ({ id, measures: { ...measures, ...others.get(id) } }));
}

function total(reply: JudgeReply, measure: RankingMeasure): number {
  return reply.reduce((sum, { measures }) => sum + (measures[measure] ?? 0), 0);
}

function ids(people: readonly Person[]): string[] {
  return people.map(({ id }) => id);
}

import { initialRankingParameters, rankingSpec } from '../../../../shared/models/ranking.ts';
import type { JudgeReply } from '../crew.ts';
import { type Crews, startThreads } from '../crews.ts';
import type { FleetOptions } from '../fleet-options.ts';
import { joinedMeasures, share, shareByPerson, shareGain, total } from '../shares.ts';
import { type Training, trainInOnePlace, trainTogether } from '../training.ts';
import type { RankingMeasure } from './crew.ts';
import { rankingRecipe } from './recipe.ts';

const QUICK_ROUNDS = 12;

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
  const participants = crews.roster.participants.map(({ id }) => id);
  const unseen = crews.roster.unseen.map(({ id }) => id);
  if (participants.length === 0 || unseen.length === 0) {
    throw new Error('nobody to learn from, or nobody to measure on: too few writers took a suggestion');
  }
  const recipe = rankingRecipe(participants.length, {
    rounds: options.rounds ?? (profile === 'quick' ? QUICK_ROUNDS : undefined),
    cohort: options.cohort,
  });
  const judge = (parameters: Float32Array, people = unseen): Promise<JudgeReply> =>
    crews.judge({ people, parameters, thorough: false });
  const untrained = await judge(initialRankingParameters());
  const training: Training = {
    name: 'ranking',
    task: 'ranking',
    spec: rankingSpec,
    initialParameters: initialRankingParameters(),
    crews,
    participants,
    recipe,
    decides: { folders: options.folders, seed, recipe, participants },
    ratification: { measure: 'lastTop1', score: (parameters) => judge(parameters, participants) },
  };
  const { parameters, ...trained } = await trainTogether(training, options, async (now) => {
    const { top1, top1WithPosition } = onJudged(await judge(now));
    return { top1, top1WithPosition };
  });
  const final = await judge(parameters);
  const compared = await crews.compare({ people: unseen });
  const central = profile === 'full' ? await trainInOnePlace(training, options) : null;
  const overLogProbability = shareGain(final, 'top1', compared, 'logProbability', 'lists');
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
      top1ByWriter: shareByPerson(final, 'top1', 'lists'),
      gainOverLogProbability: overLogProbability,
      untrained: onJudged(untrained),
      ownPlaces: onLastFifth(final),
      seen: await onSeen(crews, participants, parameters),
    },
    baselines: baselinesOf(final, compared),
    central: central && onJudged(await judge(central)),
    local: {
      top1: share(joinedMeasures(final, compared), 'localTop1', 'lastLists').mean,
      top1WithOwnPlaces: share(joinedMeasures(final, compared), 'localTop1WithOwnPlaces', 'lastLists').mean,
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
  const reply = await crews.judge({ people, parameters, thorough: false });
  const compared = await crews.compare({ people });
  return {
    ...onJudged(reply),
    top1WithOwnPlaces: onLastFifth(reply).top1WithOwnPlaces,
    gainOverLogProbability: shareGain(reply, 'top1', compared, 'logProbability', 'lists'),
    baselines: baselinesOf(reply, compared),
  };
}

function baselinesOf(judged: JudgeReply, compared: JudgeReply) {
  const of = (measure: RankingMeasure): number =>
    share(joinedMeasures(judged, compared), measure, 'lists').mean;
  return {
    logProbability: of('logProbability'),
    longest: of('longest'),
    first: of('first'),
    chance: of('chance'),
  };
}

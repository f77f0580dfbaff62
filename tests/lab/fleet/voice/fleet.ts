import { type Condition, conditions } from '../../../../shared/learning/voice/evaluate.ts';
import { voiceSpec } from '../../../../shared/models/voice.ts';
import type { JudgeReply } from '../crew.ts';
import { type Crews, startThreads } from '../crews.ts';
import type { FleetOptions } from '../fleet-options.ts';
import { joinedMeasures, share, shareByPerson, shareGain, total } from '../shares.ts';
import { type Training, trainInOnePlace, trainTogether } from '../training.ts';
import { voiceRecipe } from './recipe.ts';
import { openWarmStart, type WarmChoice } from './warm-start.ts';

/** Numbers of participants whose gain is measured, beside all of them. */
const CROWDS = [10, 100];
const QUICK_ROUNDS = 6;
/** Participants who are asked whether a version is worse than the one before. */
const VOTERS = 48;

export interface VoiceFleetOptions extends FleetOptions {
  readonly warm: WarmChoice;
}

/** Has writers learn together how writing goes on, and measures it on writers who never took part. */
export async function runVoiceFleet(options: VoiceFleetOptions) {
  const threads = startThreads(options.threads);
  try {
    options.tell('voice: reading the data');
    const { folders, seed, warm } = options;
    return await report(options, await threads.play({ task: 'voice', folders, seed, warm }));
  } finally {
    await threads.stop();
  }
}

export type VoiceFleetReport = Awaited<ReturnType<typeof runVoiceFleet>>;

async function report(options: VoiceFleetOptions, crews: Crews) {
  const started = performance.now();
  const { profile, tell, warm } = options;
  const start = (await openWarmStart(warm)).parameters;
  const participants = crews.roster.participants.map(({ id }) => id);
  const unseen = crews.roster.unseen.map(({ id }) => id);
  if (participants.length === 0 || unseen.length === 0) {
    throw new Error('nobody to learn from, or nobody to measure on: too few writers');
  }
  const training = voiceTraining(options, crews, start, participants);
  const judge = (parameters: Float32Array, people: readonly string[], thorough: boolean) =>
    crews.judge({ people, parameters, thorough });
  const { parameters, ...trained } = await trainTogether(training, options, async (now) => ({
    netTop3: share(await judge(now, unseen, false), 'netTop3', 'words').mean,
    seenNetTop3: share(await judge(now, participants.slice(0, 24), false), 'netTop3', 'words').mean,
  }));
  tell('voice: measuring');
  const [untrained, final] = [await judge(start, unseen, true), await judge(parameters, unseen, true)];
  const full = profile === 'full';
  const compared = full ? await crews.compare({ people: unseen }) : null;
  const central = full
    ? await judge(await trainInOnePlace(training, options, STEPS_IN_ONE_PLACE), unseen, true)
    : null;
  return {
    task: 'voice' as const,
    warm,
    participants: participants.length,
    unseen: unseen.length,
    words: total(final, 'words'),
    rounds: training.recipe.rounds,
    cohort: training.recipe.cohort,
    rule: options.rule,
    seed: options.seed,
    profile,
    final: {
      ...accuracies(final),
      untrained: accuracies(untrained),
      gainOverUntrainedPaired: gains(final, untrained),
    },
    central: central && accuracies(central),
    local: compared && {
      top3Net: share(withWords(compared, final), 'localNetTop3', 'words').mean,
      top3Personal: share(withWords(compared, final), 'localPersonalTop3', 'words').mean,
    },
    baselines: compared && {
      ngramsTop3: share(withWords(compared, final), 'ngramsTop3', 'words').mean,
      personalNgramsTop3: share(withWords(compared, final), 'personalNgramsTop3', 'words').mean,
    },
    participantsCurve: full ? await crowdsOf(options, crews, start, participants, final, untrained) : [],
    ...trained,
    bytesPerParameter: trained.bytesPerUpdate / voiceSpec.parameterCount,
    seconds: (performance.now() - started) / 1000,
  };
}

/** Steps of the optimiser for each round that somebody takes who has all text in one place. */
const STEPS_IN_ONE_PLACE = 4;

function voiceTraining(
  { folders, seed, warm, profile, rounds, cohort }: VoiceFleetOptions,
  crews: Crews,
  initialParameters: Float32Array,
  participants: readonly string[],
): Training {
  const recipe = voiceRecipe(participants.length, {
    rounds: rounds ?? (profile === 'quick' ? QUICK_ROUNDS : undefined),
    cohort,
  });
  return {
    name: `voice-${participants.length}`,
    task: 'voice',
    spec: voiceSpec,
    initialParameters,
    crews,
    participants,
    recipe,
    decides: { folders, seed, warm, recipe, participants },
    ratification: {
      measure: 'netTop3',
      score: (parameters) =>
        crews.judge({ people: participants.slice(0, VOTERS), parameters, thorough: false }),
    },
  };
}

/**
 * Shares of all words that were first or among the first three. `top3`, with nothing of the writer on the device, is of
 * the net and public n-grams; `top3Net` of the net, which is all that is learnt together.
 */
function accuracies(reply: JudgeReply) {
  const of = (condition: Condition, place: 'Top1' | 'Top3') => share(reply, `${condition}${place}`, 'words');
  return {
    top1: of('cold', 'Top1').mean,
    top3: of('cold', 'Top3').mean,
    top3Se: of('cold', 'Top3').se,
    top3Personal: of('personal', 'Top3').mean,
    top3PersonalSe: of('personal', 'Top3').se,
    top3PersonalWithContext: of('personalWithContext', 'Top3').mean,
    top3WithContext: of('coldWithContext', 'Top3').mean,
    macroTop3: shareByPerson(reply, 'coldTop3', 'words').mean,
    top3Net: of('net', 'Top3').mean,
    top1Net: of('net', 'Top1').mean,
  };
}

/** How many more words are among the first three, in each condition. */
function gains(to: JudgeReply, from: JudgeReply) {
  return Object.fromEntries(
    conditions.map((name) => [name, shareGain(to, `${name}Top3`, from, `${name}Top3`, 'words')]),
  );
}

function withWords(compared: JudgeReply, judged: JudgeReply): JudgeReply {
  return joinedMeasures(judged, compared);
}

/** Fewer participants, then all of them. */
async function crowdsOf(
  options: VoiceFleetOptions,
  crews: Crews,
  start: Float32Array,
  participants: readonly string[],
  final: JudgeReply,
  untrained: JudgeReply,
) {
  const unseen = crews.roster.unseen.map(({ id }) => id);
  const crowds = [];
  for (const count of CROWDS) {
    if (count >= participants.length) continue;
    // Under the schedule for so many, whatever was asked for all of them.
    const own = { ...options, rounds: undefined, cohort: undefined };
    const training = voiceTraining(own, crews, start, participants.slice(0, count));
    const { parameters } = await trainTogether(training, options, null);
    const judged = await crews.judge({ people: unseen, parameters, thorough: true });
    crowds.push(crowd(count, judged, untrained));
    options.tell(`${count} participants: ${share(judged, 'coldTop3', 'words').mean.toFixed(4)}`);
  }
  return [...crowds, crowd(participants.length, final, untrained)];
}

function crowd(participants: number, judged: JudgeReply, untrained: JudgeReply) {
  return {
    participants,
    top3: share(judged, 'coldTop3', 'words').mean,
    top3Net: share(judged, 'netTop3', 'words').mean,
    gain: shareGain(judged, 'netTop3', untrained, 'netTop3', 'words'),
  };
}

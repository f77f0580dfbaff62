import { shippedWordVectors } from '../../../../server/word-vectors.ts';
import { optionCount, type RankingExample } from '../../../../shared/learning/ranking/example.ts';
import { openRankingJudge, topShare, withPlaces } from '../../../../shared/learning/ranking/judge.ts';
import { fitPlaces } from '../../../../shared/learning/ranking/places.ts';
import { rankingTask } from '../../../../shared/learning/ranking/task.ts';
import { trainLocally } from '../../../../shared/learning/train.ts';
import { initialRankingParameters } from '../../../../shared/models/ranking.ts';
import type { PeopleSource } from '../../measuring-protocol.ts';
import type { Crew, FleetFolders, Person, RankingSetup } from '../crew.ts';
import { measuresOf } from '../measures.ts';
import { playParticipants } from '../participant.ts';
import { readSuggestionFolder, type SuggestedWriter } from '../suggestion-folder.ts';
import { startTensors } from '../tensors.ts';
import { type JudgedList, type Writer, writersOf } from './writers.ts';

/**
 * Measures of a writer are numbers of lists: how many there were (`lists`, `lastLists`), and on how many the taken
 * option was on top. `last…` are of the last fifth, where the device has the first four.
 */
export type RankingMeasure =
  | 'lists'
  | 'top1'
  | 'top1WithPosition'
  | 'lastLists'
  | 'lastTop1'
  | 'lastTop1WithPosition'
  | 'lastTop1WithOwnPlaces'
  | 'logProbability'
  | 'longest'
  | 'first'
  | 'chance'
  | 'localTop1'
  | 'localTop1WithOwnPlaces';

type RankingMeasures = Readonly<Partial<Record<RankingMeasure, number>>>;

/** Gradient steps of a device that learns from nobody else. */
const LOCAL_STEPS = 100;

/** Writers of a folder of suggestions, each with the extension's own training, places and way to a frame. */
export async function openRankingCrew({ folders, seed }: RankingSetup): Promise<Crew> {
  await startTensors();
  const { participants, unseen } = writersOf(sourceOf(folders), (await shippedWordVectors()).vectors);
  const writers = new Map([...participants, ...unseen].map((writer) => [writer.id, writer]));
  const writer = (id: string): Writer => {
    const found = writers.get(id);
    if (found === undefined) throw new Error(`there is no writer called ${id}`);
    return found;
  };
  return {
    roster: { participants: participants.map(asPerson), unseen: unseen.map(asPerson) },
    ...playParticipants({
      name: 'ranking',
      task: rankingTask,
      examplesOf: (person) => writer(person).own,
      seed,
    }),
    judge: async ({ people, parameters }) =>
      measuresOf(people.map(writer), (person) => judged(person, parameters)),
    compare: async ({ people }) => {
      const alone = new Map<string, RankingMeasures>();
      for (const id of people) alone.set(id, await onItsOwn(writer(id), seed));
      return measuresOf(people.map(writer), (person) => ({
        ...baselines(person.judged),
        ...alone.get(person.id),
      }));
    },
  };
}

function judged({ own, last, judged: lists }: Writer, parameters: Float32Array): RankingMeasures {
  const judge = openRankingJudge(parameters);
  const ownPlaces = fitPlaces(own, judge.places);
  const free = (list: RankingExample): Float64Array => judge.worths(list);
  const placed = (list: RankingExample): Float64Array => withPlaces(judge.worths(list), judge.places);
  return {
    lists: lists.length,
    top1: hits(lists, free),
    top1WithPosition: hits(lists, placed),
    lastLists: last.length,
    lastTop1: hits(last, free),
    lastTop1WithPosition: hits(last, placed),
    lastTop1WithOwnPlaces: hits(last, (list) => withPlaces(judge.worths(list), ownPlaces)),
  };
}

/** What is to be beaten, on the same lists. */
function baselines(lists: readonly JudgedList[]): RankingMeasures {
  return {
    logProbability: hits(lists, ({ logProbabilities }) =>
      logProbabilities.map((value) => value ?? Number.NEGATIVE_INFINITY),
    ),
    longest: hits(lists, ({ lengths }) => lengths),
    first: hits(lists, (list) => Array.from({ length: optionCount(list) }, (_, place) => -place)),
    chance: hits(lists, (list) => new Float64Array(optionCount(list))),
  };
}

/** A device that learns the same model from its own four fifths alone. */
async function onItsOwn({ id, own, last }: Writer, seed: number): Promise<RankingMeasures> {
  const start = initialRankingParameters();
  const { delta } = await trainLocally({
    task: rankingTask,
    parameters: start,
    examples: own,
    budget: { steps: LOCAL_STEPS, milliseconds: Number.POSITIVE_INFINITY },
    seed: `fleet ${seed} alone ${id}`,
    measureLoss: false,
  });
  const judge = openRankingJudge(start.map((value, at) => value + (delta[at] ?? 0)));
  const ownPlaces = fitPlaces(own, judge.places);
  return {
    localTop1: hits(last, (list) => judge.worths(list)),
    localTop1WithOwnPlaces: hits(last, (list) => withPlaces(judge.worths(list), ownPlaces)),
  };
}

function hits<L extends RankingExample>(lists: readonly L[], scores: (list: L) => ArrayLike<number>): number {
  return lists.reduce((sum, list) => sum + topShare(scores(list), list.chosen), 0);
}

const asPerson = ({ id, own }: Writer): Person => ({ id, segment: 'writers', examples: own.length });

function sourceOf(given: FleetFolders): PeopleSource<SuggestedWriter> {
  return 'data' in given
    ? { data: readSuggestionFolder(given.data) }
    : { train: readSuggestionFolder(given.train), test: readSuggestionFolder(given.test) };
}

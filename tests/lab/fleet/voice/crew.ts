import { loadKernels } from '../../../../server/voice-model.ts';
import type { Kernels } from '../../../../shared/kernels/open-kernels.ts';
import { trainLocally } from '../../../../shared/learning/train.ts';
import { conditions, scoreWriter } from '../../../../shared/learning/voice/evaluate.ts';
import { openVoiceNet } from '../../../../shared/learning/voice/net.ts';
import { voiceTask } from '../../../../shared/learning/voice/task.ts';
import type { Tally } from '../../../../shared/learning/voice/word-targets.ts';
import type { EncodedText } from '../../../../shared/text/vocabulary.ts';
import type { PeopleSource } from '../../measuring-protocol.ts';
import { type Author, readAuthors } from '../../warm-start/read-authors.ts';
import type { Crew, FleetFolders, Person, VoiceSetup } from '../crew.ts';
import { measuresOf } from '../measures.ts';
import { playParticipants } from '../participant.ts';
import { startTensors } from '../tensors.ts';
import { scoreByNgrams } from './ngram-baseline.ts';
import { openWarmStart, type WarmStart } from './warm-start.ts';
import { type Writer, writersOf } from './writers.ts';

/** Tokens of a writer that are looked at when a curve is drawn. */
const GLIMPSE = 500;
/** Gradient steps of a device that learns from nobody else. */
const LOCAL_STEPS = 60;

/**
 * Writers of a folder of texts, each with the extension's own training, mixture and way to a frame. Measures are numbers
 * of words: how many were asked for (`words`), and how many were first or among the first three (`netTop1`, …).
 */
export async function openVoiceCrew({ folders, warm, seed }: VoiceSetup): Promise<Crew> {
  await startTensors();
  const [kernels, start] = await Promise.all([loadKernels(), openWarmStart(warm)]);
  const { participants, unseen } = writersOf(sourceOf(folders), start.vocabulary);
  const writers = new Map([...participants, ...unseen].map((writer) => [writer.id, writer]));
  const writer = (id: string): Writer => {
    const found = writers.get(id);
    if (found === undefined) throw new Error(`there is no writer called ${id}`);
    return found;
  };
  const task = voiceTask(kernels, start.tables);
  return {
    roster: { participants: participants.map(asPerson), unseen: unseen.map(asPerson) },
    ...playParticipants({ name: 'voice', task, examplesOf: (person) => writer(person).own, seed }),
    judge: async ({ people, parameters, thorough }) => {
      const judged = thorough ? inAllConditions : glimpsed;
      return measuresOf(people.map(writer), judged(kernels, start, parameters));
    },
    compare: async ({ people }) => {
      const alone = new Map<string, Readonly<Record<string, number>>>();
      for (const id of people) {
        const { delta } = await trainLocally({
          task,
          parameters: start.parameters,
          examples: writer(id).own,
          budget: { steps: LOCAL_STEPS, milliseconds: Number.POSITIVE_INFINITY },
          seed: `fleet ${seed} alone ${id}`,
          measureLoss: false,
        });
        const own = start.parameters.map((value, at) => value + (delta[at] ?? 0));
        alone.set(id, inAllConditions(kernels, start, own)(writer(id)));
      }
      return measuresOf(people.map(writer), ({ id, text }) => {
        const { cold, personal } = scoreByNgrams(start, text);
        const local = alone.get(id) ?? {};
        return {
          ...counted('ngrams', cold),
          ...counted('personalNgrams', personal),
          localNetTop3: local['netTop3'] ?? null,
          localPersonalTop3: local['personalTop3'] ?? null,
        };
      });
    },
  };
}

type Measured = (writer: Writer) => Readonly<Record<string, number>>;

/** The net and all that is mixed with it, on the last fifth of a writer's text. */
function inAllConditions(kernels: Kernels, start: WarmStart, parameters: Float32Array): Measured {
  const net = openVoiceNet(kernels, parameters, start.tables);
  const voice = { net, publicNgrams: start.publicNgrams, weights: start.weights };
  return ({ text }) => {
    const scores = scoreWriter(voice, text);
    return Object.assign({}, ...conditions.map((name) => counted(name, scores[name])), {
      words: scores.net.words,
    });
  };
}

/** The net alone on some of it. */
function glimpsed(kernels: Kernels, { tables }: WarmStart, parameters: Float32Array): Measured {
  const { metrics } = voiceTask(kernels, tables);
  return ({ last }) => {
    const { top1 = 0, top3 = 0, words = 0 } = metrics(parameters, [{ ...glimpse(last), at: 0 }]);
    return { words, netTop1: top1 * words, netTop3: top3 * words };
  };
}

function glimpse({ ids, isWord }: EncodedText): EncodedText {
  return { ids: ids.subarray(0, GLIMPSE), isWord: isWord.subarray(0, GLIMPSE) };
}

function counted(name: string, { top1, top3 }: Tally): Readonly<Record<string, number>> {
  return { [`${name}Top1`]: top1, [`${name}Top3`]: top3 };
}

const asPerson = ({ id, own }: Writer): Person => ({
  id,
  segment: 'writers',
  examples: own.reduce((sum, { ids }) => sum + ids.length, 0),
});

function sourceOf(given: FleetFolders): PeopleSource<Author> {
  return 'data' in given
    ? { data: readAuthors(given.data) }
    : { train: readAuthors(given.train), test: readAuthors(given.test) };
}

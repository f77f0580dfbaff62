import { shippedWordVectors } from '../../../../server/word-vectors.ts';
import { auc } from '../../../../shared/learning/metrics.ts';
import { personalJudgements } from '../../../../shared/learning/taste/head.ts';
import { fitPersonalTaste, openJudge } from '../../../../shared/learning/taste/personal.ts';
import { tasteTask } from '../../../../shared/learning/taste/task.ts';
import { seededRandom } from '../../../../shared/text/hashing.ts';
import { loadAttack } from '../attacks/load-attack.ts';
import type { Crew, FleetFolders, Person, TasteSetup } from '../crew.ts';
import { measuresOf } from '../measures.ts';
import { playParticipants } from '../participant.ts';
import { type RatingFolder, readRatingFolder } from '../rating-folder.ts';
import { startTensors } from '../tensors.ts';
import { backdoorShare, poisonedExamples } from './backdoor.ts';
import { tasteBaselines } from './baselines.ts';
import { type Reader, readersOf, type TasteSource } from './readers.ts';

/** Readers of a folder of ratings, each with the extension's own training, personal head and way to a frame. */
export async function openTasteCrew({ folders, variant, seed, attack }: TasteSetup): Promise<Crew> {
  await startTensors();
  const { participants, unseen } = readersOf(
    sourceOf(folders),
    variant,
    (await shippedWordVectors()).vectors,
  );
  const readers = new Map([...participants, ...unseen].map((reader) => [reader.id, reader]));
  const reader = (id: string): Reader => {
    const found = readers.get(id);
    if (found === undefined) throw new Error(`there is no reader called ${id}`);
    return found;
  };
  const loaded = attack === undefined ? null : await loadAttack(attack);
  const trigger = loaded?.trigger;
  let baselines: ReturnType<typeof tasteBaselines> | null = null;

  return {
    roster: { participants: participants.map(asPerson), unseen: unseen.map(asPerson) },
    ...playParticipants({
      name: 'taste',
      task: tasteTask,
      examplesOf: (person, poisoned) => {
        if (poisoned !== true || loaded === null) return reader(person).examples;
        const random = seededRandom(`fleet ${seed} ${person} poison`);
        return poisonedExamples(reader(person), loaded, () => random.uniform());
      },
      seed,
    }),
    judge: async ({ people, parameters, thorough }) =>
      measuresOf(people.map(reader), (one) => {
        const { examples, test } = one;
        const unguarded = auc(personalJudgements(parameters, examples, test.features), test.liked);
        if (trigger !== undefined) {
          return { auc: unguarded, backdoor: backdoorShare(parameters, one, trigger) };
        }
        if (!thorough) return { auc: unguarded };
        const guarded = openJudge(parameters, fitPersonalTaste(parameters, examples));
        return { auc: unguarded, aucGuarded: auc(test.features.map(guarded), test.liked) };
      }),
    async compare({ people }) {
      baselines ??= tasteBaselines(participants, variant);
      const compared = baselines;
      return measuresOf(people.map(reader), compared);
    },
  };
}

const asPerson = ({ id, segment, examples }: Reader): Person => ({ id, segment, examples: examples.length });

function sourceOf(given: FleetFolders): TasteSource {
  return 'data' in given
    ? { data: folderAt(given.data) }
    : { train: folderAt(given.train), test: folderAt(given.test) };
}

/** Folders that were read: one run plays the same people several times. */
const folders = new Map<string, RatingFolder>();

function folderAt(path: string): RatingFolder {
  const folder = folders.get(path) ?? readRatingFolder(path);
  folders.set(path, folder);
  return folder;
}

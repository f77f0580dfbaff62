import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { makeClientUpdate } from '../../../../shared/learning/client-round.ts';
import { auc } from '../../../../shared/learning/metrics.ts';
import { personalJudgements } from '../../../../shared/learning/taste/head.ts';
import { fitPersonalTaste, openJudge } from '../../../../shared/learning/taste/personal.ts';
import { tasteTask } from '../../../../shared/learning/taste/task.ts';
import { lossAndGradient, trainLocally } from '../../../../shared/learning/train.ts';
import { l2Norm } from '../../../../shared/numerics/tiled-reductions.ts';
import { seededRandom } from '../../../../shared/text/hashing.ts';
import { decodeWordVectors, type WordVectors } from '../../../../shared/text/word-vectors.ts';
import { fleetKey } from '../contributor-keys.ts';
import type { Crew, CrewSetup, FleetFolders, JudgeReply, Person, PersonMeasures } from '../crew.ts';
import { type RatingFolder, readRatingFolder } from '../rating-folder.ts';
import { startTensors } from '../tensors.ts';
import { tasteBaselines } from './baselines.ts';
import { type Reader, readersOf, type TasteSource } from './readers.ts';

/** Readers of a folder of ratings, each with the extension's own training, personal head and way to a frame. */
export async function openTasteCrew({ folders, variant, seed }: CrewSetup): Promise<Crew> {
  await startTensors();
  const { participants, unseen } = readersOf(sourceOf(folders), variant, wordVectors());
  const readers = new Map([...participants, ...unseen].map((reader) => [reader.id, reader]));
  const reader = (id: string): Reader => {
    const found = readers.get(id);
    if (found === undefined) throw new Error(`there is no reader called ${id}`);
    return found;
  };
  let baselines: ReturnType<typeof tasteBaselines> | null = null;

  return {
    roster: { participants: participants.map(asPerson), unseen: unseen.map(asPerson) },
    async update({ person, attempt, round, base, parameters, norm, now, steps }) {
      const { examples } = reader(person);
      const { delta, steps: made } = await trainLocally({
        task: tasteTask,
        parameters,
        examples,
        budget: { steps, milliseconds: Number.POSITIVE_INFINITY },
        seed: `fleet ${seed} ${attempt} ${person}`,
        measureLoss: false,
      });
      if (made === 0) return null;
      const key = await fleetKey(seed, person);
      const random = seededRandom(`fleet ${seed} ${attempt} ${person} rounding`);
      const { frame } = await makeClientUpdate({
        delta,
        task: 'taste',
        round,
        base,
        norm,
        contributor: key.id,
        now,
        random: () => random.uniform(),
        nonce: createHash('sha256')
          .update(`fleet ${seed} ${attempt} ${person} nonce`)
          .digest()
          .subarray(0, 16),
        sign: key.sign,
      });
      return { frame, rawNorm: l2Norm(delta) };
    },
    async gradient({ people, parameters, step }) {
      const sum = new Float32Array(parameters.length);
      let count = 0;
      for (const id of people) {
        const prepared = tasteTask.prepare(reader(id).examples);
        if (!prepared.usable) continue;
        const loss = prepared.sampleLoss(seededRandom(`fleet ${seed} central ${step} ${id}`));
        const { gradient } = lossAndGradient(tasteTask.spec, parameters, loss);
        prepared.dispose();
        count++;
        for (let j = 0; j < sum.length; j++) sum[j] = sum[j]! + gradient[j]!;
      }
      return { sum, count };
    },
    judge: async ({ people, parameters, guarded }) =>
      measuresOf(people.map(reader), ({ examples, test }) => {
        const unguarded = auc(personalJudgements(parameters, examples, test.features), test.liked);
        if (!guarded) return { auc: unguarded };
        const judge = openJudge(parameters, fitPersonalTaste(parameters, examples));
        return { auc: unguarded, aucGuarded: auc(test.features.map(judge), test.liked) };
      }),
    async compare({ people }) {
      baselines ??= tasteBaselines(participants, variant);
      const compared = baselines;
      return measuresOf(people.map(reader), compared);
    },
  };
}

function measuresOf(
  readers: readonly Reader[],
  measure: (reader: Reader) => Record<string, number | null>,
): JudgeReply {
  return readers.flatMap((reader): PersonMeasures[] => {
    const measures = Object.entries(measure(reader)).filter(
      (entry): entry is [string, number] => entry[1] !== null,
    );
    return measures.length === 0 ? [] : [{ id: reader.id, measures: Object.fromEntries(measures) }];
  });
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

let vectors: WordVectors | null = null;

function wordVectors(): WordVectors {
  vectors ??= readWordVectors();
  return vectors;
}

function readWordVectors(): WordVectors {
  const checkout = dirname(fileURLToPath(import.meta.resolve('../../../../package.json')));
  const folder = join(checkout, 'extension/public/models/word-vectors');
  const words = z.array(z.string()).parse(JSON.parse(readFileSync(join(folder, 'words.json'), 'utf8')));
  return decodeWordVectors(readFileSync(join(folder, 'vectors.i8.bin')), words);
}

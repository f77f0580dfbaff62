import { readFile } from 'node:fs/promises';
import { float32FromBytes } from '../../../shared/codec/vector-bytes.ts';
import { type Condition, conditions } from '../../../shared/learning/voice/evaluate.ts';
import { openVoiceNet } from '../../../shared/learning/voice/net.ts';
import type { ModelSpec } from '../../../shared/models/model-spec.ts';
import { fitsSpec } from '../../../shared/models/parameters.ts';
import { initialRankingParameters, rankingSpec } from '../../../shared/models/ranking.ts';
import { initialTasteParameters, tasteSpec } from '../../../shared/models/taste.ts';
import type { Crew } from '../../../tests/lab/fleet/crew.ts';
import { spread } from '../../../tests/lab/fleet/measures.ts';
import { openRankingCrew } from '../../../tests/lab/fleet/ranking/crew.ts';
import { share, total } from '../../../tests/lab/fleet/shares.ts';
import { openTasteCrew } from '../../../tests/lab/fleet/taste/crew.ts';
import { isUnseenPerson } from '../../../tests/lab/measuring-protocol.ts';
import { type Author, readAuthors } from '../../../tests/lab/warm-start/read-authors.ts';
import { scoreAuthors, typeAuthors } from '../../../tests/lab/warm-start/score-authors.ts';
import { loadKernels, loadVoice } from '../../voice-model.ts';
import { give, type JsonOption, tell, UsageError } from '../output.ts';

export interface EvaluateOptions {
  readonly task: 'taste' | 'voice' | 'ranking' | 'typing';
  readonly data: string;
  /** Another model than the one that everybody starts from: parameters in a file, or a folder for voice. */
  readonly model?: string;
  /** All people of the folder, rather than the fifth that is unseen by the protocol. */
  readonly everyone?: boolean;
  readonly json?: JsonOption;
}

/** A result for programs, and the same in a few lines. */
interface Evaluation {
  readonly result: object;
  readonly lines: readonly string[];
}

/**
 * `promptale evaluate`: a model on people it never saw, by the measuring protocol. What is theirs is on their device, for
 * the personal part only.
 */
export async function evaluateCommand(options: EvaluateOptions): Promise<void> {
  const started = performance.now();
  const { result, lines } = await evaluated(options);
  const seconds = (performance.now() - started) / 1000;
  await give({ task: options.task, ...result, seconds }, options.json, () => lines.join('\n'));
}

function evaluated(options: EvaluateOptions): Promise<Evaluation> {
  switch (options.task) {
    case 'taste':
      return evaluateTaste(options);
    case 'ranking':
      return evaluateRanking(options);
    case 'voice':
      return evaluateVoice(options);
    case 'typing':
      return evaluateTyping(options);
  }
}

async function evaluateTaste(options: EvaluateOptions): Promise<Evaluation> {
  const parameters = await parametersFrom(options.model, tasteSpec, initialTasteParameters);
  const variants = [
    ['with counters', true],
    ['without counters', false],
  ] as const;
  const measured = [];
  for (const [name, counters] of variants) {
    const crew = await openTasteCrew({
      task: 'taste',
      folders: foldersOf(options),
      variant: { counters, newStories: false },
      seed: 1,
    });
    const judged = await judgedUnseen(crew, parameters);
    measured.push({ name, unguarded: spread(judged, 'auc'), guarded: spread(judged, 'aucGuarded') });
  }
  const [shown, hidden] = measured;
  return {
    result: {
      people: shown?.unguarded.n,
      final: {
        auc: shown?.unguarded.mean,
        aucSe: shown?.unguarded.se,
        aucGuarded: shown?.guarded.mean,
        aucWithoutCounters: hidden?.unguarded.mean,
        aucWithoutCountersGuarded: hidden?.guarded.mean,
      },
    },
    lines: measured.map(
      ({ name, unguarded, guarded }) =>
        `${name.padEnd(18)} AUC ${unguarded.mean.toFixed(4)} ± ${unguarded.se.toFixed(4)} (guarded ${guarded.mean.toFixed(4)}), ${unguarded.n} people`,
    ),
  };
}

async function evaluateRanking(options: EvaluateOptions): Promise<Evaluation> {
  const parameters = await parametersFrom(options.model, rankingSpec, () => initialRankingParameters());
  const crew = await openRankingCrew({ task: 'ranking', folders: foldersOf(options), seed: 1 });
  const judged = await judgedUnseen(crew, parameters);
  const [top1, placed] = [share(judged, 'top1', 'lists'), share(judged, 'top1WithPosition', 'lists')];
  return {
    result: {
      people: top1.n,
      lists: total(judged, 'lists'),
      final: { top1: top1.mean, top1Se: top1.se, top1WithPosition: placed.mean },
    },
    lines: [
      `the taken suggestion on top, wherever it stands: ${top1.mean.toFixed(4)} ± ${top1.se.toFixed(4)}`,
      `with places: ${placed.mean.toFixed(4)} ± ${placed.se.toFixed(4)}`,
    ],
  };
}

async function evaluateVoice(options: EvaluateOptions): Promise<Evaluation> {
  const people = writersIn(options);
  const { voice, vocabulary, engine } = await openedVoice(options.model);
  const accuracies = scoreAuthors(voice, vocabulary, people, (done) =>
    tell(`${done} of ${people.length} authors`),
  );
  const { cold, personal, personalWithContext } = accuracies;
  return {
    result: {
      engine,
      people: people.length,
      words: cold.words,
      final: {
        top1: cold.top1,
        top3: cold.top3,
        macroTop3: cold.macroTop3,
        top3Personal: personal.top3,
        top3PersonalWithContext: personalWithContext.top3,
      },
      conditions: accuracies,
    },
    lines: conditions.map((name) => line(name, accuracies[name])),
  };
}

async function evaluateTyping(options: EvaluateOptions): Promise<Evaluation> {
  const people = writersIn(options);
  const { voice, vocabulary, engine } = await openedVoice(options.model);
  const { cold, personal, byAuthor, p95ms } = typeAuthors(voice, vocabulary, people, (done) =>
    tell(`${done} of ${people.length} authors`),
  );
  return {
    result: {
      engine,
      people: people.length,
      keystrokesSaved: personal.saved,
      keystrokesSavedCold: cold.saved,
      wrongPer100Words: 100 * personal.wrong,
      p95ms,
      byAuthor,
      final: { keystrokesSaved: personal.saved, keystrokesSavedCold: cold.saved },
      cold,
      personal,
    },
    lines: [
      `keys saved with at most one wrong suggestion in ten words: ${personal.saved.toFixed(3)} (cold ${cold.saved.toFixed(3)})`,
    ],
  };
}

function writersIn({ data, everyone }: EvaluateOptions): Author[] {
  const all = readAuthors(data);
  const people = everyone === true ? all : all.filter(({ id }) => isUnseenPerson(id));
  if (people.length === 0) {
    throw new UsageError(
      `${data} has no unseen people; --everyone takes all ${all.length} of them for unseen.`,
    );
  }
  return people;
}

async function openedVoice(folder: string | undefined) {
  const [kernels, checkpoint] = await Promise.all([loadKernels(), loadVoice(folder)]);
  const { parameters, tables, publicNgrams, weights, vocabulary, engine } = checkpoint;
  return {
    voice: { net: openVoiceNet(kernels, parameters, tables), publicNgrams, weights },
    vocabulary,
    engine,
  };
}

function foldersOf({ data, everyone }: EvaluateOptions) {
  return everyone === true ? { train: data, test: data } : { data };
}

async function judgedUnseen(crew: Crew, parameters: Float32Array) {
  const people = crew.roster.unseen.map(({ id }) => id);
  if (people.length === 0)
    throw new UsageError('The folder has no unseen people; --everyone takes all for unseen.');
  return crew.judge({ do: 'judge', people, parameters, thorough: true });
}

/** @throws UsageError for a file that is no model of this kind */
async function parametersFrom(
  file: string | undefined,
  spec: ModelSpec,
  initial: () => Float32Array,
): Promise<Float32Array> {
  if (file === undefined) return initial();
  const parameters = float32FromBytes(new Uint8Array(await readFile(file)));
  if (parameters === null || !fitsSpec(spec, parameters)) {
    throw new UsageError(
      `${file} holds no ${spec.id} model of architecture ${spec.architecture} (${spec.parameterCount} finite float32 values).`,
    );
  }
  return parameters;
}

function line(
  name: Condition,
  { top1, top3, macroTop3 }: { top1: number; top3: number; macroTop3: number },
): string {
  return `${name.padEnd(20)} top-1 ${top1.toFixed(3)}  top-3 ${top3.toFixed(3)}  macro top-3 ${macroTop3.toFixed(3)}`;
}

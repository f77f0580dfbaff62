import { type Condition, conditions } from '../../../shared/learning/voice/evaluate.ts';
import { openVoiceNet } from '../../../shared/learning/voice/net.ts';
import { isUnseenPerson } from '../../../tests/lab/measuring-protocol.ts';
import { readAuthors } from '../../../tests/lab/warm-start/read-authors.ts';
import { scoreAuthors, typeAuthors } from '../../../tests/lab/warm-start/score-authors.ts';
import { loadKernels, loadVoice } from '../load-voice.ts';
import { give, type JsonOption, tell, UsageError } from '../output.ts';

export interface EvaluateOptions {
  readonly task: 'voice';
  readonly data: string;
  /** Folder of a voice model instead of the shipped one. */
  readonly model?: string;
  /** All people of the folder, rather than the fifth that is unseen by the protocol. */
  readonly everyone?: boolean;
  /** Also measure what suggestions save in typing. */
  readonly typing?: boolean;
  readonly json?: JsonOption;
}

/**
 * `promptale evaluate`: a shipped model on people it never saw. Words in the last fifth of each unseen author of a
 * folder with `docs.jsonl.gz`; their first four fifths are read for the personal conditions only.
 */
export async function evaluateCommand(options: EvaluateOptions): Promise<void> {
  const all = readAuthors(options.data);
  const people = options.everyone === true ? all : all.filter(({ id }) => isUnseenPerson(id));
  if (people.length === 0) {
    throw new UsageError(
      `${options.data} has no unseen people; --everyone takes all ${all.length} of them for unseen.`,
    );
  }
  const started = performance.now();
  const [kernels, checkpoint] = await Promise.all([loadKernels(), loadVoice(options.model)]);
  const voice = {
    net: openVoiceNet(kernels, checkpoint.parameters, checkpoint.tables),
    publicNgrams: checkpoint.publicNgrams,
    weights: checkpoint.weights,
  };
  const { vocabulary } = checkpoint;
  const accuracies = scoreAuthors(voice, vocabulary, people, (done) =>
    tell(`${done} of ${people.length} authors`),
  );
  const typing =
    options.typing === true
      ? typeAuthors(voice, vocabulary, people, (done) => tell(`typing: ${done} of ${people.length} authors`))
      : null;
  const { cold, personal, personalWithContext } = accuracies;
  const result = {
    task: options.task,
    engine: checkpoint.engine,
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
    typing,
    seconds: (performance.now() - started) / 1000,
  };
  await give(result, options.json, () =>
    [
      ...conditions.map((name) => line(name, accuracies[name])),
      ...(typing === null
        ? []
        : [`keys saved: cold ${typing.cold.saved.toFixed(3)}, personal ${typing.personal.saved.toFixed(3)}`]),
    ].join('\n'),
  );
}

function line(
  name: Condition,
  { top1, top3, macroTop3 }: { top1: number; top3: number; macroTop3: number },
): string {
  return `${name.padEnd(20)} top-1 ${top1.toFixed(3)}  top-3 ${top3.toFixed(3)}  macro top-3 ${macroTop3.toFixed(3)}`;
}

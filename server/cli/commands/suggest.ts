import { readFile } from 'node:fs/promises';
import { type Suggestion, suggest } from '../../../shared/learning/voice/decode.ts';
import { openVoiceNet } from '../../../shared/learning/voice/net.ts';
import { decodeParameters } from '../../../shared/models/parameters.ts';
import { voiceSpec } from '../../../shared/models/voice.ts';
import { loadKernels, loadVoice } from '../../voice-model.ts';
import { give, type JsonOption, UsageError } from '../output.ts';

/** `promptale suggest`: how a text may go on, by the shipped voice model. */
export async function suggestCommand(options: {
  text: string;
  model?: string;
  json?: JsonOption;
}): Promise<void> {
  const [kernels, checkpoint] = await Promise.all([loadKernels(), loadVoice()]);
  const parameters =
    options.model === undefined ? checkpoint.parameters : await readParameters(options.model);
  const suggester = {
    vocabulary: checkpoint.vocabulary,
    net: openVoiceNet(kernels, parameters, checkpoint.tables),
    publicNgrams: checkpoint.publicNgrams,
    own: null,
    weights: checkpoint.weights,
  };
  // The first call also compiles: what is told is what a writer waits for afterwards.
  suggest(suggester, options.text);
  const started = performance.now();
  const candidates = suggest(suggester, options.text);
  const ms = performance.now() - started;
  const engine = options.model === undefined ? checkpoint.engine : `${checkpoint.engine}, ${options.model}`;
  await give({ candidates: candidates.map(asCandidate), engine, ms }, options.json, () =>
    candidates.map(({ text, score }) => `${score.toFixed(3)} ${text}`).join('\n'),
  );
}

function asCandidate({ text, score }: Suggestion): { text: string; score: number } {
  return { text, score };
}

/** A model version as a server publishes it. @throws UsageError when the file is none of this architecture */
async function readParameters(file: string): Promise<Float32Array> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new UsageError(`${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`);
  });
  try {
    return decodeParameters(voiceSpec, bytes);
  } catch (cause) {
    throw new UsageError(
      `${file} is no version of the voice model: ${cause instanceof Error ? cause.message : cause}`,
    );
  }
}

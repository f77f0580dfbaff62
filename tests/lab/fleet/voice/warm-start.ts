import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadVoice } from '../../../../server/voice-model.ts';
import { shippedWordVectors } from '../../../../server/word-vectors.ts';
import { type VoiceCheckpoint, vectorsOf } from '../../../../shared/learning/voice/checkpoint.ts';
import { usualWeights } from '../../../../shared/learning/voice/mixture.ts';
import { encodeNgrams, openNgrams, unigramCode } from '../../../../shared/learning/voice/public-ngrams.ts';
import { initialWarmParameters, wordVectorScale } from '../../warm-start/initial-warm-parameters.ts';
import { warmLayout, warmParts } from '../../warm-start/layout.ts';

/**
 * What writers go on from: the shipped checkpoint, made of novels and SCP; one made of novels alone, on which SCP is
 * measured as text that only federation meets; or nothing but public word vectors and frequencies.
 */
export type WarmChoice = 'public' | 'novels' | 'none';

/** What a fleet of writers needs of a checkpoint. */
export type WarmStart = Pick<
  VoiceCheckpoint,
  'vocabulary' | 'tables' | 'parameters' | 'publicNgrams' | 'weights'
>;

/** What `npm run lab:voice -- --texts novels` makes. */
const novelsFolder = fileURLToPath(new URL('../../warm-start/novels-model/', import.meta.url));

/** @throws {Error} in a sentence when the model is not there or is of another version */
export async function openWarmStart(choice: WarmChoice): Promise<WarmStart> {
  if (choice === 'public') return loadVoice();
  if (choice === 'novels') {
    if (!existsSync(novelsFolder)) {
      throw new Error(
        `There is no start from novels at ${novelsFolder}. \`npm run lab:voice -- --texts novels\` makes it in a quarter of an hour.`,
      );
    }
    return loadVoice(novelsFolder);
  }
  return coldStart(await loadVoice());
}

/** Words as public word vectors place them, as likely as they are common, and a core that was never trained. */
async function coldStart({ vocabulary, tables: { frequencies } }: VoiceCheckpoint): Promise<WarmStart> {
  const { vectors } = await shippedWordVectors();
  const wordVectors = vectorsOf(vocabulary, vectors, wordVectorScale(vectorsOf(vocabulary, vectors, 1)));
  const layout = warmLayout(vocabulary.size);
  const start = initialWarmParameters(layout, wordVectors, frequencies, 'voice cold start');
  const { core, embedding, bias } = warmParts(start, layout);
  const none = new Uint8Array(0);
  const publicNgrams = openNgrams(
    encodeNgrams({
      unigrams: Uint16Array.from(frequencies, (share) => unigramCode(Math.max(share, 1e-7))),
      followers: new Uint16Array(vocabulary.size),
      bigramWords: new Uint16Array(0),
      bigramCodes: none,
      pairFollowers: none,
      trigramWords: new Uint16Array(0),
      trigramCodes: none,
    }),
  );
  return {
    vocabulary,
    tables: { embedding, bias, frequencies, wordVectors },
    parameters: core.slice(),
    publicNgrams,
    weights: usualWeights,
  };
}

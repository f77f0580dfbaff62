/**
 * Makes the voice model from public texts: `npm run lab:voice`. Counts the vocabulary and n-grams, trains core and
 * tables (under an hour on two cores; a run that was stopped goes on where it was), quantises, measures, and writes the
 * folder that the extension ships. The same sources and seed give the same bytes.
 *
 * `--texts novels` leaves SCP out of all but the vocabulary: the start from which federated learning on SCP is measured.
 * It is written to `novels-model` in this folder unless `--out` says otherwise.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadKernels, loadVoice, shippedVoiceFolder } from '../../../server/voice-model.ts';
import { shippedWordVectors } from '../../../server/word-vectors.ts';
import { sha256Hex } from '../../../shared/crypto/sha256.ts';
import {
  encodeVoiceFiles,
  type VoiceFileName,
  type VoiceManifest,
  vectorsOf,
  voiceFileNames,
} from '../../../shared/learning/voice/checkpoint.ts';
import { openVoiceNet } from '../../../shared/learning/voice/net.ts';
import { encodeNgrams, openNgrams } from '../../../shared/learning/voice/public-ngrams.ts';
import { voiceSpec } from '../../../shared/models/voice.ts';
import { openVocabulary } from '../../../shared/text/vocabulary.ts';
import { countNgrams } from './count-ngrams.ts';
import { countVocabulary } from './count-vocabulary.ts';
import { fitMixture } from './fit-mixture.ts';
import { initialWarmParameters, wordVectorScale } from './initial-warm-parameters.ts';
import { warmLayout, warmParts } from './layout.ts';
import { modelCard, voiceNotice } from './model-card.ts';
import type { Author } from './read-authors.ts';
import { readPublicTexts, readUnseenTexts, type TextChoice, trainingPieces } from './read-public-texts.ts';
import { readState, saveState } from './saved-state.ts';
import { scoreAuthors } from './score-authors.ts';
import { batchesOf, epochTokens } from './token-streams.ts';
import { freshState, streamShape, trainWarmStart } from './train-warm-start.ts';
import type { WarmRecipe } from './worker-messages.ts';

const VOCABULARY_WORDS = 10_000;
/** Entries of four and three bytes: what the folder has room for. */
const NGRAMS = { bigrams: 190_000, trigrams: 360_000 };
const SAVE_EVERY = 500;

const recipes: Readonly<Record<TextChoice, WarmRecipe>> = {
  public: {
    seed: 'voice public 1',
    steps: 7_000,
    rate: 3e-3,
    warmUpSteps: 50,
    negatives: 1000,
    dropout: 0.1,
  },
  novels: {
    seed: 'voice novels 1',
    steps: 6_000,
    rate: 3e-3,
    warmUpSteps: 50,
    negatives: 1000,
    dropout: 0.1,
  },
};

const { values: options } = parseArgs({
  options: {
    texts: { type: 'string', default: 'public' },
    steps: { type: 'string' },
    out: { type: 'string' },
  },
});
if (options.texts !== 'public' && options.texts !== 'novels') {
  throw new Error(`--texts is public or novels, not “${options.texts}”.`);
}
const texts: TextChoice = options.texts;
const work = resolve(import.meta.dirname, '../../../data/warm-start');
const target = resolve(
  options.out ?? (texts === 'public' ? shippedVoiceFolder : join(import.meta.dirname, 'novels-model')),
);
const recipe: WarmRecipe = { ...recipes[texts], ...(options.steps ? { steps: Number(options.steps) } : {}) };
const tell = (line: string): void => console.error(line);
const started = Date.now();
const minutes = (): string => `${((Date.now() - started) / 60_000).toFixed(1)} min`;

tell('reading and counting public texts');
const allRegisters = readPublicTexts();
const vocabularyFile = countVocabulary(
  allRegisters.map(({ authors }) => authors),
  VOCABULARY_WORDS,
);
const vocabulary = openVocabulary(vocabularyFile);
const prepared = allRegisters.map((register) => ({
  ...register,
  ...trainingPieces(register, vocabulary),
  trained: texts === 'public' || register.name === 'novels',
}));
const trained = prepared.filter((register) => register.trained);
const registers = trained.map(({ pieces, passes }) => ({ texts: pieces, passes }));
const frequencies = new Float32Array(vocabulary.size);
for (const { texts: pieces, passes } of registers) {
  for (const piece of pieces) for (const id of piece) frequencies[id] = (frequencies[id] ?? 0) + passes;
}
const total = frequencies.reduce((sum, count) => sum + count, 0);
frequencies.forEach((count, id) => {
  frequencies[id] = count / total;
});
const packedNgrams = countNgrams(
  registers.flatMap(({ texts: pieces }) => pieces),
  vocabulary.size,
  NGRAMS,
);

const wordVectors = await shippedWordVectors();
const scale = wordVectorScale(vectorsOf(vocabulary, wordVectors.vectors, 1));
const layout = warmLayout(vocabulary.size);
const initial = initialWarmParameters(
  layout,
  vectorsOf(vocabulary, wordVectors.vectors, scale),
  frequencies,
  recipe.seed,
);
const epochLength = batchesOf(epochTokens(registers, 0, recipe.seed), streamShape);
const identity = sha256Hex(
  new TextEncoder().encode(JSON.stringify([recipe, streamShape, total, vocabularyFile.words, epochLength])),
);
const stateFile = join(work, `${texts}.state`);
const state = (await readState(stateFile, identity, layout.length)) ?? freshState(initial);
tell(
  `${recipe.steps} steps, ${(recipe.steps / epochLength).toFixed(1)} epochs; from step ${state.step} on (${minutes()})`,
);
let meanLoss = 0;
await trainWarmStart({
  recipe,
  registers,
  frequencies,
  layout,
  state,
  afterStep: async ({ step }, loss) => {
    meanLoss = meanLoss === 0 ? loss : 0.98 * meanLoss + 0.02 * loss;
    if (step % 100 === 0) tell(`step ${step} of ${recipe.steps}: loss ${meanLoss.toFixed(3)} (${minutes()})`);
    if (step % SAVE_EVERY === 0 || step === recipe.steps) await saveState(stateFile, identity, state);
  },
});

tell(`fitting the mixture (${minutes()})`);
const parts = warmParts(state.parameters, layout);
const tables = { embedding: parts.embedding.slice(), bias: parts.bias.slice(), frequencies };
const parameters = parts.core.slice();
const kernels = await loadKernels();
const publicNgrams = openNgrams(encodeNgrams(packedNgrams));
const net = openVoiceNet(kernels, parameters, {
  ...tables,
  wordVectors: vectorsOf(vocabulary, wordVectors.vectors, scale),
});
const mixture = fitMixture(
  net,
  publicNgrams,
  trained.flatMap(({ heldOut }) => heldOut.slice(0, 16)),
);

const files = encodeVoiceFiles({ vocabulary: vocabularyFile, tables, parameters, ngrams: packedNgrams });
const described = (name: VoiceFileName) => ({
  file: voiceFileNames[name],
  bytes: files[name].length,
  sha256: sha256Hex(files[name]),
});
const manifest: VoiceManifest = {
  format: 'prompttale-voice',
  version: 1,
  architecture: 1,
  texts,
  vocabularySize: vocabulary.size,
  wordVectors: { scale, sha256: wordVectors.sha256 },
  weights: mixture.weights.map((bucket) => bucket.map((weight) => Number(weight.toFixed(4)))),
  confidence: Number(mixture.confidence.toFixed(4)),
  files: {
    vocabulary: described('vocabulary'),
    tables: described('tables'),
    core: described('core'),
    ngrams: described('ngrams'),
  },
};
await mkdir(target, { recursive: true });
for (const [name, bytes] of Object.entries(files)) {
  await writeFile(join(target, voiceFileNames[name as VoiceFileName]), bytes);
}
await writeFile(join(target, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
await writeFile(join(target, 'NOTICE.txt'), voiceNotice);
await writeFile(
  join(target, 'AUTHORS.txt'),
  `${allRegisters
    .map(({ name, authors }) => `${name}\n${authors.map(attribution).join('\n')}`)
    .join('\n\n')}\n`,
);

tell(`measuring what was written (${minutes()})`);
const checkpoint = await loadVoice(target);
const voice = {
  net: openVoiceNet(kernels, checkpoint.parameters, checkpoint.tables),
  publicNgrams: checkpoint.publicNgrams,
  weights: checkpoint.weights,
};
const unseen = readUnseenTexts().map(({ name, authors }) => ({
  name,
  accuracies: scoreAuthors(voice, checkpoint.vocabulary, authors, (done) =>
    tell(`${name}: ${done} of ${authors.length} authors`),
  ),
}));
await writeFile(
  join(target, 'MODEL_CARD.md'),
  modelCard({
    texts,
    recipe,
    epochs: recipe.steps / epochLength,
    registers: prepared.map(({ name, authors, pieces, passes, trained: isTrained }) => ({
      name,
      authors: authors.length,
      tokens: pieces.reduce((sum, piece) => sum + piece.length, 0),
      passes,
      trained: isTrained,
    })),
    vocabularyWords: vocabularyFile.words.length,
    bigrams: packedNgrams.bigramWords.length,
    trigrams: packedNgrams.trigramWords.length,
    parameters: voiceSpec.parameterCount,
    confidence: manifest.confidence,
    unseen,
  }),
);
tell(`done (${minutes()}): ${target}`);

function attribution({ id, sources }: Author): string {
  return [`  ${id}`, ...sources.map((source) => `    ${source}`)].join('\n');
}

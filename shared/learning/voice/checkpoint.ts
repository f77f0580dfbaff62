import { z } from 'zod';
import { sha256Hex } from '../../crypto/sha256.ts';
import { fitsSpec } from '../../models/parameters.ts';
import { EMBEDDING_LENGTH, voiceSpec } from '../../models/voice.ts';
import {
  openVocabulary,
  type Vocabulary,
  type VocabularyFile,
  vocabularySchema,
} from '../../text/vocabulary.ts';
import type { WordVectors } from '../../text/word-vectors.ts';
import { decodeHalfFloats, encodeHalfFloats } from './half-floats.ts';
import { components, type MixtureWeights } from './mixture.ts';
import { encodeNgrams, openNgrams, type PackedNgrams, type PublicNgrams } from './public-ngrams.ts';
import type { VoiceTables } from './tables.ts';

/**
 * The shipped voice model: what the warm start made of public texts. A folder with a manifest that names its files by
 * their hashes, the vocabulary, the frozen tables, the core that training goes on from, and public n-grams.
 */
export interface VoiceCheckpoint {
  readonly vocabulary: Vocabulary;
  readonly tables: VoiceTables;
  /** The core as the warm start left it, flat `[d]`. */
  readonly parameters: Float32Array;
  readonly publicNgrams: PublicNgrams;
  readonly weights: MixtureWeights;
  /** A suggestion less likely to be right than this is not shown. */
  readonly confidence: number;
  /** What it is called in results: the task, its architecture, the beginning of the core's hash. */
  readonly engine: string;
}

const fileSchema = z.object({
  file: z.string(),
  bytes: z.number().int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export const voiceManifestSchema = z.object({
  format: z.literal('prompttale-voice'),
  version: z.literal(1),
  architecture: z.literal(voiceSpec.architecture),
  /** Which texts it was made of. */
  texts: z.enum(['public', 'novels']),
  vocabularySize: z.number().int().min(1),
  /** Word vectors are the shipped ones times this; their file is named by its hash. */
  wordVectors: z.object({ scale: z.number().positive(), sha256: z.string() }),
  weights: z.array(z.array(z.number().min(0).max(1)).length(components.length)).min(1),
  confidence: z.number().min(0).max(1),
  files: z.object({ vocabulary: fileSchema, tables: fileSchema, core: fileSchema, ngrams: fileSchema }),
});
export type VoiceManifest = z.infer<typeof voiceManifestSchema>;

export type VoiceFileName = keyof VoiceManifest['files'];
export type VoiceFiles = Readonly<Record<VoiceFileName, Uint8Array>>;

/** Names of the files in the folder. */
export const voiceFileNames: Readonly<Record<VoiceFileName, string>> = {
  vocabulary: 'vocabulary.json',
  tables: 'tables.bin',
  core: 'core.f16.bin',
  ngrams: 'ngrams.bin',
};

/**
 * Opens a checkpoint.
 *
 * @param manifest the parsed `manifest.json`.
 * @throws {Error} in a sentence: of another version, damaged, or without the word vectors that it was made with.
 */
export function openVoiceCheckpoint(
  manifest: unknown,
  files: VoiceFiles,
  wordVectors: { readonly vectors: WordVectors; readonly sha256: string },
): VoiceCheckpoint {
  const parsed = voiceManifestSchema.safeParse(manifest);
  if (!parsed.success) {
    throw new Error('The voice model is of another version than this program. Fetch both together.', {
      cause: parsed.error,
    });
  }
  const { data } = parsed;
  for (const name of Object.keys(voiceFileNames) as VoiceFileName[]) {
    if (sha256Hex(files[name]) !== data.files[name].sha256) {
      throw new Error(`${data.files[name].file} of the voice model is damaged. Fetch it again.`);
    }
  }
  if (wordVectors.sha256 !== data.wordVectors.sha256) {
    throw new Error('The voice model was made with other word vectors. Fetch both together.');
  }
  const vocabulary = openVocabulary(
    vocabularySchema.parse(JSON.parse(new TextDecoder('utf-8').decode(files.vocabulary))),
  );
  const { embedding, bias, frequencies } = decodeTables(files.tables, vocabulary.size);
  const parameters = decodeHalfFloats(files.core);
  const publicNgrams = openNgrams(files.ngrams);
  if (!fitsSpec(voiceSpec, parameters) || publicNgrams.vocabularySize !== vocabulary.size) {
    throw new Error('The parts of the voice model do not fit each other. Fetch it again.');
  }
  return {
    vocabulary,
    tables: {
      embedding,
      bias,
      frequencies,
      wordVectors: vectorsOf(vocabulary, wordVectors.vectors, data.wordVectors.scale),
    },
    parameters,
    publicNgrams,
    weights: data.weights,
    confidence: data.confidence,
    engine: `voice-${data.architecture}-${data.files.core.sha256.slice(0, 8)}`,
  };
}

/** The files of a checkpoint, quantised: a byte a number of the table with one scale a row, two bytes a core number. */
export function encodeVoiceFiles(parts: {
  readonly vocabulary: VocabularyFile;
  readonly tables: Pick<VoiceTables, 'embedding' | 'bias' | 'frequencies'>;
  readonly parameters: Float32Array;
  readonly ngrams: PackedNgrams;
}): VoiceFiles {
  return {
    vocabulary: new TextEncoder().encode(JSON.stringify(parts.vocabulary)),
    tables: encodeTables(parts.tables),
    core: encodeHalfFloats(parts.parameters),
    ngrams: encodeNgrams(parts.ngrams),
  };
}

/** Public word vectors of a vocabulary `[V, EMBEDDING_LENGTH]`, zeros for marks and words that have none. */
export function vectorsOf(vocabulary: Vocabulary, vectors: WordVectors, scale: number): Float32Array {
  const rows = new Float32Array(vocabulary.size * EMBEDDING_LENGTH);
  if (vectors.dimension !== EMBEDDING_LENGTH) {
    throw new RangeError(`Word vectors have ${vectors.dimension} numbers, not ${EMBEDDING_LENGTH}.`);
  }
  for (let id = 0; id < vocabulary.size; id++) {
    if (!vocabulary.isWord(id)) continue;
    const row = rows.subarray(id * EMBEDDING_LENGTH, (id + 1) * EMBEDDING_LENGTH);
    vectors.addVector(vectors.indexOf(vocabulary.textOf(id)), row);
    for (let at = 0; at < row.length; at++) row[at] = (row[at] ?? 0) * scale;
  }
  return rows;
}

/** Scales, biases and frequencies as float32 `[V]` each, then the rows as int8. */
function encodeTables(tables: Pick<VoiceTables, 'embedding' | 'bias' | 'frequencies'>): Uint8Array {
  const size = tables.bias.length;
  const bytes = new Uint8Array(12 * size + size * EMBEDDING_LENGTH);
  const view = new DataView(bytes.buffer);
  for (let id = 0; id < size; id++) {
    const row = tables.embedding.subarray(id * EMBEDDING_LENGTH, (id + 1) * EMBEDDING_LENGTH);
    const largest = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const scale = Math.fround(largest / 127);
    view.setFloat32(4 * id, scale, true);
    view.setFloat32(4 * (size + id), tables.bias[id] ?? 0, true);
    view.setFloat32(4 * (2 * size + id), tables.frequencies[id] ?? 0, true);
    row.forEach((value, at) => {
      view.setInt8(12 * size + id * EMBEDDING_LENGTH + at, scale === 0 ? 0 : Math.round(value / scale));
    });
  }
  return bytes;
}

function decodeTables(bytes: Uint8Array, size: number): Omit<VoiceTables, 'wordVectors'> {
  if (bytes.length !== size * (12 + EMBEDDING_LENGTH)) {
    throw new Error('The tables of the voice model do not fit its vocabulary. Fetch it again.');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = (block: number): Float32Array =>
    Float32Array.from({ length: size }, (_, id) => view.getFloat32(4 * (block * size + id), true));
  const scales = numbers(0);
  const values = new Int8Array(bytes.buffer, bytes.byteOffset + 12 * size, size * EMBEDDING_LENGTH);
  const embedding = new Float32Array(size * EMBEDDING_LENGTH);
  // A plain loop: a million calls of a function are a tenth of a second.
  for (let id = 0, at = 0; id < size; id++) {
    const scale = scales[id] ?? 0;
    for (const end = at + EMBEDDING_LENGTH; at < end; at++) embedding[at] = (values[at] ?? 0) * scale;
  }
  return { embedding, bias: numbers(1), frequencies: numbers(2) };
}

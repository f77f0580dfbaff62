import { readFile } from 'node:fs/promises';
import { kernelsFile } from '../../../tests/lab/compile-kernels.ts';
import { type Kernels, openKernels } from '../../kernels/open-kernels.ts';
import { EMBEDDING_LENGTH } from '../../models/voice.ts';
import { seededRandom } from '../../text/hashing.ts';
import { FIRST_WORD, openVocabulary, type Vocabulary } from '../../text/vocabulary.ts';
import type { PublicNgrams } from './public-ngrams.ts';
import type { VoiceTables } from './tables.ts';

/** A small invented language for tests: words w0, w1, …, and tables that were never trained. */

export async function testKernels(): Promise<Kernels> {
  return openKernels(new Uint8Array(await readFile(kernelsFile)));
}

export function testVocabulary(words = 80): Vocabulary {
  return openVocabulary({ words: Array.from({ length: words }, (_, at) => `w${letters(at)}`), forms: {} });
}

export function testTables(vocabulary: Vocabulary): VoiceTables {
  const random = seededRandom('tables');
  const numbers = (length: number, size: number): Float32Array =>
    Float32Array.from({ length }, () => (2 * random.uniform() - 1) * size);
  return {
    embedding: numbers(vocabulary.size * EMBEDDING_LENGTH, 0.17),
    bias: numbers(vocabulary.size, 0.5),
    wordVectors: numbers(vocabulary.size * EMBEDDING_LENGTH, 0.17),
    frequencies: new Float32Array(vocabulary.size).fill(1 / vocabulary.size),
  };
}

/** Public n-grams that hold every word equally likely. */
export function flatNgrams(vocabularySize: number): PublicNgrams {
  return {
    vocabularySize,
    addDistribution: (_u, _v, weight, out) => {
      for (let id = 0; id < vocabularySize; id++) out[id] = (out[id] ?? 0) + weight / vocabularySize;
    },
    chance: () => 1 / vocabularySize,
  };
}

/** Somebody's text: a walk over `words` of the language, each followed by one of two others. */
export function writing(length: number, words: readonly number[], seed: string): Uint16Array {
  const random = seededRandom(seed);
  let at = 0;
  return Uint16Array.from({ length }, () => {
    at = (2 * at + random.below(2) + 1) % words.length;
    return FIRST_WORD + words[at]!;
  });
}

/** A number in letters: digits would make it a number in a text. */
function letters(value: number): string {
  return [...String(value)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
}

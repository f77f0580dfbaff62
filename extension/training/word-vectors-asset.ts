import { z } from 'zod';
import { sha256Hex } from '../../shared/crypto/sha256.ts';
import { decodeWordVectors, noWordVectors, type WordVectors } from '../../shared/text/word-vectors.ts';

/**
 * The packaged word vectors, read once at their first use and kept while the context lives.
 *
 * Without them (a damaged package) stories are described by their other facts, which is reported and not fatal; the
 * next call tries again.
 *
 * @param readFile a file of the package by its path.
 */
export function lazyWordVectors(
  readFile: (path: `/${string}`) => Promise<Uint8Array>,
  warn: (message: string, cause: unknown) => void,
): () => Promise<WordVectors> {
  let loading: Promise<WordVectors> | null = null;
  return async () => {
    loading ??= packagedWordVectors(readFile).then(({ vectors }) => vectors);
    try {
      return await loading;
    } catch (cause) {
      loading = null;
      warn('The word vectors could not be read; stories are described without them.', cause);
      return noWordVectors();
    }
  };
}

/** The packaged word vectors and their file's hash, by which models that were made with them name them. */
export async function packagedWordVectors(
  readFile: (path: `/${string}`) => Promise<Uint8Array>,
): Promise<{ vectors: WordVectors; sha256: string }> {
  const [bytes, list] = await Promise.all([
    readFile('/models/word-vectors/vectors.i8.bin'),
    readFile('/models/word-vectors/words.json'),
  ]);
  const words = z.array(z.string()).parse(JSON.parse(new TextDecoder().decode(list)));
  return { vectors: decodeWordVectors(bytes, words), sha256: sha256Hex(bytes) };
}

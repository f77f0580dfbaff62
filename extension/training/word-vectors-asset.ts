import { z } from 'zod';
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
  const load = async (): Promise<WordVectors> => {
    const [bytes, list] = await Promise.all([
      readFile('/models/word-vectors/vectors.i8.bin'),
      readFile('/models/word-vectors/words.json'),
    ]);
    const words = z.array(z.string()).parse(JSON.parse(new TextDecoder().decode(list)));
    return decodeWordVectors(bytes, words);
  };
  return async () => {
    loading ??= load();
    try {
      return await loading;
    } catch (cause) {
      loading = null;
      warn('The word vectors could not be read; stories are described without them.', cause);
      return noWordVectors();
    }
  };
}

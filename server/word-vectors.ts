import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { sha256Hex } from '../shared/crypto/sha256.ts';
import { decodeWordVectors, type WordVectors } from '../shared/text/word-vectors.ts';

const folder = new URL('../extension/public/models/word-vectors/', import.meta.url);

let read: Promise<{ vectors: WordVectors; sha256: string }> | null = null;

/** The word vectors that the extension ships, with the hash by which models name them; read once. */
export function shippedWordVectors(): Promise<{ vectors: WordVectors; sha256: string }> {
  read ??= readShipped();
  return read;
}

async function readShipped(): Promise<{ vectors: WordVectors; sha256: string }> {
  const bytes = new Uint8Array(await readFile(new URL('vectors.i8.bin', folder)));
  const words = z.array(z.string()).parse(JSON.parse(await readFile(new URL('words.json', folder), 'utf8')));
  return { vectors: decodeWordVectors(bytes, words), sha256: sha256Hex(bytes) };
}

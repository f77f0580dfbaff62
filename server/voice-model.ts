import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Kernels, openKernels } from '../shared/kernels/open-kernels.ts';
import {
  openVoiceCheckpoint,
  type VoiceCheckpoint,
  voiceFileNames,
} from '../shared/learning/voice/checkpoint.ts';
import { shippedWordVectors } from './word-vectors.ts';

const models = new URL('../extension/public/models/', import.meta.url);

/** Folder of the voice model that the extension ships. */
export const shippedVoiceFolder = fileURLToPath(new URL('voice/', models));

/** Reads a voice model from a folder. @throws {Error} in a sentence when it is not there, damaged or of another version */
export async function loadVoice(folder = shippedVoiceFolder): Promise<VoiceCheckpoint> {
  const read = async (name: string): Promise<Uint8Array> => {
    const file = `${folder.replace(/\/$/, '')}/${name}`;
    return new Uint8Array(
      await readFile(file).catch((cause: unknown) => {
        throw new Error(`There is no voice model at ${file}. \`npm run lab:voice\` makes one.`, { cause });
      }),
    );
  };
  const manifest: unknown = JSON.parse(new TextDecoder().decode(await read('manifest.json')));
  const [vocabulary, tables, core, ngrams] = await Promise.all([
    read(voiceFileNames.vocabulary),
    read(voiceFileNames.tables),
    read(voiceFileNames.core),
    read(voiceFileNames.ngrams),
  ]);
  return openVoiceCheckpoint(manifest, { vocabulary, tables, core, ngrams }, await shippedWordVectors());
}

/** The compiled kernels, opened in this thread. */
export async function loadKernels(): Promise<Kernels> {
  return openKernels(
    new Uint8Array(await readFile(new URL('../shared/kernels/kernels.wasm', import.meta.url))),
  );
}

import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '../../shared/crypto/sha256.ts';

/** Content-addressed bytes: update bodies, models, optimiser states, valuation directions. */
export interface BlobStore {
  /** Stores `bytes` durably and returns their SHA-256; storing twice is storing once. */
  put(bytes: Uint8Array): Promise<string>;
  /** The bytes, or null when they are not (any more) here. Bytes that do not match their hash are not returned. */
  get(hash: string): Promise<Uint8Array | null>;
  delete(hash: string): Promise<void>;
}

/**
 * Blobs as files in `folder`, two levels deep by hash. A file is written beside its place, flushed, and renamed, so that
 * a crash leaves either the whole blob or none.
 */
export function diskBlobs(folder: string): BlobStore {
  const placeOf = (hash: string): { directory: string; file: string } => {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw new RangeError('not a blob hash');
    const directory = join(folder, hash.slice(0, 2));
    return { directory, file: join(directory, hash) };
  };
  return {
    async put(bytes) {
      const hash = sha256Hex(bytes);
      const { directory, file } = placeOf(hash);
      await mkdir(directory, { recursive: true });
      const temporary = `${file}.${randomBytes(6).toString('hex')}.part`;
      const handle = await open(temporary, 'wx');
      try {
        try {
          await handle.writeFile(bytes);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(temporary, file);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
      return hash;
    },
    async get(hash) {
      try {
        const bytes = new Uint8Array(await readFile(placeOf(hash).file));
        return sha256Hex(bytes) === hash ? bytes : null;
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
        throw error;
      }
    },
    async delete(hash) {
      await rm(placeOf(hash).file, { force: true });
    },
  };
}

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../shared/crypto/sha256.ts';
import { diskBlobs } from './blobs.ts';
import { type OpenDatabase, openDatabase } from './database.ts';
import { rounds, secrets } from './schema.ts';
import { secret } from './secrets.ts';

describe('blobs on disk', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'prompttale-blobs-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const bytes = Uint8Array.of(1, 2, 3);
  const hash = sha256Hex(bytes);
  const place = () => join(folder, hash.slice(0, 2), hash);
  const filesIn = async () => (await readdir(folder, { recursive: true })).filter((name) => name.length > 2);

  it('are found by their hash, from the moment they are stored', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (some) => {
        const blobs = diskBlobs(folder);
        const stored = await blobs.put(some);
        expect(stored).toBe(sha256Hex(some));
        expect(await blobs.get(stored)).toEqual(some);
        expect(await diskBlobs(folder).get(stored)).toEqual(some);
      }),
      { numRuns: 30 },
    );
  });

  it('stored twice, or by many at once, are stored once, and leave nothing half-written', async () => {
    const blobs = diskBlobs(folder);
    await Promise.all(Array.from({ length: 8 }, () => blobs.put(bytes)));
    await blobs.put(bytes);
    expect(await filesIn()).toEqual([join(hash.slice(0, 2), hash)]);
  });

  it('that were cut off in the middle of writing are not there, and can be stored', async () => {
    await mkdir(join(folder, hash.slice(0, 2)));
    await writeFile(`${place()}.0123456789ab.part`, bytes.subarray(0, 1));
    const blobs = diskBlobs(folder);
    expect(await blobs.get(hash)).toBeNull();
    await blobs.put(bytes);
    expect(await blobs.get(hash)).toEqual(bytes);
  });

  it('that were damaged are not given out, and heal when they are stored again', async () => {
    const blobs = diskBlobs(folder);
    await blobs.put(bytes);
    for (const damaged of [Uint8Array.of(1, 2, 4), new Uint8Array(0), Uint8Array.of(1, 2, 3, 0)]) {
      await writeFile(place(), damaged);
      expect(await blobs.get(hash)).toBeNull();
    }
    await blobs.put(bytes);
    expect(await blobs.get(hash)).toEqual(bytes);
  });

  it('that could not be written leave nothing behind, and the reason is passed on', async () => {
    await writeFile(join(folder, hash.slice(0, 2)), 'a file where a folder should be');
    await expect(diskBlobs(folder).put(bytes)).rejects.toThrow();
    await rm(join(folder, hash.slice(0, 2)));
    await mkdir(place(), { recursive: true });
    await expect(diskBlobs(folder).put(bytes)).rejects.toThrow();
    expect(await filesIn()).toEqual([join(hash.slice(0, 2), hash)]);
  });

  it('are deleted once and for all, and deleting what is not there is nothing', async () => {
    const blobs = diskBlobs(folder);
    await blobs.put(bytes);
    await blobs.delete(hash);
    await blobs.delete(hash);
    expect(await blobs.get(hash)).toBeNull();
    expect(await filesIn()).toEqual([]);
  });

  it('have no other names than hashes: no path leads out of the folder', async () => {
    const blobs = diskBlobs(folder);
    for (const name of ['../../etc/passwd', '', hash.toUpperCase(), `${hash}/..`, `${hash}0`, `${hash}\n`]) {
      await expect(blobs.get(name)).rejects.toThrow(RangeError);
      await expect(blobs.delete(name)).rejects.toThrow(RangeError);
    }
  });
});

describe('the database', () => {
  let opened: OpenDatabase;
  beforeAll(async () => {
    opened = await openDatabase('memory://');
  });
  afterAll(() => opened.close());

  it('keeps a secret that was made once, whoever asks first', async () => {
    let made = 0;
    const make = async () => `secret ${++made}`;
    const given = await Promise.all([1, 2, 3].map(() => secret(opened.db, 'of a test', make)));
    expect(new Set(given).size).toBe(1);
    expect(await secret(opened.db, 'of a test', make)).toBe(given[0]);
    expect(await secret(opened.db, 'of another', make)).not.toBe(given[0]);
    expect(await opened.db.select().from(secrets)).toHaveLength(2);
  });

  it('has one round of a task under way, and no number twice, whatever the code does', async () => {
    const row = (number: number, state: string) => ({
      task: 'taste',
      number,
      state,
      baseVersion: 1,
      baseHash: 'a',
      stateHash: 'b',
      norm: 1,
      seed: 'c',
      openedAt: 0,
      deadline: 1,
    });
    const insert = (number: number, state: string) => opened.db.insert(rounds).values(row(number, state));
    await insert(1, 'published');
    await insert(2, 'void');
    await insert(3, 'open');
    for (const state of ['open', 'closing', 'candidate', 'ratifying'])
      await expect(insert(4, state)).rejects.toThrow();
    await expect(insert(2, 'published')).rejects.toThrow();
    await insert(4, 'published');
  });

  it('in a folder is there again when it is opened again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'prompttale-database-'));
    try {
      const first = await openDatabase(join(folder, 'deep', 'database'));
      const made = await secret(first.db, 'kept', () => 'once');
      await first.close();
      const second = await openDatabase(join(folder, 'deep', 'database'));
      expect(await secret(second.db, 'kept', () => 'twice')).toBe(made);
      await second.close();
      expect((await readFile(join(folder, 'deep', 'database', 'PG_VERSION'), 'utf8')).trim()).toMatch(
        /^\d+$/,
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

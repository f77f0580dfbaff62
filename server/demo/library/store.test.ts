import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileStore, type LibraryStore, MOST_READERS, memoryStore, NO_FEEDBACK } from './store.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'library-store-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const kinds: [string, () => Promise<LibraryStore>][] = [
  ['in memory', async () => memoryStore()],
  ['in a file', () => fileStore(join(folder, 'nested', 'feedback.json'))],
];

describe.each(kinds)('a store %s', (_, openStore) => {
  it('knows nothing of a reader who left nothing', async () => {
    const store = await openStore();
    expect(await store.feedback('ann', '1')).toEqual(NO_FEEDBACK);
    expect(await store.shelf('ann')).toEqual(new Map());
    expect(await store.totals('1')).toEqual({ kudos: 0, bookmarks: 0 });
  });

  it('keeps readers and works apart, and sums over readers', async () => {
    const store = await openStore();
    await store.record('ann', '1', { kudos: true });
    await store.record('ann', '1', { bookmark: true });
    await store.record('bob', '1', { kudos: true, stars: 4 });
    await store.record('bob', '2', { follow: true });
    expect(await store.feedback('ann', '1')).toEqual({ ...NO_FEEDBACK, kudos: true, bookmark: true });
    expect(await store.feedback('bob', '1')).toEqual({ ...NO_FEEDBACK, kudos: true, stars: 4 });
    expect(await store.totals('1')).toEqual({ kudos: 2, bookmarks: 1 });
    expect([...(await store.shelf('bob')).keys()]).toEqual(['1', '2']);
  });

  it('forgets what is taken back', async () => {
    const store = await openStore();
    await store.record('ann', '1', { kudos: true, stars: 5 });
    await store.record('ann', '1', { kudos: false, stars: null });
    expect(await store.shelf('ann')).toEqual(new Map());
    expect(await store.totals('1')).toEqual({ kudos: 0, bookmarks: 0 });
  });

  it('loses none of many changes made at once', async () => {
    const store = await openStore();
    const readers = Array.from({ length: 40 }, (_, index) => `reader ${index}`);
    await Promise.all(readers.map((reader) => store.record(reader, '1', { kudos: true })));
    expect((await store.totals('1')).kudos).toBe(40);
  });
});

describe('a store in a file', () => {
  const path = (): string => join(folder, 'feedback.json');

  it('finds everything again when it is opened again', async () => {
    const first = await fileStore(path());
    await first.record('ann', '20', { bookmark: true });
    await first.record('ann', '3', { stars: 2 });
    await first.close();

    const second = await fileStore(path());
    expect([...(await second.shelf('ann'))]).toEqual([
      ['20', { ...NO_FEEDBACK, bookmark: true }],
      ['3', { ...NO_FEEDBACK, stars: 2 }],
    ]);
  });

  it('leaves only the finished file behind', async () => {
    const store = await fileStore(path());
    await store.record('ann', '1', { kudos: true });
    expect(readdirSync(folder)).toEqual(['feedback.json']);
  });

  it.each([
    ['cut short', '{"version":1,"readers":[["ann"'],
    ['of another kind', '{"version":9}'],
    [
      'with impossible stars',
      '{"version":1,"readers":[["a",[["1",{"kudos":true,"bookmark":true,"follow":true,"stars":6}]]]]}',
    ],
  ])('sets a file %s aside, says so and begins anew', async (_, text) => {
    writeFileSync(path(), text);
    const notices: string[] = [];
    const store = await fileStore(path(), (message) => notices.push(message));
    await store.record('ann', '1', { kudos: true });
    expect(readFileSync(`${path()}.unreadable`, 'utf8')).toBe(text);
    expect(notices).toHaveLength(1);
    expect((await store.totals('1')).kudos).toBe(1);
  });

  it('changes nothing when it cannot be written, and goes on when it can', async () => {
    const store = await fileStore(path());
    await store.record('ann', '1', { kudos: true });
    // A folder in the place of the file it writes first: opening that for writing fails.
    const obstacle = `${path()}.${process.pid}.tmp`;
    mkdirSync(join(obstacle, 'full'), { recursive: true });
    await expect(store.record('ann', '1', { follow: true })).rejects.toThrow(/cannot write/);
    expect(await store.feedback('ann', '1')).toEqual({ ...NO_FEEDBACK, kudos: true });
    rmSync(obstacle, { recursive: true });
    await store.record('ann', '1', { bookmark: true });
    expect(await store.feedback('ann', '1')).toEqual({ ...NO_FEEDBACK, kudos: true, bookmark: true });
  });
});

describe('a store flooded with readers', () => {
  it('forgets those seen longest ago', async () => {
    const file = join(folder, 'feedback.json');
    const feedback = { ...NO_FEEDBACK, kudos: true };
    const readers = Array.from({ length: MOST_READERS }, (_, index) => [`r${index}`, [['1', feedback]]]);
    writeFileSync(file, JSON.stringify({ version: 1, readers }));
    const store = await fileStore(file);
    await store.record('r0', '2', { kudos: true });
    await store.record('newcomer', '1', { kudos: true });
    expect((await store.totals('1')).kudos).toBe(MOST_READERS);
    expect((await store.shelf('r0')).size).toBe(2);
    expect((await store.shelf('r1')).size).toBe(0);
  });
});

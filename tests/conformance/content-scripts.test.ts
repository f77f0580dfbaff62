import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { readability } from '../../extension/sites/readability.ts';
import { sites } from '../../extension/sites/registry.ts';
import { buildExtension } from '../../server/demo/build-extension.ts';

/** What a page may be burdened with, bytes gzipped. The fallback brings Mozilla Readability along. */
const ROOM = 12_000;
const ROOM_OF_FALLBACK = 24_000;
/** Brought in only where somebody writes. */
const WRITER = 'writer';

describe('content scripts', () => {
  let folder: string;

  beforeAll(async () => {
    folder = join(await buildExtension('production', () => undefined), 'content-scripts');
  }, 300_000);

  it('are one for each site, one for writing, and nothing else', async () => {
    const scripts = [...sites.map(({ id }) => id), WRITER].map((name) => `${name}.js`);
    expect((await readdir(folder)).sort()).toEqual(scripts.sort());
  });

  it.each([...sites, { id: WRITER }])('leave room in the page: $id', async ({ id }) => {
    const script = await readFile(join(folder, `${id}.js`));
    const room = id === readability.id ? ROOM_OF_FALLBACK : ROOM;
    expect(gzipSync(script, { level: 9 }).length).toBeLessThanOrEqual(room);
  });
});

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { buildExtension } from '../../../server/demo/build-extension.ts';
import { type Figure, figure } from '../benchmark.ts';

/** The fallback brings Mozilla Readability along. */
const FALLBACK = 'readability.js';
/** What is learnt elsewhere and comes along. */
const CHECKPOINTS = 'models';

/** What is loaded into a page, and what a store hands out: every file deflated by itself, as its archive has it. */
export async function measureSizes(tell: (line: string) => void): Promise<Figure[]> {
  const extension = await buildExtension('production', tell);
  const folder = join(extension, 'content-scripts');
  const scripts = (await readdir(folder)).filter((name) => name.endsWith('.js')).sort();
  const gzipped = scripts.map(async (name) =>
    figure(
      `content script ${name}, gzip`,
      gzipSync(await readFile(join(folder, name)), { level: 9 }).length / 1000,
      'kB',
      name === FALLBACK ? '≤ 24' : '≤ 12',
    ),
  );
  const entries = await readdir(extension, { recursive: true, withFileTypes: true });
  let rest = 0;
  let checkpoints = 0;
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const size = deflateRawSync(await readFile(path), { level: 9 }).length;
    if (path.startsWith(join(extension, CHECKPOINTS))) checkpoints += size;
    else rest += size;
  }
  return [
    ...(await Promise.all(gzipped)),
    figure('package without checkpoints', rest / 1e6, 'MB', '≤ 6'),
    figure('checkpoints and word vectors beside it', checkpoints / 1e6, 'MB'),
  ];
}

import { spawn } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

/** What a build depends on. */
const sources = ['extension', 'shared', 'wxt.config.ts', 'package.json'];

/** Where each build lies, and how WXT is asked for it. */
const builds = {
  production: { folder: 'chrome-mv3', options: [] },
  e2e: { folder: 'chrome-mv3-e2e', options: ['--mode', 'e2e'] },
  firefox: { folder: 'firefox-mv3', options: ['-b', 'firefox', '--mv3'] },
} as const;

/**
 * Builds the extension unless the last build is newer than every source; returns its folder. `e2e` holds the story
 * sites' hosts from the start, because nobody can click a permission prompt in a headless browser.
 * @throws with the build's own output when it fails
 */
export async function buildExtension(
  mode: keyof typeof builds,
  onStep: (step: string) => void,
): Promise<string> {
  const build = builds[mode];
  const folder = join(projectRoot, '.output', build.folder);
  const built = await modified(join(folder, 'manifest.json'));
  const changed = Math.max(
    ...(await Promise.all(sources.map((source) => newest(join(projectRoot, source))))),
  );
  if (built >= changed) return folder;
  onStep('building the extension');
  const wxt = join(projectRoot, 'node_modules', 'wxt', 'bin', 'wxt.mjs');
  await run(process.execPath, [wxt, 'build', ...build.options]);
  return folder;
}

async function newest(path: string): Promise<number> {
  const info = await stat(path);
  if (!info.isDirectory()) return info.mtimeMs;
  const names = await readdir(path);
  return Math.max(info.mtimeMs, ...(await Promise.all(names.map((name) => newest(join(path, name))))));
}

async function modified(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    // A build is what its mode says, whoever asks for it: not one for tests because a test did.
    const { NODE_ENV: _, ...env } = process.env;
    const child = spawn(command, args, { cwd: projectRoot, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`building the extension failed:\n${output.slice(-4000)}`));
    });
  });
}

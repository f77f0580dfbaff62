/**
 * Completes package-lock.json (`npm run lab:lockfile`, after every `npm install`).
 *
 * Packages with native parts name one optional package a platform. Where a registry serves only those of its own
 * platform, npm leaves the others out of the lock file, and then refuses `npm ci` because they are missing. This adds
 * them, with the platform that their name says: on that platform they are fetched, on every other they are skipped.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const packageSchema = z.looseObject({
  version: z.string().optional(),
  dev: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const lockSchema = z.looseObject({ packages: z.record(z.string(), packageSchema) });

const file = new URL('../../package-lock.json', import.meta.url);
const lock = lockSchema.parse(JSON.parse(await readFile(file, 'utf8')));

let added = 0;
for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(optionalDependencies)) {
    if (found(path, name) || platformOf(name) === null) continue;
    const version = range.replace(/^[\^~]/, '');
    const root = `node_modules/${name}`;
    const place = lock.packages[root] === undefined ? root : `${path}/node_modules/${name}`;
    lock.packages[place] = { version, ...platformOf(name), ...(dev ? { dev } : {}), optional: true };
    added++;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
await writeFile(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} packages of other platforms added`);

/** Whether a package at `path` finds `name` in the lock file, in its own folder or in one above. */
function found(path: string, name: string): boolean {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (lock.packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`] !== undefined) return true;
    if (at === '') return false;
    if (!at.includes('/node_modules/')) at = '';
  }
}

/** The platform that a package's name says it is for; null when it says none. */
function platformOf(name: string): { os?: string[]; cpu?: string[]; libc?: string[] } | null {
  const parts = name.split(/[/.-]/);
  const os = [
    'android',
    'darwin',
    'linux',
    'win32',
    'freebsd',
    'openharmony',
    'sunos',
    'aix',
    'netbsd',
    'openbsd',
  ].find((o) => parts.includes(o));
  const cpus: Record<string, string> = {
    amd64: 'x64',
    x64: 'x64',
    arm64: 'arm64',
    arm: 'arm',
    ia32: 'ia32',
    wasm32: 'wasm32',
  };
  const others = ['riscv64', 'ppc64', 's390x', 'loong64', 'mips64el'];
  const cpu = parts
    .map((part) => cpus[part] ?? (others.includes(part) ? part : undefined))
    .find((c) => c !== undefined);
  const libc =
    parts.includes('musl') || parts.includes('musleabihf')
      ? 'musl'
      : parts.includes('gnu')
        ? 'glibc'
        : undefined;
  if (os === undefined && cpu === undefined) return null;
  return {
    ...(os === undefined ? {} : { os: [os] }),
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(libc === undefined ? {} : { libc: [libc] }),
  };
}

/**
 * `node keep-anvil.mjs LOCK ANVIL ARGUMENT…`: runs anvil for as long as stdin stays open. When the process at the
 * other end is gone, however it died, anvil is asked to stop; it then writes its state. So no chain outlives its
 * server, and a killed server loses nothing. Plain JavaScript, because it runs without a loader.
 *
 * Prints one line, `listening PORT`. Writes LOCK (unless empty) with its process id and removes it at the end.
 */
import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [lock, anvil, ...args] = process.argv.slice(2);
if (lock) writeFileSync(lock, String(process.pid));

const child = spawn(anvil, args, { stdio: ['ignore', 'pipe', 'pipe'] });
const stop = () => child.kill('SIGTERM');

process.stdin.on('end', stop).on('error', stop).resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
// The reader may be gone; that must not keep anvil from writing its state.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

// Read to the end, or anvil would fail on a closed pipe.
createInterface({ input: child.stdout }).on('line', (line) => {
  const port = /^Listening on .*:(\d+)$/.exec(line)?.[1];
  if (port) process.stdout.write(`listening ${port}\n`);
});
child.stderr.on('data', (data) => process.stderr.write(data));

const end = (code) => {
  if (lock) rmSync(lock, { force: true });
  process.exit(code);
};
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  end(1);
});
child.on('close', (code) => end(code ?? 1));

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { projectRoot } from '../../server/demo/build-extension.ts';
import { type Benchmark, type Figure, figure, median, notMeasured } from './benchmark.ts';

const STARTS = 3;
const IDLE_MS = 4000;
const PATIENCE_MS = 60_000;

/** From `promptale serve` to the first healthy answer, and what the process then holds; Node alone is the twin. */
export const server: Benchmark = {
  name: 'server',
  about: 'start of `promptale serve` with embedded PGlite, and its memory when idle',
  async run(tell) {
    const fresh: number[] = [];
    const again: number[] = [];
    const bare: number[] = [];
    const held: (number | null)[] = [];
    for (let start = 0; start < STARTS; start++) {
      tell(`start ${start + 1} of ${STARTS}`);
      const folder = await mkdtemp(join(tmpdir(), 'promptale-bench-'));
      try {
        bare.push(await bareNode());
        fresh.push((await startAndStop(folder, false)).milliseconds);
        const second = await startAndStop(folder, true);
        again.push(second.milliseconds);
        held.push(second.resident);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }
    const resident = held.filter((value) => value !== null);
    return [
      figure('Node with the TypeScript loader, start to end', median(bare), 'ms'),
      figure('first start, store created', median(fresh), 'ms'),
      figure('later start', median(again), 'ms'),
      figure('later start ÷ Node alone', median(again) / median(bare), '×'),
      memory(resident),
    ];
  },
};

function memory(resident: readonly number[]): Figure {
  const what = 'resident memory when idle';
  return resident.length === 0
    ? notMeasured(what, 'this system has no /proc')
    : figure(what, median(resident), 'MB');
}

async function bareNode(): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', 'tsx', '--eval', ''], {
    cwd: projectRoot,
    stdio: 'ignore',
  });
  await ended(child);
  return performance.now() - started;
}

async function startAndStop(
  folder: string,
  idle: boolean,
): Promise<{ milliseconds: number; resident: number | null }> {
  const port = await freePort();
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/cli/main.ts', 'serve'], {
    cwd: projectRoot,
    stdio: 'ignore',
    env: { PATH: process.env['PATH'], PORT: String(port), DATA_DIR: folder, LOG_LEVEL: 'silent' },
  });
  try {
    await healthy(child, port, started + PATIENCE_MS);
    const milliseconds = performance.now() - started;
    if (idle) await wait(IDLE_MS);
    return { milliseconds, resident: idle ? await residentMegabytes(child) : null };
  } finally {
    const gone = ended(child);
    child.kill('SIGTERM');
    await gone;
  }
}

async function healthy(child: ChildProcess, port: number, until: number): Promise<void> {
  while (performance.now() < until) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null);
    if (answer?.ok) return;
    await wait(10);
  }
  throw new Error('the server did not answer within a minute');
}

async function residentMegabytes(child: ChildProcess): Promise<number | null> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve, reject) => {
    child.once('exit', () => resolve());
    child.once('error', reject);
  });
}

/** A port that is free now. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

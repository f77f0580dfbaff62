import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { roundLeafSchema } from '../../shared/protocol/log.ts';
import { type ServerClient, serverClient } from '../../shared/protocol/server-client.ts';
import { auditServer } from '../../shared/replay/audit-server.ts';
import { laptopProfile } from '../config.ts';
import { frameFor, newContributor } from '../testing/contributors.ts';

const command = new URL('../cli/main.ts', import.meta.url).pathname;
let folder: string;
let server: ChildProcess | null = null;

/** Starts `promptale serve` as a process of its own, as an operator would. */
async function start(settings: Record<string, string> = {}): Promise<ServerClient> {
  const child = spawn(process.execPath, ['--import', 'tsx', command, 'serve'], {
    env: {
      ...process.env,
      ...laptopProfile,
      ADMISSION_BITS: '4',
      DATA_DIR: folder,
      PORT: '0',
      LOG_LEVEL: 'info',
      ...settings,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  server = child;
  let told = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      const found = /"url":"(http:[^"]+)"/.exec(told)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => reject(new Error(`the server ended: ${told.slice(-2000)}`)));
  });
  return serverClient(url, fetch);
}

async function kill(): Promise<void> {
  const child = server;
  server = null;
  if (child === null || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prompttale-killed-'));
});
afterEach(async () => {
  await kill();
  await rm(folder, { recursive: true, force: true });
});

describe('a server that is killed', () => {
  it('in the middle of a round: finishes it after the restart, with no accepted update lost or doubled', async () => {
    let client = await start();
    const accepted: string[] = [];
    for (let i = 0; i < 3; i++) {
      const key = await newContributor(client);
      const round = await client.call('round.current', { task: 'taste' });
      accepted.push((await client.submit(await frameFor(key, round))).update);
    }
    await kill();

    client = await start();
    const round = await client.call('round.current', { task: 'taste' });
    expect(round).toMatchObject({ round: 1, accepted: 3 });
    for (let i = 0; i < 2; i++) {
      accepted.push((await client.submit(await frameFor(await newContributor(client), round))).update);
    }
    await expect
      .poll(async () => (await client.call('round.current', { task: 'taste' })).base.version, {
        timeout: 20_000,
      })
      .toBe(2);
    const { entries } = await client.call('log.entries', { from: 1, count: 1 });
    expect(roundLeafSchema.parse(entries[0]?.leaf).cohort.map(({ update }) => update)).toEqual(
      [...accepted].sort(),
    );
    expect(await auditServer(client)).toMatchObject({ ok: true, rounds: 1, replayed: 1 });
  }, 120_000);

  it.each([0, 25, 80, 200])(
    'while it closes a round, %i ms after its last update: the round is published once',
    async (delay) => {
      let client = await start();
      const round = await client.call('round.current', { task: 'taste' });
      for (let i = 0; i < 5; i++) await client.submit(await frameFor(await newContributor(client), round));
      await new Promise((resolve) => setTimeout(resolve, delay));
      await kill();

      client = await start();
      await expect
        .poll(async () => (await client.call('round.current', { task: 'taste' })).base.version, {
          timeout: 20_000,
        })
        .toBe(2);
      const { entries } = await client.call('log.entries', { from: 0, count: 10 });
      expect(entries).toHaveLength(2);
      expect(await auditServer(client)).toMatchObject({ ok: true, rounds: 1, replayed: 1 });
    },
    120_000,
  );

  it('refuses a configuration that makes no sense, naming what is wrong', async () => {
    await expect(start({ ROUND_MINIMUM: '3', NORM: '-1' })).rejects.toThrow(/NORM/);
    await expect(start({ ROUND_MINIMUM: '3' })).rejects.toThrow(
      /RULE=default needs ROUND_MINIMUM of at least 5/,
    );
  }, 60_000);
});

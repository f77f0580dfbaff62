import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hono } from 'hono';
import pino from 'pino';
import { type ServerClient, serverClient } from '../../shared/protocol/server-client.ts';
import { createApp } from '../app.ts';
import { laptopProfile, readConfig } from '../config.ts';
import { type Engine, startEngine } from '../engine.ts';
import { frameFor, inProcessClient, newContributor } from './contributors.ts';

/** The whole server in this process, on an empty database in memory and blobs in a folder of its own. */
export interface TestServer {
  readonly engine: Engine;
  readonly app: Hono;
  readonly client: ServerClient;
  readonly blobFolder: string;
  /** Fills the round under way with updates of strangers, and lets it come to its end. @returns their updates' hashes */
  finishRound(): Promise<string[]>;
  stop(): Promise<void>;
}

export async function startTestServer(settings: Record<string, string> = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'prompttale-test-'));
  const config = readConfig({
    ...laptopProfile,
    ADMISSION_BITS: '4',
    // Strangers of earlier tests would be asked, and never vote: who tests votes says how long they have.
    RATIFY_SECONDS: '0',
    DATA_DIR: folder,
    DATABASE_URL: 'memory://',
    LOG_LEVEL: 'silent',
    ...settings,
  });
  const engine = await startEngine(config, pino({ level: 'silent' }));
  const app = createApp(engine);
  const client = inProcessClient(app);
  const current = () => client.call('round.current', { task: 'taste' });
  return {
    engine,
    app,
    client,
    blobFolder: config.blobFolder,
    async finishRound() {
      const round = await current();
      const hashes: string[] = [];
      for (let missing = round.target - round.accepted; missing > 0; missing--) {
        const frame = await frameFor(await newContributor(client), round);
        hashes.push((await client.submit(frame)).update);
      }
      await engine.driver.advance();
      return hashes;
    },
    async stop() {
      await engine.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Changes what a server answers: the whole answer of a path (null leaves it), or the data of a procedure. */
export interface Lies {
  readonly procedures?: Readonly<Record<string, (data: Record<string, unknown>) => unknown>>;
  readonly paths?: Readonly<Record<string, () => Response | null>>;
}

/** A client of a server that lies: everything goes to the real one, and `lies` change the answers on their way back. */
export function lyingClient(app: Hono, lies: Lies): ServerClient {
  const through: typeof fetch = async (input, init) => {
    const path = String(input).replace('http://test', '');
    for (const [start, answer] of Object.entries(lies.paths ?? {})) {
      const instead = path.startsWith(start) ? answer() : null;
      if (instead !== null) return instead;
    }
    const response = await app.request(path, init);
    const name = /^\/trpc\/([a-z.A-Z]+)/.exec(path)?.[1] ?? '';
    const lie = lies.procedures?.[name];
    if (lie === undefined || !response.ok) return response;
    const answer: { result: { data: Record<string, unknown> } } = await response.json();
    return Response.json({ result: { data: lie(answer.result.data) } });
  };
  return serverClient('http://test', through);
}

/** A client of a server that does not answer. */
export function unreachableClient(): ServerClient {
  return serverClient('http://test', async () => {
    throw new TypeError('fetch failed');
  });
}

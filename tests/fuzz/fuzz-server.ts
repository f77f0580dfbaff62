import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { laptopProfile, readConfig } from '../../server/config.ts';
import { type RunningServer, startServer } from '../../server/main.ts';
import { frameFor, newContributor } from '../../server/testing/contributors.ts';
import { generateSigningKey } from '../../shared/crypto/signing.ts';
import { contributorKey } from '../../shared/learning/contributor.ts';
import { type ServerClient, serverClient } from '../../shared/protocol/server-client.ts';
import { seededRandom } from '../../shared/text/hashing.ts';
import { type FrameMaterial, hostileFrame } from './hostile-frames.ts';
import { hostileRequest } from './hostile-requests.ts';
import { serverState } from './server-state.ts';

export interface FuzzOptions {
  readonly frames: number;
  /** One seed, the same frames but for keys and times. */
  readonly seed: number;
  readonly tell?: (line: string) => void;
}

export interface FuzzCounts {
  readonly frames: number;
  readonly requests: number;
  readonly seed: number;
  /** Refusals by reason code, over all kinds of frames. */
  readonly refused: Readonly<Record<string, number>>;
  /** Frames that were taken for updates, by how they were made. */
  readonly accepted: Readonly<Record<string, number>>;
  /** Answers that were no answers: the server failed inside, or did not answer at all. */
  readonly crashes: readonly string[];
  /** Tables whose rows are others than before. */
  readonly stateChanges: readonly string[];
  /** Rounds that did not come to their end afterwards. */
  readonly stuckRounds: number;
}

/** Updates that fill a round here. */
const CAPACITY = 5;
/** Requests under way at once. */
const AT_ONCE = 8;
/** So many frames for each request to a procedure that takes JSON. */
const FRAMES_A_REQUEST = 10;

/**
 * Drives a running server, over HTTP, with frames and requests that nobody may accept; then has honest contributors
 * fill the round, to see whether it still comes to its end.
 */
export async function fuzzServer({ frames, seed, tell = () => undefined }: FuzzOptions): Promise<FuzzCounts> {
  const folder = await mkdtemp(join(tmpdir(), 'prompttale-fuzz-'));
  const config = readConfig({
    ...laptopProfile,
    DATA_DIR: folder,
    DATABASE_URL: 'memory://',
    PORT: '0',
    LOG_LEVEL: 'silent',
    ADMISSION_BITS: '4',
    REQUESTS_PER_MINUTE: '1000000',
    ROUND_SECONDS: '604800',
    ROUND_CAPACITY: String(CAPACITY),
    ROUND_MINIMUM: String(CAPACITY),
  });
  const server = await startServer(config);
  const crashes: string[] = [];
  const crashed = (error: unknown): void => void crashes.push(`uncaught: ${String(error)}`);
  process.on('uncaughtException', crashed).on('unhandledRejection', crashed);
  try {
    const client = serverClient(server.url, fetch);
    const material = await materialFrom(client);
    const refused: Record<string, number> = {};
    const accepted: Record<string, number> = {};
    const state = () => serverState(server.engine.db, config.blobFolder);
    const before = await state();
    let requests = 0;
    await inParallel(frames, AT_ONCE, async (index) => {
      const random = seededRandom(`fuzz ${seed} ${index}`);
      const { kind, bytes } = await hostileFrame(material, index, random);
      const answer = await send(server, '/trpc/update.submit', {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: new Uint8Array(bytes),
      });
      if (answer.crash !== null) crashes.push(`${kind} (frame ${index}): ${answer.crash}`);
      else if (answer.code === null) accepted[kind] = (accepted[kind] ?? 0) + 1;
      else refused[answer.code] = (refused[answer.code] ?? 0) + 1;
      if (index % FRAMES_A_REQUEST === 0) {
        requests++;
        const { path, method, headers, body } = hostileRequest(random);
        const told = await send(server, path, { method, headers, body: body === null ? null : String(body) });
        if (told.crash !== null) crashes.push(`request ${index} to ${path.slice(0, 80)}: ${told.crash}`);
      }
      if (index % 5000 === 4999) tell(`${index + 1} of ${frames} frames`);
    });
    const after = await state();
    const stateChanges = Object.keys(before).filter((table) => before[table] !== after[table]);
    const stuckRounds = (await roundEnds(client, server, material)) ? 0 : 1;
    return { frames, requests, seed, refused, accepted, crashes, stateChanges, stuckRounds };
  } finally {
    process.off('uncaughtException', crashed).off('unhandledRejection', crashed);
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether the server stood it: what `npm run fuzz:server` answers with its exit code. */
export function stoodIt({ accepted, crashes, stateChanges, stuckRounds }: FuzzCounts): boolean {
  const taken = Object.keys(accepted).length;
  return taken === 0 && crashes.length === 0 && stateChanges.length === 0 && stuckRounds === 0;
}

async function materialFrom(client: ServerClient): Promise<FrameMaterial> {
  const enrolled = await newContributor(client);
  const other = await newContributor(client);
  const { pair, publicKey } = await generateSigningKey({ extractable: false });
  const round = await client.call('round.current', { task: 'taste' });
  const accepted = await frameFor(other, round);
  await client.submit(accepted);
  return {
    round,
    enrolled,
    stranger: contributorKey(publicKey, pair.privateKey),
    sound: await frameFor(enrolled, round),
    accepted,
    now: Date.now(),
  };
}

/** Honest updates fill the round that was under fire; it must be published. */
async function roundEnds(
  client: ServerClient,
  { engine }: RunningServer,
  { round, sound }: FrameMaterial,
): Promise<boolean> {
  await client.submit(sound);
  for (let missing = CAPACITY - 2; missing > 0; missing--) {
    await client.submit(await frameFor(await newContributor(client), round));
  }
  await engine.driver.advance();
  const next = await client.call('round.current', { task: 'taste' });
  return next.round === round.round + 1 && next.base.version === round.base.version + 1;
}

interface Answer {
  /** The reason code of a refusal; null when there was none. */
  readonly code: string | null;
  /** What was wrong with the answer itself. */
  readonly crash: string | null;
}

const refusalSchema = z.object({
  error: z.object({
    data: z.object({ code: z.string(), refusal: z.object({ code: z.string() }).nullish() }),
  }),
});

async function send({ url }: RunningServer, path: string, init: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(`${url}${path}`, init);
    const text = await response.text();
    if (response.status >= 500) return { code: null, crash: `${response.status} ${text.slice(0, 200)}` };
    if (response.ok) return { code: null, crash: null };
    const refusal = refusalSchema.safeParse(JSON.parse(text));
    if (!refusal.success) return { code: null, crash: `a refusal of another shape: ${text.slice(0, 200)}` };
    const { code, refusal: told } = refusal.data.error.data;
    return { code: told?.code ?? code, crash: null };
  } catch (error) {
    return { code: null, crash: String(error) };
  }
}

async function inParallel(
  count: number,
  atOnce: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < count) await work(next++);
    }),
  );
}

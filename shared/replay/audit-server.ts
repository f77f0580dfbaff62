import { toHex } from '../crypto/hex.ts';
import { leafHash, merkleRoot } from '../crypto/merkle.ts';
import { sha256Hex } from '../crypto/sha256.ts';
import { canonicalBytes } from '../protocol/canonical.ts';
import { type EpochLeaf, type Leaf, leafSchema, type RoundLeaf } from '../protocol/log.ts';
import { type ServerClient, ServerTrouble } from '../protocol/server-client.ts';
import type { FetchBlob } from './open-rows.ts';
import { replayRound } from './replay-round.ts';
import { creditProblems } from './verify-credits.ts';
import { drawProblem } from './verify-draw.ts';
import { electionProblem } from './verify-election.ts';
import { verifyEpoch } from './verify-epoch.ts';
import { exitRootProblems } from './verify-exit-roots.ts';
import { verifyAppendOnly, verifyHead } from './verify-log.ts';
import { wishProblems } from './verify-wishes.ts';

export interface Audit {
  readonly ok: boolean;
  readonly leaves: number;
  readonly rounds: number;
  readonly replayed: number;
  readonly notReplayable: { round: number; reason: string }[];
  readonly rewardsRecomputed: boolean;
  readonly headConsistent: boolean;
  readonly problems: string[];
}

const PAGE = 200;

/**
 * Audits a server from outside: the tree head is signed and is that of the leaves, an earlier head is a prefix of it,
 * versions follow one another, every round replays to the bit from its bodies, and every epoch's pay follows from the
 * values it opened. Works without an account.
 * @param pause waits so many ms: a server limits requests, and an audit makes many
 * @throws ServerTrouble when the server does not answer: then nothing is known
 */
export async function auditServer(server: ServerClient, pause = waitFor): Promise<Audit> {
  const client = patient(server, pause);
  const problems: string[] = [];
  const info = await client.call('server.info');
  const earlier = await client.call('log.head');
  const raw: unknown[] = [];
  while (raw.length < earlier.size) {
    const { entries } = await client.call('log.entries', { from: raw.length, count: PAGE });
    if (entries.length === 0) break;
    raw.push(...entries.map(({ leaf }) => leaf));
  }
  const hashes = raw.slice(0, earlier.size).map((leaf) => leafHash(canonicalBytes(leaf)));
  const headConsistent = await headHolds(client, info.logKey, earlier, hashes, problems);

  const leaves: Leaf[] = [];
  for (const [index, leaf] of raw.slice(0, earlier.size).entries()) {
    const parsed = leafSchema.safeParse(leaf);
    if (parsed.success) leaves.push(parsed.data);
    else problems.push(`leaf ${index} is not of the published schema: ${parsed.error.issues[0]?.message}`);
  }
  const rounds = leaves.filter((leaf) => leaf.type === 'round');
  versionsFollow(leaves, problems);
  normsFollow(rounds, problems);

  const fetchBlob = remembering(async (hash: string): Promise<Uint8Array | null> => {
    try {
      return await client.bytes(`/blobs/${hash}`, hash);
    } catch (error) {
      // Bytes that are not what they should be are a finding; a server that does not answer ends the audit.
      if (!(error instanceof ServerTrouble && error.kind === 'nonsense')) throw error;
      problems.push(`blob ${hash}: ${error.message}`);
      return null;
    }
  });
  const notReplayable: Audit['notReplayable'] = [];
  let replayed = 0;
  for (const round of rounds) {
    if (sha256Hex(new TextEncoder().encode(round.seed.reveal)) !== round.seed.commitment) {
      problems.push(`round ${round.round} revealed another seed than it had committed to`);
    }
    const unfair = electionProblem(round);
    if (unfair !== null) problems.push(`round ${round.round}: ${unfair}`);
    const drawn = drawProblem(round);
    if (drawn !== null) problems.push(`round ${round.round}: ${drawn}`);
    if (round.outcome !== 'published') continue;
    const verdict = await replayRound(round, fetchBlob);
    if (verdict.replay === 'identical') replayed++;
    else if (verdict.replay === 'not-replayable')
      notReplayable.push({ round: round.round, reason: verdict.reason });
    else problems.push(`round ${round.round}: ${verdict.problem}`);
  }
  const epochs = leaves.filter((leaf) => leaf.type === 'epoch');
  const rewardsRecomputed = await rewardsFollow(epochs, rounds, fetchBlob, problems);
  problems.push(...(await exitRootProblems(leaves, fetchBlob)));
  problems.push(...(await creditProblems(leaves, fetchBlob)));
  problems.push(...(await wishProblems(leaves, fetchBlob)));
  return {
    ok: problems.length === 0,
    leaves: leaves.length,
    rounds: rounds.length,
    replayed,
    notReplayable,
    rewardsRecomputed,
    headConsistent,
    problems,
  };
}

/** Blobs that are kept, most recently used: each round looks at the aggregates of the fifty before it. */
const REMEMBERED = 150;

function remembering(fetchBlob: FetchBlob): FetchBlob {
  const kept = new Map<string, Uint8Array | null>();
  return async (hash) => {
    const bytes = kept.has(hash) ? (kept.get(hash) ?? null) : await fetchBlob(hash);
    kept.delete(hash);
    kept.set(hash, bytes);
    const oldest = kept.keys().next();
    if (kept.size > REMEMBERED && oldest.done !== true) kept.delete(oldest.value);
    return bytes;
  };
}

/** The same client, waiting as long as it is told to where it asked too often. */
function patient(client: ServerClient, pause: (ms: number) => Promise<void>): ServerClient {
  async function patiently<T>(ask: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof ServerTrouble) || error.refusal?.code !== 'RATE_LIMITED') throw error;
        await pause(error.refusal.retryAfterMs ?? WAIT_MS);
      }
    }
  }
  return {
    ...client,
    call: (name, ...input) => patiently(() => client.call(name, ...input)),
    bytes: (path, hash) => patiently(() => client.bytes(path, hash)),
  };
}

/** Wait where a server that limits requests does not say how long. */
const WAIT_MS = 5000;

const waitFor = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function headHolds(
  client: ServerClient,
  key: string,
  earlier: Awaited<ReturnType<typeof client.call<'log.head'>>>,
  hashes: readonly Uint8Array[],
  problems: string[],
): Promise<boolean> {
  const before = problems.length;
  if (!(await verifyHead(earlier, key))) problems.push('the tree head is not signed by the log key');
  if (toHex(merkleRoot(hashes)) !== earlier.root)
    problems.push('the leaves do not make the root of the signed head');
  const later = await client.call('log.head');
  if (later.size < earlier.size) {
    problems.push('the log became shorter while it was audited');
    return false;
  }
  if (!(await verifyHead(later, key))) problems.push('the later tree head is not signed by the log key');
  if (earlier.size > 0) {
    const { proof } =
      later.size === earlier.size
        ? { proof: [] }
        : await client.call('log.consistency', { first: earlier.size, second: later.size });
    if (!verifyAppendOnly(earlier, later, proof))
      problems.push('the later tree is not the earlier one with leaves appended');
  }
  return problems.length === before;
}

/** Each published round starts from the version before it, optimiser state included. */
function versionsFollow(leaves: readonly Leaf[], problems: string[]): void {
  const newest = new Map<string, { version: number; hash: string; state: string }>();
  for (const leaf of leaves) {
    if (leaf.type === 'genesis') {
      newest.set(leaf.task, { version: 1, hash: leaf.model.hash, state: leaf.optimiserState });
    }
    if (leaf.type !== 'round') continue;
    const base = newest.get(leaf.task);
    if (
      base === undefined ||
      base.hash !== leaf.base.hash ||
      base.version !== leaf.base.version ||
      base.state !== leaf.stateBefore
    ) {
      problems.push(`round ${leaf.round} does not start from the newest published version`);
    }
    if (leaf.result !== null) {
      if (leaf.result.version !== leaf.base.version + 1) problems.push(`round ${leaf.round} skips a version`);
      newest.set(leaf.task, {
        version: leaf.result.version,
        hash: leaf.result.hash,
        state: leaf.result.stateAfter,
      });
    }
  }
}

/** Where the clipping norm follows the updates, each round has the one that the round before it told. */
function normsFollow(rounds: readonly RoundLeaf[], problems: string[]): void {
  const told = new Map<string, number | null>();
  for (const { task, round, norm, nextNorm } of rounds) {
    const expected = told.get(task) ?? null;
    if (expected !== null && nextNorm != null && norm !== expected)
      problems.push(`round ${round} has the norm ${norm}; the round before it led to ${expected}`);
    told.set(task, nextNorm?.norm ?? null);
  }
}

async function rewardsFollow(
  epochs: readonly EpochLeaf[],
  rounds: readonly RoundLeaf[],
  fetchBlob: (hash: string) => Promise<Uint8Array | null>,
  problems: string[],
): Promise<boolean> {
  let all = true;
  const openedBy = new Map<string, number>();
  for (const epoch of epochs) {
    for (const { task, round } of epoch.rounds) {
      const earlier = openedBy.get(`${task} ${round}`);
      if (earlier !== undefined && earlier !== epoch.epoch) {
        problems.push(`round ${round} is valued in epoch ${earlier} and again in epoch ${epoch.epoch}`);
        all = false;
      }
      openedBy.set(`${task} ${round}`, epoch.epoch);
    }
    const verdict = await verifyEpoch(epoch, rounds, fetchBlob);
    if (verdict.holds === 'no') problems.push(`epoch ${epoch.epoch}: ${verdict.problem}`);
    if (verdict.holds !== 'yes') all = false;
  }
  return all;
}

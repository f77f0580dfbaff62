import { createHash, createHmac } from 'node:crypto';
import { desc, eq } from 'drizzle-orm';
import pino from 'pino';
import { taskSketchers } from '../../../server/entities/sketches.ts';
import { openLog } from '../../../server/log/transparency-log.ts';
import { exchange } from '../../../server/masking/exchange.ts';
import { maskingOf, privacyOf } from '../../../server/masking/round-masking.ts';
import { acceptUpdate } from '../../../server/rounds/accept-update.ts';
import { activeRound } from '../../../server/rounds/open-round.ts';
import type { RoundPorts } from '../../../server/rounds/ports.ts';
import { roundDriver } from '../../../server/rounds/round-driver.ts';
import type { TaskSettings } from '../../../server/rounds/task-settings.ts';
import type { BlobStore } from '../../../server/store/blobs.ts';
import { openDatabase } from '../../../server/store/database.ts';
import { contributors, models, rounds } from '../../../server/store/schema.ts';
import {
  float32Bytes,
  float32FromBytes,
  float64Bytes,
  float64FromBytes,
} from '../../../shared/codec/vector-bytes.ts';
import { toHex } from '../../../shared/crypto/hex.ts';
import { sha256Hex } from '../../../shared/crypto/sha256.ts';
import { familiarities } from '../../../shared/influence/familiarity.ts';
import type { ContributorKey } from '../../../shared/learning/contributor.ts';
import type { AskHelper } from '../../../shared/masking/masking-engine.ts';
import {
  type ModelHash,
  modelHashSchema,
  type RoundNumber,
  roundNumberSchema,
} from '../../../shared/protocol/ids.ts';
import { type RoundLeaf, roundLeafSchema } from '../../../shared/protocol/log.ts';
import type { MaskingTerms } from '../../../shared/protocol/masking-terms.ts';
import type { PrivacyTerms } from '../../../shared/protocol/privacy-terms.ts';
import { computeRound } from '../../../shared/replay/compute-round.ts';

/** The server's own code over a store in memory, a clock that a fleet moves, and chance that follows from a seed. */
export interface AggregationServer {
  /** Adds people who have been there for longer than the ramp, or strangers. */
  enrol(keys: readonly ContributorKey[], standing?: 'established' | 'new'): Promise<void>;
  /** The round that is open. */
  open(): Promise<OpenRound>;
  /** The code of the refusal, or null when it was accepted. */
  submit(frame: Uint8Array): Promise<string | null>;
  /**
   * Lets the deadline pass and the round come to its end.
   * @param answer has members answer what their masked groups are told, once; whether any did
   */
  close(answer?: () => Promise<boolean>): Promise<RoundLeaf>;
  /** A member's part in a masked sum. */
  exchange(contributor: string, payload: Parameters<typeof exchange>[2]): ReturnType<typeof exchange>;
  /** The newest version, with the optimiser's state that belongs to it. */
  checkpoint(): Promise<Checkpoint>;
  stop(): Promise<void>;
}

/** Where a training stands: enough to go on from there. */
export interface Checkpoint {
  readonly version: number;
  readonly parameters: Float32Array;
  readonly optimiserState: Float64Array;
}

export interface OpenRound {
  readonly number: RoundNumber;
  readonly base: ModelHash;
  readonly parameters: Float32Array;
  readonly norm: number;
  readonly privacy: PrivacyTerms | null;
  readonly masking: MaskingTerms | null;
  /** Ms of the server's clock. */
  readonly now: number;
}

/** When the fleet's clock starts, ms since 1970. */
const START = Date.UTC(2026, 0, 1);
/** Accepted rounds of people who count as established. */
const LONG = 1000;

/** @param from goes on from there; from the task's first version when null */
export async function startAggregationServer(
  settings: TaskSettings,
  seed: number,
  from: Checkpoint | null = null,
  askHelper: AskHelper | null = null,
): Promise<AggregationServer> {
  let now = START;
  let drawn = 0;
  const opened = await openDatabase('memory://');
  const { db } = opened;
  const blobs = memoryBlobs();
  const log = await openLog(db, () => now);
  const ports: RoundPorts = {
    db,
    blobs,
    log,
    logger: pino({ level: 'error' }),
    now: () => now,
    randomHash: () => createHash('sha256').update(`fleet ${seed} server ${drawn++}`).digest('hex'),
    askHelper,
    currentEpoch: async () => 0,
    pseudonym: (epoch, contributor) =>
      createHmac('sha256', `fleet ${seed}`).update(`${epoch} ${contributor}`).digest('hex'),
    // Its threads are busy with participants, and nobody else waits.
    compute: async (inputs) => computeRound(inputs),
    sketcher: taskSketchers(`fleet ${seed}`),
    familiarities: async (...given) => familiarities(...given),
    effect: null,
    valuation: null,
  };
  if (from !== null) {
    const hash = await blobs.put(float32Bytes(from.parameters));
    const stateHash = await blobs.put(float64Bytes(from.optimiserState));
    const { version } = from;
    await db.insert(models).values({ hash, task: settings.task, version, stateHash, publishedAt: now });
  }
  const driver = roundDriver(ports, [settings]);
  await driver.advance();

  return {
    async enrol(keys, standing = 'established') {
      for (let from = 0; from < keys.length; from += 500) {
        await db.insert(contributors).values(
          keys.slice(from, from + 500).map(({ id, publicKey }) => ({
            id,
            publicKey: toHex(publicKey),
            enrolledAt: START,
            acceptedRounds: standing === 'new' ? 0 : LONG,
          })),
        );
      }
    },
    async open() {
      const round = await activeRound(db, settings.task);
      const bytes = round === null ? null : await blobs.get(round.baseHash);
      const parameters = bytes === null ? null : float32FromBytes(bytes);
      if (round === null || parameters === null) throw new Error('the fleet’s server has no round open');
      return {
        number: roundNumberSchema.parse(round.number),
        base: modelHashSchema.parse(round.baseHash),
        parameters,
        norm: round.norm,
        privacy: privacyOf(round),
        masking: maskingOf(round),
        now,
      };
    },
    async submit(frame) {
      const taken = await acceptUpdate(frame, ports, [settings]);
      return taken.ok ? null : taken.refusal.code;
    },
    exchange: (contributor, payload) => exchange(db, contributor, payload),
    async close(answer) {
      const round = await activeRound(db, settings.task);
      now += settings.roundMs + 1;
      await driver.advance();
      // A masked round waits for its members: they answer at once, or have fallen silent.
      while (answer !== undefined && (await activeRound(db, settings.task))?.id === round?.id) {
        if (!(await answer())) now += settings.phaseMs + 1;
        await driver.advance();
      }
      const [ended] = await db
        .select({ leafIndex: rounds.leafIndex })
        .from(rounds)
        .where(eq(rounds.id, round?.id ?? -1));
      if (ended?.leafIndex == null) throw new Error(`round ${round?.number} did not come to its end`);
      const [entry] = await log.entries(ended.leafIndex, 1);
      const leaf = roundLeafSchema.parse(entry?.leaf);
      // Nobody replays this log later: bodies may go.
      for (const { bodyHash } of leaf.cohort) await blobs.delete(bodyHash);
      return leaf;
    },
    async checkpoint() {
      const [model] = await db
        .select()
        .from(models)
        .where(eq(models.task, settings.task))
        .orderBy(desc(models.version))
        .limit(1);
      const parameters = float32FromBytes((await blobs.get(model?.hash ?? '')) ?? new Uint8Array(1));
      const optimiserState = float64FromBytes((await blobs.get(model?.stateHash ?? '')) ?? new Uint8Array(1));
      if (model === undefined || parameters === null || optimiserState === null) {
        throw new Error('the fleet’s server has lost its newest version');
      }
      return { version: model.version, parameters, optimiserState };
    },
    async stop() {
      await driver.stop();
      await opened.close();
    },
  };
}

function memoryBlobs(): BlobStore {
  const held = new Map<string, Uint8Array>();
  return {
    async put(bytes) {
      const hash = sha256Hex(bytes);
      held.set(hash, bytes);
      return hash;
    },
    get: async (hash) => held.get(hash) ?? null,
    async delete(hash) {
      held.delete(hash);
    },
  };
}

import { createHmac, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { toHex } from '../../shared/crypto/hex.ts';
import { generateSigningKey } from '../../shared/crypto/signing.ts';
import { familiarities } from '../../shared/influence/familiarity.ts';
import { makeClientUpdate } from '../../shared/learning/client-round.ts';
import { type ContributorKey, contributorKey } from '../../shared/learning/contributor.ts';
import type { MaskedSum } from '../../shared/masking/masked-sum.ts';
import { type AskHelper, maskingEngine } from '../../shared/masking/masking-engine.ts';
import { pairwiseSum } from '../../shared/masking/pairwise/pairwise-sum.ts';
import {
  hashSchema,
  modelHashSchema,
  roundNumberSchema,
  updateHashSchema,
} from '../../shared/protocol/ids.ts';
import { type Leaf, leafSchema } from '../../shared/protocol/log.ts';
import { computeRound } from '../../shared/replay/compute-round.ts';
import { valueUpdates } from '../../shared/valuation/value-updates.ts';
import { taskSketchers } from '../entities/sketches.ts';
import { openLog } from '../log/transparency-log.ts';
import { exchange } from '../masking/exchange.ts';
import { maskedRound, privacyOf } from '../masking/round-masking.ts';
import { closeEpochs, type EpochPorts } from '../rewards/close-epochs.ts';
import { panelValuation } from '../rewards/value-round.ts';
import { acceptUpdate } from '../rounds/accept-update.ts';
import { activeRound, type RoundRow } from '../rounds/open-round.ts';
import type { RoundPorts } from '../rounds/ports.ts';
import { type RoundDriver, roundDriver } from '../rounds/round-driver.ts';
import type { TaskSettings } from '../rounds/task-settings.ts';
import { type BlobStore, diskBlobs } from '../store/blobs.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { contributors } from '../store/schema.ts';
import { plainModel } from './contributors.ts';

/** Parameters of the model that is learnt in these rounds: small, two blocks of the codec. */
const PARAMETERS = 1100;

/** What a member of a masked round does wrong. */
export interface WrongMasking {
  /** Sends a readable body. */
  readonly masked?: false;
  /** Says that it is somebody else. */
  readonly maskedAs?: ContributorKey;
  /** Adds what is no update. */
  readonly garbage?: true;
  /** Seals the secret of its mask for somebody else than the helper. */
  readonly sealedFor?: string;
}

/** Rounds and epochs on a real store, with a clock, an epoch and a panel that a test sets. */
export interface TestRounds {
  readonly db: Database;
  readonly blobs: BlobStore;
  readonly ports: RoundPorts;
  /** Ms since 1970. */
  now: number;
  epoch: number;
  /** What the panel says would improve, `[1100]`. */
  direction: Float32Array;
  newPerson(): Promise<ContributorKey>;
  /** Sends `delta` into the round that is open; its code when it is refused. */
  contribute(person: ContributorKey, delta: Float32Array, wrong?: WrongMasking): Promise<string>;
  /** Moves the round on as far as it goes now. */
  advance(): Promise<void>;
  /** Has a member answer what its masked group is told, once; whether its group is over for it. */
  answer(person: ContributorKey, update: string): Promise<'waits' | 'answered' | 'refused' | 'over'>;
  /** Lets the deadline pass, and the round come to its end. */
  finishRound(): Promise<void>;
  closeEpochs(rules?: Partial<EpochPorts['rules']>): Promise<void>;
  pseudonym(epoch: number, contributor: string): string;
  leaves(): Promise<Leaf[]>;
  stop(): Promise<void>;
}

/** What an epoch may pay here, wei. */
export const POOL = 1_000n * 10n ** 18n;

export async function startTestRounds(
  over: Partial<TaskSettings> = {},
  askHelper: AskHelper | null = null,
): Promise<TestRounds> {
  const folder = await mkdtemp(join(tmpdir(), 'prompttale-rounds-'));
  const opened = await openDatabase('memory://');
  const { db } = opened;
  const blobs = diskBlobs(folder);
  const log = await openLog(db, () => test.now);
  const secret = randomBytes(32);
  const pseudonym = (epoch: number, contributor: string): string =>
    createHmac('sha256', secret).update(`${epoch} ${contributor}`).digest('hex');
  const ports: RoundPorts = {
    db,
    blobs,
    log,
    logger: pino({ level: 'silent' }),
    now: () => test.now,
    randomHash: () => randomBytes(32).toString('hex'),
    askHelper,
    currentEpoch: async () => test.epoch,
    pseudonym,
    compute: async (inputs) => computeRound(inputs),
    sketcher: taskSketchers('a test'),
    familiarities: async (...given) => familiarities(...given),
    effect: null,
    valuation: panelValuation(
      async ({ updates, published, norm }) => ({
        direction: test.direction,
        worths: valueUpdates(updates, test.direction, published, norm),
      }),
      'a'.repeat(64),
    ),
  };
  const settings: TaskSettings = {
    task: 'taste',
    parameterCount: PARAMETERS,
    initialParameters: () => new Float32Array(PARAMETERS),
    norm: 1,
    privacy: null,
    normDrift: 0,
    masking: null,
    phaseMs: 1000,
    rule: 'mean',
    optimiser: { name: 'fedavg', learningRate: 1 },
    capacity: 1000,
    cohort: 1000,
    minimum: 1,
    roundMs: 60_000,
    staleness: 5,
    profile: 'laptop',
    probationRounds: 0,
    ownPastCounts: true,
    inspectRows: true,
    ratification: null,
    ...over,
  };
  const saved = new Map<string, Uint8Array | null>();
  const maskingFor = (person: ContributorKey, round: RoundRow, wrong: WrongMasking) => {
    const masked = maskedRound(round, settings.parameterCount);
    if (masked === null || wrong.masked === false) return {};
    const { terms, context } = masked;
    const engine = maskingEngine(
      wrong.sealedFor !== undefined && terms.engine === 'helper'
        ? { ...terms, helperKey: hashSchema.parse(wrong.sealedFor) }
        : terms,
    );
    const spoilt: MaskedSum = {
      ...engine,
      join: (inputs) => engine.join({ ...inputs, vector: inputs.vector.map((_, i) => (i * 977) & 0x3ff) }),
    };
    const { publicKey } = wrong.maskedAs ?? person;
    return { masking: { engine: wrong.garbage === true ? spoilt : engine, context, publicKey } };
  };
  const driver: RoundDriver = roundDriver(ports, [settings]);
  const test: TestRounds = {
    db,
    blobs,
    ports,
    now: 1_800_000_000_000,
    epoch: 0,
    direction: new Float32Array(PARAMETERS).fill(1),
    async newPerson() {
      const { pair, publicKey } = await generateSigningKey({ extractable: false });
      const key = contributorKey(publicKey, pair.privateKey);
      await db.insert(contributors).values({ id: key.id, publicKey: toHex(publicKey), enrolledAt: test.now });
      return key;
    },
    advance: () => driver.advance(),
    async contribute(person, delta, wrong = {}) {
      const round = await activeRound(db, 'taste');
      if (round === null) throw new Error('no round is open');
      const made = await makeClientUpdate({
        delta,
        task: 'taste',
        spec: plainModel(delta.length),
        round: roundNumberSchema.parse(round.number),
        base: modelHashSchema.parse(round.baseHash),
        norm: round.norm,
        privacy: privacyOf(round),
        contributor: person.id,
        now: test.now,
        random: Math.random,
        nonce: randomBytes(16),
        sign: person.sign,
        ...maskingFor(person, round, wrong),
      });
      saved.set(made.update, made.saved);
      const taken = await acceptUpdate(made.frame, ports, [settings]);
      return taken.ok ? taken.receipt.update : taken.refusal.code;
    },
    async answer(person, update) {
      const said = updateHashSchema.parse(update);
      const { told, over } = await exchange(db, person.id, { update: said, said: null });
      if (told === null) return over ? 'over' : 'waits';
      const message = new Uint8Array(Buffer.from(told.message, 'base64'));
      const step = await pairwiseSum.answer(saved.get(update) ?? new Uint8Array(0), message, person);
      if (step.is === 'refused') return 'refused';
      saved.set(update, step.saved);
      await exchange(db, person.id, { update: said, said: { phase: told.phase, message: step.message } });
      return 'answered';
    },
    async finishRound() {
      test.now += settings.roundMs + 1;
      await driver.advance();
    },
    closeEpochs: (rules = {}) =>
      closeEpochs({
        ...ports,
        epochBudget: async () => POOL,
        rules: { referenceScore: 0.001, cap: 1, fewestRounds: 1, ...rules },
      }),
    pseudonym,
    async leaves() {
      const { size } = await log.head();
      return (await log.entries(0, size)).map(({ leaf }) => leafSchema.parse(leaf));
    },
    async stop() {
      await driver.stop();
      await opened.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await driver.advance();
  return test;
}

/**
 * A step that goes `along` as far in every parameter as `direction` says, and further in ways of its own: people of one
 * mind send updates that are not taken for copies of one another.
 */
export function step(along: number, direction?: Float32Array): Float32Array {
  const noise = () => (Math.random() < 0.5 ? -1.4 : 1.4) * along;
  return Float32Array.from({ length: PARAMETERS }, (_, i) => along * (direction?.[i] ?? 1) + noise());
}

/** One of the corners of the cube: nearly at right angles to all that was before. */
export function anyDirection(): Float32Array {
  return Float32Array.from({ length: PARAMETERS }, () => (Math.random() < 0.5 ? -1 : 1));
}

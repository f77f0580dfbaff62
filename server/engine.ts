import { createHmac, randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { fromHex } from '../shared/crypto/hex.ts';
import { keepBooks, type SupplyReport } from './book-keeping.ts';
import type { ServerConfig } from './config.ts';
import { type Admission, inviteAdmission, proofOfWorkAdmission } from './entities/admission.ts';
import { taskSketchers } from './entities/sketches.ts';
import { openLog, type TransparencyLog } from './log/transparency-log.ts';
import { helperAt } from './masking/helper-client.ts';
import { connectChain, type RewardsChain } from './rewards/chain.ts';
import { probePanel } from './rewards/probe-panel.ts';
import { panelValuation } from './rewards/value-round.ts';
import { roundThread } from './round-thread/round-thread.ts';
import type { RoundPorts } from './rounds/ports.ts';
import { type RoundDriver, roundDriver } from './rounds/round-driver.ts';
import { type TaskSettings, taskSettings } from './rounds/task-settings.ts';
import { type BlobStore, diskBlobs } from './store/blobs.ts';
import { type Database, openDatabase } from './store/database.ts';
import { secret } from './store/secrets.ts';

/** Everything the API calls: the opened store, the log, rounds under way, the chain. */
export interface Engine {
  readonly config: ServerConfig;
  readonly db: Database;
  readonly blobs: BlobStore;
  readonly log: TransparencyLog;
  readonly logger: Logger;
  readonly tasks: readonly TaskSettings[];
  readonly ports: RoundPorts;
  readonly driver: RoundDriver;
  readonly admission: Admission;
  /** Null when none is configured, or while it does not answer. */
  chain(): RewardsChain | null;
  /** Whether ledger and chain agree, when they were last compared. */
  supply(): SupplyReport;
  /** Keyed hash of a contributor's id: counts without naming. */
  tombstone(contributor: string): string;
  now(): number;
  stop(): Promise<void>;
}

/** Epochs where there is no chain to define them, s. */
const EPOCH_SECONDS_WITHOUT_CHAIN = 3600;

/**
 * Opens the store, connects what is configured, and starts moving rounds and epochs along.
 * @throws when the store cannot be opened or the configured contract is not the expected one
 */
export async function startEngine(config: ServerConfig, logger: Logger): Promise<Engine> {
  const now = () => Date.now();
  const opened = await openDatabase(config.databaseUrl);
  const { db } = opened;
  const blobs = diskBlobs(config.blobFolder);
  const log = await openLog(db, now);
  const tasks = taskSettings(config);
  const freshSecret = () => randomBytes(32).toString('hex');
  const pseudonymKey = fromHex(await secret(db, 'pseudonym-key', freshSecret));
  const admissionKey = fromHex(await secret(db, 'admission-key', freshSecret));
  const chainDoor = await openChainDoor(config, logger);

  const keyed = (text: string): string => createHmac('sha256', pseudonymKey).update(text).digest('hex');
  const pseudonym = (epoch: number, contributor: string) => keyed(`epoch ${epoch} ${contributor}`);
  const currentEpoch = async (): Promise<number> => {
    if (config.chain === null) return Math.floor(now() / 1000 / EPOCH_SECONDS_WITHOUT_CHAIN);
    const chain = chainDoor.chain();
    if (chain === null) throw new Error('the chain that defines epochs does not answer');
    return chain.currentEpoch();
  };
  const thread = roundThread();
  const panel = config.PROBE_PACK === undefined ? null : await probePanel(config.PROBE_PACK);
  const ports: RoundPorts = {
    db,
    blobs,
    log,
    logger,
    now,
    randomHash: freshSecret,
    askHelper: config.HELPER_URL === undefined ? null : helperAt(config.HELPER_URL),
    currentEpoch,
    pseudonym,
    sketcher: taskSketchers(await secret(db, 'sketch-seed', freshSecret)),
    compute: (inputs) => thread.run({ do: 'compute', inputs }),
    familiarities: (sketches, earlier, ownPast) =>
      thread.run({ do: 'familiarities', sketches, earlier, ownPast }),
    effect:
      panel === null
        ? null
        : (before, after, seed) => thread.run({ do: 'effect', pack: panel.file, before, after, seed }),
    valuation:
      panel === null
        ? null
        : panelValuation((inputs) => thread.run({ do: 'value', pack: panel.file, inputs }), panel.hash),
  };
  const driver = roundDriver(ports, tasks);

  await driver.start();
  const books = keepBooks(ports, config, chainDoor.chain);

  return {
    config,
    db,
    blobs,
    log,
    logger,
    tasks,
    ports,
    driver,
    admission:
      config.ADMISSION === 'invite'
        ? inviteAdmission(db)
        : proofOfWorkAdmission(db, config.ADMISSION_BITS, admissionKey),
    chain: chainDoor.chain,
    supply: books.supply,
    tombstone: (contributor) => keyed(`tombstone ${contributor}`),
    now,
    async stop() {
      const booksClosed = books.stop();
      chainDoor.stop();
      await driver.stop();
      await thread.stop();
      await booksClosed;
      await opened.close();
    },
  };
}

/** Keeps a connection to the chain: it may come up late, or go and come back; the server runs on meanwhile. */
async function openChainDoor(config: ServerConfig, logger: Logger) {
  const { chain: settings } = config;
  let connected: RewardsChain | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  if (settings !== null) {
    const attempt = async (): Promise<void> => {
      try {
        connected = await connectChain(settings);
        logger.info({ chainId: connected.chainId, rewards: connected.rewards }, 'connected to the chain');
      } catch (error) {
        logger.warn({ err: error }, 'the chain is not usable yet; claims wait');
        if (!stopped) timer = setTimeout(() => void attempt(), 3000);
      }
    };
    await attempt();
  }
  return {
    chain: () => connected,
    stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      connected?.close();
    },
  };
}

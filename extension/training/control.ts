import { z } from 'zod';
import type { WordVectors } from '../../shared/text/word-vectors.ts';
import { isPaused, mayContribute, mayTrain } from '../consent/gate.ts';
import { hasAgreed, readConsent } from '../consent/record.ts';
import type { MessageIn, MessageOut, MessageReply } from '../messaging/messages.ts';
import type { TaleDatabase } from '../storage/database.ts';
import { readSetting, writeSetting } from '../storage/settings.ts';
import { changeStatus, readStatus, writeStatus } from '../storage/status.ts';
import { refreshExamples } from './examples.ts';
import { currentModel, newestModel } from './models.ts';
import { type Circumstances, type Decision, decideTraining } from './schedule.ts';

/** What the background needs to have trainings made. */
export interface TrainingPorts {
  readonly db: TaleDatabase;
  now(): number;
  seed(): number;
  wordVectors(): Promise<WordVectors>;
  presence(): Promise<Circumstances['presence']>;
  readonly document: { open(): Promise<void>; close(): Promise<void>; isOpen(): Promise<boolean> };
  sendTrain(body: MessageIn<'trainer.train'>, timeout: number): Promise<MessageReply<'trainer.train'>>;
  sendStop(): Promise<MessageReply<'trainer.stop'>>;
  /** Fetches what a contribution is to be based on; must not reject for an unreachable server. */
  beforeContribution(): Promise<void>;
}

export interface TrainingControl {
  /** Trains if the schedule says so; `force` is a person's wish and skips its waits, never their consent. */
  start(options: { force: boolean }): Promise<MessageOut<'training.start'>>;
  /**
   * One training on a model that is on the device, awaited. The outcome is lost when the background is put to sleep
   * meanwhile; the result is not: it is in `results`, and `training.ended` wakes the background.
   */
  train(request: TrainingRequest): Promise<MessageOut<'trainer.train'>>;
  /** Fits the reader's own head to the newest model, if it was fitted to an older one; cheap, and sends nothing. */
  refit(): Promise<void>;
  stop(): Promise<boolean>;
  /** To be called for `training.ended`. */
  ended(news: MessageIn<'training.ended'>): Promise<void>;
  /** Puts right what a killed browser or a lost document left behind. To be called at every start and now and then. */
  repair(): Promise<void>;
}

export type TrainingRequest = Pick<MessageIn<'trainer.train'>, 'purpose' | 'modelHash'> &
  Partial<Pick<MessageIn<'trainer.train'>, 'steps' | 'milliseconds'>>;

/** Few gradient steps a round: with many, devices drift apart and their updates agree less (learning.md). */
const LOCAL_STEPS = 2;
const TRAINING_TIME = 20_000;
/** Beyond the training itself: opening the document, two backends that fail, the reader's head. */
const TRAINING_SLACK = 120_000;
/** A training whose status did not move for this long is dead. */
const DEAD_AFTER = TRAINING_SLACK + TRAINING_TIME;

const historySchema = z.object({
  lastTraining: z.number().nullable(),
  lastFailure: z.number().nullable(),
  modelHash: z.string().nullable(),
});
const HISTORY_KEY = 'training.history';
const noHistory = { lastTraining: null, lastFailure: null, modelHash: null };

export function createTrainingControl(ports: TrainingPorts): TrainingControl {
  const { db } = ports;
  /** The training that is asked for and has no document yet: it may wait for a slow server. */
  let preparation: Preparation | null = null;

  const history = async (): Promise<z.infer<typeof historySchema>> =>
    (await readSetting(db, HISTORY_KEY, historySchema)) ?? noHistory;

  const isUnderWay = async (): Promise<boolean> => {
    if (preparation !== null) return true;
    const status = await readStatus(db, 'training');
    return status !== null && isBusy(status.state) && (await ports.document.isOpen());
  };

  const decide = async (force: boolean): Promise<Decision> => {
    const consent = await readConsent(db);
    const now = ports.now();
    const past = await history();
    const learning = mayTrain(consent, now);
    const counts = learning
      ? await refreshExamples(db, await ports.wordVectors(), past.lastTraining ?? 0)
      : { total: 0, fresh: 0 };
    const asked: Circumstances = {
      now,
      allowed: hasAgreed(consent) && (consent.kinds.reading || consent.kinds.feedback),
      pausedUntil: isPaused(consent, now) ? consent.pausedUntil : null,
      presence: await ports.presence(),
      battery: await readSetting(db, 'battery', batterySchema),
      examples: counts.total,
      newExamples: counts.fresh,
      newModel: learning && (await currentModel(db, now)).hash !== past.modelHash,
      lastTraining: past.lastTraining,
      lastFailure: past.lastFailure,
    };
    return decideTraining(force ? asWished(asked) : asked);
  };

  const train = async (
    request: TrainingRequest,
    own: Preparation = { stopped: false },
  ): Promise<MessageOut<'trainer.train'>> => {
    if (own.stopped) return { outcome: 'stopped' };
    const { steps = LOCAL_STEPS, milliseconds = TRAINING_TIME, purpose, modelHash } = request;
    await writeStatus(db, 'training', { ...preparing, of: steps, at: ports.now() });
    try {
      await ports.document.open();
      if (own.stopped) {
        await ports.document.close();
        return { outcome: 'stopped' };
      }
      if (preparation === own) preparation = null;
      const body = { task: 'taste', modelHash, purpose, steps, milliseconds, seed: ports.seed() } as const;
      const reply = await ports.sendTrain(body, milliseconds + TRAINING_SLACK);
      if (reply.ok) return reply.body;
      await noteFailure(reply.message);
      return { outcome: 'failed', why: reply.message };
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      await noteFailure(why);
      return { outcome: 'failed', why };
    }
  };

  const noteFailure = async (why: string): Promise<void> => {
    await writeStatus(db, 'training', { ...idle, state: 'failed', message: why, at: ports.now() });
    await writeSetting(db, HISTORY_KEY, historySchema, { ...(await history()), lastFailure: ports.now() });
  };

  const trainAsAgreed = async (own: Preparation): Promise<void> => {
    const contributes = mayContribute(await readConsent(db), ports.now());
    if (contributes) await ports.beforeContribution();
    const model = await currentModel(db, ports.now());
    // Version 0 is the device's own start; only a model that a server gave can be answered with an update.
    const purpose = contributes && model.version > 0 ? 'contribute' : 'personalise';
    await train({ purpose, modelHash: model.hash }, own);
  };

  return {
    train: (request) => train(request),
    async start({ force }) {
      if (await isUnderWay()) return { started: false, why: 'A training is under way.' };
      const decision = await decide(force);
      if (!decision.train) return { started: false, why: decision.why };
      const own = { stopped: false };
      preparation = own;
      await writeStatus(db, 'training', { ...preparing, at: ports.now() });
      // Not awaited: progress is in the status, and the end comes as `training.ended`.
      void trainAsAgreed(own)
        .catch((cause: unknown) => noteFailure(cause instanceof Error ? cause.message : String(cause)))
        .finally(() => {
          if (preparation === own) preparation = null;
        });
      return { started: true, why: decision.why };
    },
    async refit() {
      const model = await newestModel(db);
      const personal = await db.personal.get('taste');
      if (model === null || personal === undefined || personal.base === model.hash) return;
      if (!mayTrain(await readConsent(db), ports.now()) || (await isUnderWay())) return;
      await train({ purpose: 'personalise', modelHash: model.hash });
    },
    async stop() {
      if (preparation !== null) {
        preparation.stopped = true;
        preparation = null;
        await writeStatus(db, 'training', { ...idle, message: STOPPED, at: ports.now() });
        return true;
      }
      if (!(await isUnderWay())) return false;
      await changeStatus(db, 'training', (current) =>
        current === null ? null : { ...current, state: 'stopping', at: ports.now() },
      );
      const reply = await ports.sendStop();
      if (reply.ok && reply.body.stopped) return true;
      // The document does not answer, or has nothing to stop: closing it ends whatever runs in it.
      await ports.document.close();
      await writeStatus(db, 'training', { ...idle, message: STOPPED, at: ports.now() });
      return true;
    },
    async ended({ outcome, modelHash }) {
      const past = await history();
      const now = ports.now();
      if (outcome === 'trained') {
        await writeSetting(db, HISTORY_KEY, historySchema, {
          lastTraining: now,
          lastFailure: null,
          modelHash,
        });
      } else if (outcome === 'failed') {
        await writeSetting(db, HISTORY_KEY, historySchema, { ...past, lastFailure: now });
      }
      await ports.document.close();
    },
    async repair() {
      const status = await readStatus(db, 'training');
      if (status === null || !isBusy(status.state) || preparation !== null) return;
      const silent = ports.now() - status.at > DEAD_AFTER;
      if (!silent && (await ports.document.isOpen())) return;
      await ports.document.close();
      const message =
        'The last training was interrupted; nothing of it was kept. It will start again by itself.';
      await writeStatus(db, 'training', { ...idle, message, at: ports.now() });
    },
  };
}

interface Preparation {
  stopped: boolean;
}

/** The battery as the document that trains last saw it. */
export const batterySchema = z.object({ charging: z.boolean(), level: z.number().min(0).max(1) });

const STOPPED = 'Training was stopped; nothing of it was kept.';
const idle = { state: 'idle', step: 0, of: 0, backend: null, message: null } as const;
const preparing = { ...idle, state: 'preparing' } as const;

function isBusy(state: string): boolean {
  return state === 'preparing' || state === 'training' || state === 'stopping';
}

/** A person who asks for it need not be idle, on mains, or have waited. */
function asWished(asked: Circumstances): Circumstances {
  return { ...asked, presence: 'idle', battery: null, lastTraining: null, lastFailure: null };
}

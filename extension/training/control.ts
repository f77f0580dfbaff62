import { z } from 'zod';
import type { TaskName } from '../../shared/protocol/ids.ts';
import type { WordVectors } from '../../shared/text/word-vectors.ts';
import { isPaused, mayContribute, mayTrain } from '../consent/gate.ts';
import { hasAgreed, readConsent } from '../consent/record.ts';
import type { MessageIn, MessageOut, MessageReply } from '../messaging/messages.ts';
import type { TaleDatabase } from '../storage/database.ts';
import { readSetting, writeSetting } from '../storage/settings.ts';
import { changeStatus, readStatus, writeStatus } from '../storage/status.ts';
import { currentModel, newestModel } from './models.ts';
import { mayLearn, taskNews } from './news.ts';
import { type Circumstances, type Decision, decideTraining } from './schedule.ts';

/** What the background needs to have trainings made. */
export interface TrainingPorts {
  readonly db: TaleDatabase;
  now(): number;
  seed(): number;
  wordVectors(): Promise<WordVectors>;
  presence(): Promise<Circumstances['presence']>;
  readonly document: {
    open(): Promise<void>;
    isOpen(): Promise<boolean>;
    /** Ends whatever runs in it. */
    close(): Promise<void>;
    /** Training needs it no longer; somebody else may. */
    leave(): Promise<void>;
  };
  sendTrain(body: MessageIn<'trainer.train'>, timeout: number): Promise<MessageReply<'trainer.train'>>;
  sendStop(): Promise<MessageReply<'trainer.stop'>>;
  /** Fetches what contributions are to be based on; must not reject for an unreachable server. */
  beforeContribution(): Promise<void>;
}

export interface TrainingControl {
  /**
   * Trains the first task that is due by the schedule; `force` is a person's wish and skips its waits, never their
   * consent.
   */
  start(options: { force: boolean }): Promise<MessageOut<'training.start'>>;
  /**
   * One training on a model that is on the device, awaited. The outcome is lost when the background is put to sleep
   * meanwhile; the result is not: it is in `results`, and `training.ended` wakes the background.
   */
  train(request: TrainingRequest): Promise<MessageOut<'trainer.train'>>;
  /** Fits the reader's own head to the newest model, if it was fitted to an older one; cheap, and sends nothing. */
  refit(): Promise<void>;
  /** Judges a candidate that this device is asked about, if one waits; a second or two, and no training. */
  judge(): Promise<void>;
  stop(): Promise<boolean>;
  isUnderWay(): Promise<boolean>;
  /** To be called for `training.ended`. */
  ended(news: MessageIn<'training.ended'>): Promise<void>;
  /** Puts right what a killed browser or a lost document left behind. To be called at every start and now and then. */
  repair(): Promise<void>;
}

export type TrainingRequest = Pick<MessageIn<'trainer.train'>, 'task' | 'purpose' | 'modelHash'> &
  Partial<Pick<MessageIn<'trainer.train'>, 'steps' | 'milliseconds'>>;

/** Tasks in the order in which they are looked at. */
const tasks: readonly TaskName[] = ['taste', 'voice', 'ranking'];

/** Few gradient steps a round: with many, devices drift apart and their updates agree less (learning.md). */
const LOCAL_STEPS: Readonly<Record<TaskName, number>> = { taste: 2, voice: 8, ranking: 4 };
const TRAINING_TIME = 60_000;
/** Beyond the training itself: opening the document, two backends that fail, the reader's head. */
const TRAINING_SLACK = 120_000;
/** A training whose status did not move for this long is dead. */
const DEAD_AFTER = TRAINING_SLACK + TRAINING_TIME;

const historySchema = z.object({
  lastTraining: z.number().nullable(),
  lastFailure: z.number().nullable(),
  modelHash: z.string().nullable(),
});
const historyKey = (task: TaskName): string => `training.history ${task}`;
const noHistory = { lastTraining: null, lastFailure: null, modelHash: null };

export function createTrainingControl(ports: TrainingPorts): TrainingControl {
  const { db } = ports;
  /** The training that is asked for and has no document yet: it may wait for a slow server. */
  let preparation: Preparation | null = null;

  const history = async (task: TaskName): Promise<z.infer<typeof historySchema>> =>
    (await readSetting(db, historyKey(task), historySchema)) ?? noHistory;

  const isUnderWay = async (): Promise<boolean> => {
    if (preparation !== null) return true;
    const status = await readStatus(db, 'training');
    return status !== null && isBusy(status.state) && (await ports.document.isOpen());
  };

  const decide = async (task: TaskName, force: boolean): Promise<Decision> => {
    const consent = await readConsent(db);
    const now = ports.now();
    const past = await history(task);
    const allowed = hasAgreed(consent) && mayLearn(task, consent);
    const learning = allowed && mayTrain(consent, now);
    const nothing = { missing: null, news: null };
    const news = learning ? await taskNews(task, db, past.lastTraining ?? 0, ports.wordVectors) : nothing;
    const model = learning ? await currentModel(db, task, now) : null;
    const asked: Circumstances = {
      now,
      allowed,
      pausedUntil: isPaused(consent, now) ? consent.pausedUntil : null,
      presence: await ports.presence(),
      battery: await readSetting(db, 'battery', batterySchema),
      missing: news.missing ?? (learning && model === null ? NO_MODEL : null),
      news: news.news,
      newModel: model !== null && model.hash !== past.modelHash,
      lastTraining: past.lastTraining,
      lastFailure: past.lastFailure,
    };
    return decideTraining(force ? asWished(asked) : asked);
  };

  /** The first task that is due; with none, why the first that may be learnt is not. */
  const firstDue = async (force: boolean): Promise<{ task: TaskName; decision: Decision }> => {
    const consent = await readConsent(db);
    const learnt = tasks.filter((task) => mayLearn(task, consent));
    let first: { task: TaskName; decision: Decision } | null = null;
    for (const task of learnt.length === 0 ? tasks.slice(0, 1) : learnt) {
      const decision = await decide(task, force);
      if (decision.train) return { task, decision };
      first ??= { task, decision };
    }
    return first ?? { task: 'taste', decision: await decide('taste', force) };
  };

  const train = async (
    request: TrainingRequest,
    own: Preparation = { stopped: false },
  ): Promise<MessageOut<'trainer.train'>> => {
    if (own.stopped) return { outcome: 'stopped' };
    const { task, purpose, modelHash } = request;
    const { steps = LOCAL_STEPS[task], milliseconds = TRAINING_TIME } = request;
    await writeStatus(db, 'training', { ...preparing, of: steps, at: ports.now() });
    try {
      await ports.document.open();
      if (own.stopped) {
        await ports.document.close();
        return { outcome: 'stopped' };
      }
      if (preparation === own) preparation = null;
      const body = { task, modelHash, purpose, steps, milliseconds, seed: ports.seed() } as const;
      const reply = await ports.sendTrain(body, milliseconds + TRAINING_SLACK);
      if (reply.ok) return reply.body;
      await noteFailure(task, reply.message);
      return { outcome: 'failed', why: reply.message };
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      await noteFailure(task, why);
      return { outcome: 'failed', why };
    }
  };

  const noteFailure = async (task: TaskName, why: string): Promise<void> => {
    await writeStatus(db, 'training', { ...idle, state: 'failed', message: why, at: ports.now() });
    const past = await history(task);
    await writeSetting(db, historyKey(task), historySchema, { ...past, lastFailure: ports.now() });
  };

  const trainAsAgreed = async (task: TaskName, own: Preparation): Promise<void> => {
    const contributes = mayContribute(await readConsent(db), ports.now());
    if (contributes) await ports.beforeContribution();
    const model = await currentModel(db, task, ports.now());
    if (model === null) throw new Error(NO_MODEL);
    // Version 0 is the device's own start; only a model that a server gave can be answered with an update.
    const purpose = contributes && model.version > 0 ? 'contribute' : 'personalise';
    await train({ task, purpose, modelHash: model.hash }, own);
  };

  return {
    train: (request) => train(request),
    async start({ force }) {
      if (await isUnderWay()) return { started: false, why: 'A training is under way.' };
      const due = await firstDue(force);
      if (!due.decision.train) return { started: false, why: due.decision.why };
      const { task, decision } = due;
      const own = { stopped: false };
      preparation = own;
      await writeStatus(db, 'training', { ...preparing, at: ports.now() });
      // Not awaited: progress is in the status, and the end comes as `training.ended`.
      void trainAsAgreed(task, own)
        .catch((cause: unknown) => noteFailure(task, cause instanceof Error ? cause.message : String(cause)))
        .finally(() => {
          if (preparation === own) preparation = null;
        });
      return { started: true, why: decision.why };
    },
    async refit() {
      const model = await newestModel(db, 'taste');
      const personal = await db.personal.get('taste');
      if (model === null || personal === undefined || personal.base === model.hash) return;
      if (!mayTrain(await readConsent(db), ports.now()) || (await isUnderWay())) return;
      await train({ task: 'taste', purpose: 'personalise', modelHash: model.hash });
    },
    async judge() {
      if (!mayContribute(await readConsent(db), ports.now()) || (await isUnderWay())) return;
      const waiting = await db.votes.where('state.is').equals('asked').toArray();
      const vote = waiting.find(({ until }) => until > ports.now());
      if (vote !== undefined) await train({ task: vote.task, purpose: 'judge', modelHash: vote.candidate });
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
    async ended({ outcome, task, modelHash, purpose }) {
      // Judging learns nothing.
      if (purpose === 'judge') return ports.document.leave();
      const past = await history(task);
      const now = ports.now();
      if (outcome === 'trained') {
        await writeSetting(db, historyKey(task), historySchema, {
          lastTraining: now,
          lastFailure: null,
          modelHash,
        });
      } else if (outcome === 'failed') {
        await writeSetting(db, historyKey(task), historySchema, { ...past, lastFailure: now });
      }
      await ports.document.leave();
    },
    isUnderWay,
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

/** For a task that has no start of its own. */
const NO_MODEL = 'Learning this waits for a model from the server.';

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

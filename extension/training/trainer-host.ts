import type { TaleDatabase } from '../storage/database.ts';
import type { Status } from '../storage/records.ts';
import { writeStatus } from '../storage/status.ts';
import { type Backend, type TrainingJob, type WorkerReport, workerReportSchema } from './trainer-protocol.ts';

/**
 * The document's side of training: one job at a time in a Worker of its own, watched. A Worker that falls silent is
 * ended and the job is tried once more on the cpu backend; `stop` ends it at once. Since a job writes its results in
 * one transaction at its end, an ended Worker leaves nothing half done.
 */
export interface TrainerHost {
  /** Resolves with the outcome; never rejects. A second job while one runs fails at once. */
  train(job: TrainingJob): Promise<TrainingOutcome>;
  /** False when nothing was running. */
  stop(): boolean;
}

export type TrainingOutcome =
  | {
      readonly outcome: 'trained';
      readonly resultId: string;
      readonly steps: number;
      readonly backend: string;
    }
  | { readonly outcome: 'stopped' }
  | { readonly outcome: 'failed'; readonly why: string };

/** What the host needs of a Worker. */
export interface TrainingWorker {
  postMessage(message: unknown): void;
  onReport(listener: (report: unknown) => void): void;
  /** Told when the Worker's script fails to load or throws. */
  onError(listener: (message: string) => void): void;
  terminate(): void;
}

export interface TrainerHostPorts {
  readonly db: TaleDatabase;
  readonly spawn: () => TrainingWorker;
  readonly now: () => number;
  /** The longest silence of a Worker that is alive, ms: loading, one step, the reader's head. */
  readonly patience: number;
  readonly warn: (message: string) => void;
}

/** Tried in this order; the second also after a silence of the first. */
const backends: readonly Backend[] = ['wasm', 'cpu'];

export function createTrainerHost(ports: TrainerHostPorts): TrainerHost {
  let stopRunning: (() => void) | null = null;

  const tell = (status: Omit<Status<'training'>, 'at'>): Promise<void> =>
    // A status that cannot be written (a full disk) must not end the training.
    writeStatus(ports.db, 'training', { ...status, at: ports.now() }).catch(() => {});

  const train = async (job: TrainingJob): Promise<TrainingOutcome> => {
    if (stopRunning !== null) return { outcome: 'failed', why: 'A training is under way already.' };
    let stopped = false;
    const stopSignal = new Promise<'stopped'>((resolve) => {
      stopRunning = () => {
        stopped = true;
        resolve('stopped');
      };
    });
    let why = '';
    try {
      for (const backend of backends) {
        await tell({ state: 'preparing', step: 0, of: job.steps, backend, message: null });
        const end = stopped ? 'stopped' : await attempt(ports, job, backend, stopSignal, tell);
        if (end === 'stopped') {
          await tell({ ...idle, message: 'Training was stopped; nothing of it was kept.' });
          return { outcome: 'stopped' };
        }
        if (end.is === 'trained') {
          await tell({ ...idle, step: end.steps, of: job.steps, backend, message: end.note });
          return { outcome: 'trained', resultId: job.resultId, steps: end.steps, backend };
        }
        why = end.why;
        ports.warn(`Training on ${backend} failed: ${why}`);
        if (end.what === 'work') break;
      }
      await tell({ ...idle, state: 'failed', message: `${why} It will be tried again later.` });
      return { outcome: 'failed', why };
    } finally {
      stopRunning = null;
    }
  };

  return {
    train,
    stop() {
      if (stopRunning === null) return false;
      stopRunning();
      return true;
    },
  };
}

/** A step may take a millisecond; nobody reads faster than this, ms. */
const TELL_EVERY = 200;

const idle = { state: 'idle', step: 0, of: 0, backend: null, message: null } as const;

type Trained = Extract<WorkerReport, { is: 'trained' }>;
type Failed = Extract<WorkerReport, { is: 'failed' }>;

/** One Worker's life. */
async function attempt(
  ports: TrainerHostPorts,
  job: TrainingJob,
  backend: Backend,
  stopSignal: Promise<'stopped'>,
  tell: (status: Omit<Status<'training'>, 'at'>) => Promise<void>,
): Promise<Trained | Failed | 'stopped'> {
  const worker = ports.spawn();
  let watch: ReturnType<typeof setTimeout> | undefined;
  let nextTold = 0;
  const ended = new Promise<Trained | Failed>((resolve) => {
    const fail = (why: string): void => resolve({ is: 'failed', what: 'backend', why });
    const heard = (): void => {
      clearTimeout(watch);
      watch = setTimeout(() => fail(`The trainer (${backend}) fell silent and was ended.`), ports.patience);
    };
    worker.onError(fail);
    worker.onReport((raw) => {
      const report = workerReportSchema.safeParse(raw);
      if (!report.success) return;
      heard();
      switch (report.data.is) {
        case 'ready':
          void tell({ state: 'training', step: 0, of: job.steps, backend, message: null });
          break;
        case 'step': {
          const { step, of } = report.data;
          if (ports.now() < nextTold) break;
          nextTold = ports.now() + TELL_EVERY;
          void tell({ state: 'training', step, of, backend, message: null });
          break;
        }
        default:
          resolve(report.data);
      }
    });
    heard();
    worker.postMessage({ job, backend });
  });
  try {
    return await Promise.race([ended, stopSignal]);
  } finally {
    clearTimeout(watch);
    worker.terminate();
  }
}

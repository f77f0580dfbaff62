import { Worker } from 'node:worker_threads';
import { RuleRefusal } from '../../shared/aggregation/rule.ts';
import type { RoundJob, RoundJobReply, RoundJobResult } from './round-job.ts';

/** Computes rounds beside the event loop, so that no upload waits for a sum. */
export interface RoundThread {
  /**
   * @throws RuleRefusal as the rule did
   * @throws Error when the job failed or its thread died; the next job gets a new thread
   */
  run<Job extends RoundJob>(job: Job): Promise<RoundJobResult<Job>>;
  stop(): Promise<void>;
}

interface Asked {
  resolve(result: never): void;
  reject(error: Error): void;
}

/** Starts the thread at the first job. */
export function roundThread(): RoundThread {
  const asked = new Map<number, Asked>();
  let worker: Worker | null = null;
  let next = 0;

  const start = (): Worker => {
    const started = new Worker(new URL('./thread.mjs', import.meta.url));
    const died = (error: Error): void => {
      if (worker === started) worker = null;
      for (const { reject } of asked.values()) reject(error);
      asked.clear();
    };
    started.on('message', (reply: RoundJobReply) => {
      const question = asked.get(reply.id);
      asked.delete(reply.id);
      // The reply is of the job's kind; the compiler cannot tie the two by their number.
      if (reply.ok) question?.resolve(reply.result as never);
      else question?.reject(reply.refused ? new RuleRefusal(reply.message) : new Error(reply.message));
    });
    started.on('error', died);
    started.on('exit', () => died(new Error('the thread that computes rounds has ended')));
    started.unref();
    return started;
  };

  return {
    run(job) {
      worker ??= start();
      const id = next++;
      const to = worker;
      return new Promise((resolve, reject) => {
        asked.set(id, { resolve, reject });
        to.postMessage({ id, job });
      });
    },
    async stop() {
      await worker?.terminate();
      worker = null;
    },
  };
}

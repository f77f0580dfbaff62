import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type {
  CompareRequest,
  CrewReply,
  CrewRequest,
  CrewSetup,
  GradientReply,
  GradientRequest,
  JudgeReply,
  JudgeRequest,
  Roster,
  UpdateReply,
  UpdateRequest,
} from './crew.ts';

/** The threads of a fleet. They are slow to start, so one run uses the same ones for all its trainings. */
export interface FleetThreads {
  /**
   * Has every thread play the people of `setup` from now on.
   * @throws what a thread says is wrong with the data
   */
  play(setup: CrewSetup): Promise<Crews>;
  stop(): Promise<void>;
}

/** The threads as one: work goes to whichever is idle, answers come back in the order of the questions. */
export interface Crews {
  readonly roster: Roster;
  /** From which the people's keys and all their chance follow. */
  readonly seed: number;
  update(request: Omit<UpdateRequest, 'do'>): Promise<UpdateReply>;
  /** Splits the people among the threads; sums are joined in a fixed order. */
  gradient(request: Omit<GradientRequest, 'do'>): Promise<GradientReply>;
  judge(request: Omit<JudgeRequest, 'do'>): Promise<JudgeReply>;
  compare(request: Omit<CompareRequest, 'do'>): Promise<JudgeReply>;
}

/** People a thread is given at a time: small enough to share the work evenly, and fixed, so that sums are the same. */
const PORTION = 10;

/** Starts so many threads; as many as there are processors when it is not said. */
export function startThreads(count = availableParallelism()): FleetThreads {
  const threads = Array.from({ length: Math.max(1, count) }, () => new Thread());
  return {
    async play(setup) {
      const rosters = await Promise.all(threads.map((thread) => thread.ask<Roster>({ do: 'setup', setup })));
      const roster = rosters[0];
      if (roster === undefined) throw new RangeError('a fleet needs a thread');
      return pool(threads, roster, setup.seed);
    },
    async stop() {
      await Promise.all(threads.map((thread) => thread.stop()));
    },
  };
}

function pool(threads: readonly Thread[], roster: Roster, seed: number): Crews {
  const idle = [...threads];
  const waiting: ((thread: Thread) => void)[] = [];
  const ask = async <R>(request: CrewRequest): Promise<R> => {
    const thread = idle.pop() ?? (await new Promise<Thread>((resolve) => waiting.push(resolve)));
    try {
      return await thread.ask<R>(request);
    } finally {
      const next = waiting.shift();
      if (next === undefined) idle.push(thread);
      else next(thread);
    }
  };
  const inPortions = <R>(
    people: readonly string[],
    request: (portion: string[]) => CrewRequest,
  ): Promise<R[]> =>
    Promise.all(
      Array.from({ length: Math.ceil(people.length / PORTION) }, (_, at) =>
        ask<R>(request(people.slice(at * PORTION, (at + 1) * PORTION))),
      ),
    );
  return {
    roster,
    seed,
    update: (request) => ask({ do: 'update', ...request }),
    async gradient(request) {
      const parts = await inPortions<GradientReply>(request.people, (people) => ({
        do: 'gradient',
        ...request,
        people,
      }));
      const sum = new Float32Array(request.parameters.length);
      let count = 0;
      for (const part of parts) {
        count += part.count;
        for (let j = 0; j < sum.length; j++) sum[j] = sum[j]! + part.sum[j]!;
      }
      return { sum, count };
    },
    judge: async (request) =>
      (
        await inPortions<JudgeReply>(request.people, (people) => ({ do: 'judge', ...request, people }))
      ).flat(),
    compare: async (request) =>
      (
        await inPortions<JudgeReply>(request.people, (people) => ({ do: 'compare', ...request, people }))
      ).flat(),
  };
}

/** One worker thread, asked and answered. */
class Thread {
  private readonly worker = new Worker(new URL('./thread.mjs', import.meta.url));
  private readonly asked = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  private next = 0;

  constructor() {
    this.worker.on('message', (reply: CrewReply) => {
      const question = this.asked.get(reply.id);
      this.asked.delete(reply.id);
      if (reply.ok) question?.resolve(reply.result);
      else question?.reject(new Error(reply.message));
    });
    this.worker.on('error', (error) => {
      for (const { reject } of this.asked.values()) reject(error);
      this.asked.clear();
    });
  }

  ask<R>(request: CrewRequest): Promise<R> {
    const id = this.next++;
    return new Promise<R>((resolve, reject) => {
      this.asked.set(id, { resolve: (result) => resolve(result as R), reject });
      this.worker.postMessage({ id, request });
    });
  }

  async stop(): Promise<void> {
    await this.worker.terminate();
  }
}

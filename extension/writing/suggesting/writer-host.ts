import type { z } from 'zod';
import {
  type rankedSchema,
  type WriterAnswer,
  type WriterRequest,
  writerAnswerSchema,
} from './writer-protocol.ts';

/** What the host needs of a Worker. */
export interface WriterWorker {
  postMessage(message: unknown): void;
  onAnswer(listener: (answer: unknown) => void): void;
  /** Told when the Worker's script fails to load or throws. */
  onError(listener: (message: string) => void): void;
  terminate(): void;
}

/** The document's side of the Worker that writes. */
export interface WriterHost {
  /** @throws {Error} in a sentence */
  candidates(
    request: Extract<WriterRequest, { is: 'next' | 'go-on' }>,
  ): Promise<Extract<WriterAnswer, { is: 'candidates' }>['candidates']>;
  /** @throws {Error} in a sentence */
  rank(request: Extract<WriterRequest, { is: 'rank' }>): Promise<z.infer<typeof rankedSchema>[]>;
  /** @throws {Error} in a sentence */
  appeal(request: Extract<WriterRequest, { is: 'appeal' }>): Promise<Extract<WriterAnswer, { is: 'appeal' }>>;
  end(): void;
}

export interface WriterHostPorts {
  spawn(): WriterWorker;
  /** The longest silence of a Worker that is alive, ms. */
  readonly patience: number;
  /** A Worker that was asked nothing for so long is ended, and its memory given back, ms. */
  readonly restAfter: number;
  onRest(): void;
}

/** One Worker at a time, made at the first question; one that falls silent or breaks is ended and made anew. */
export function createWriterHost({ spawn, patience, restAfter, onRest }: WriterHostPorts): WriterHost {
  let worker: WriterWorker | null = null;
  let rest: ReturnType<typeof setTimeout> | undefined;
  let lastId = 0;
  const waiting = new Map<number, { resolve(answer: WriterAnswer): void; reject(cause: Error): void }>();

  const end = (why: string): void => {
    worker?.terminate();
    worker = null;
    clearTimeout(rest);
    for (const { reject } of waiting.values()) reject(new Error(why));
    waiting.clear();
  };
  const start = (): WriterWorker => {
    const fresh = spawn();
    fresh.onError((message) => end(`The Worker that suggests broke: ${message}`));
    fresh.onAnswer((raw) => {
      const parsed = writerAnswerSchema.safeParse(raw);
      if (!parsed.success) return;
      waiting.get(parsed.data.id)?.resolve(parsed.data.answer);
      waiting.delete(parsed.data.id);
    });
    return fresh;
  };

  const ask = (request: WriterRequest): Promise<WriterAnswer> => {
    worker ??= start();
    clearTimeout(rest);
    rest = setTimeout(() => {
      end('Nobody asked for a while.');
      onRest();
    }, restAfter);
    const id = ++lastId;
    const asked = worker;
    return new Promise<WriterAnswer>((resolve, reject) => {
      const watch = setTimeout(
        () => end(`Nothing was suggested within ${Math.round(patience / 1000)} seconds.`),
        patience,
      );
      waiting.set(id, {
        resolve(answer) {
          clearTimeout(watch);
          resolve(answer);
        },
        reject(cause) {
          clearTimeout(watch);
          reject(cause);
        },
      });
      asked.postMessage({ id, request });
    }).then((answer) => {
      if (answer.is === 'failed') throw new Error(answer.why);
      return answer;
    });
  };

  return {
    async candidates(request) {
      const answer = await ask(request);
      return answer.is === 'candidates' ? answer.candidates : [];
    },
    async rank(request) {
      const answer = await ask(request);
      return answer.is === 'ranked' ? answer.ranked : [];
    },
    async appeal(request) {
      const answer = await ask(request);
      return answer.is === 'appeal' ? answer : { is: 'appeal', appeal: null, known: false, rests: null };
    },
    end: () => end('It was ended.'),
  };
}

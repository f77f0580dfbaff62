import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modelHashSchema } from '../../shared/protocol/ids.ts';
import { TaleDatabase } from '../storage/database.ts';
import { readStatus } from '../storage/status.ts';
import { createTrainerHost, type TrainingWorker } from './trainer-host.ts';
import type { TrainingJob, WorkerReport } from './trainer-protocol.ts';

const job: TrainingJob = {
  resultId: 'r1',
  task: 'taste',
  modelHash: modelHashSchema.parse('a'.repeat(64)),
  purpose: 'contribute',
  seed: 1,
  steps: 4,
  milliseconds: 1_000,
};
const trained: WorkerReport = { is: 'trained', steps: 4, note: null, tensorsLeft: 0 };

let db: TaleDatabase;
let count = 0;
beforeEach(() => {
  db = new TaleDatabase(`host ${count++}`);
});
afterEach(async () => {
  await db.delete();
});

/** A host whose Workers do what is written for their backend. */
function hostWith(
  behave: (backend: string, report: (report: unknown) => void, fail: (why: string) => void) => void,
) {
  const spawned: string[] = [];
  const ended: number[] = [];
  const spawn = (): TrainingWorker => {
    let report: (report: unknown) => void = () => {};
    let fail: (why: string) => void = () => {};
    const number = spawned.length;
    return {
      postMessage: (message) => {
        const backend = String(Reflect.get(Object(message), 'backend'));
        spawned.push(backend);
        queueMicrotask(() => behave(backend, report, fail));
      },
      onReport: (listener) => {
        report = listener;
      },
      onError: (listener) => {
        fail = listener;
      },
      terminate: () => ended.push(number),
    };
  };
  const host = createTrainerHost({ db, spawn, now: () => 1_000, patience: 20, warn: () => {} });
  return { spawned, ended, host };
}

describe('the trainer’s host', () => {
  it('trains on wasm, ends the Worker, and tells so', async () => {
    const { host, spawned, ended } = hostWith((_backend, report) => {
      report({ is: 'ready' });
      report({ is: 'step', step: 1, of: 4 });
      report(trained);
    });
    expect(await host.train(job)).toEqual({ outcome: 'trained', resultId: 'r1', steps: 4, backend: 'wasm' });
    expect([spawned, ended]).toEqual([['wasm'], [0]]);
    expect(await readStatus(db, 'training')).toMatchObject({ state: 'idle', step: 4, backend: 'wasm' });
  });

  it.each([
    ['falls silent', () => {}],
    [
      'cannot start',
      (report: (report: unknown) => void) =>
        report({ is: 'failed', what: 'backend', why: 'No WebAssembly.' }),
    ],
    ['dies', (_report: unknown, fail: (why: string) => void) => fail('out of memory')],
  ])('ends a Worker that %s, and tries the cpu', async (_what, behave) => {
    const { host, spawned, ended } = hostWith((backend, report, fail) =>
      backend === 'wasm' ? behave(report, fail) : report(trained),
    );
    expect(await host.train(job)).toMatchObject({ outcome: 'trained', backend: 'cpu' });
    expect([spawned, ended]).toEqual([
      ['wasm', 'cpu'],
      [0, 1],
    ]);
  });

  it('says why when no backend works', async () => {
    const { host } = hostWith(() => {});
    expect(await host.train(job)).toMatchObject({
      outcome: 'failed',
      why: expect.stringContaining('silent'),
    });
    expect(await readStatus(db, 'training')).toMatchObject({ state: 'failed' });
  });

  it('does not try again what no backend can mend', async () => {
    const { host, spawned } = hostWith((_backend, report) =>
      report({ is: 'failed', what: 'work', why: 'The model is gone.' }),
    );
    expect(await host.train(job)).toEqual({ outcome: 'failed', why: 'The model is gone.' });
    expect(spawned).toEqual(['wasm']);
  });

  it('stops at once, ends the Worker, and starts no other', async () => {
    const { host, spawned, ended } = hostWith((_backend, report) => report({ is: 'ready' }));
    const training = host.train(job);
    while (spawned.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(host.stop()).toBe(true);
    expect(await training).toEqual({ outcome: 'stopped' });
    expect([spawned, ended]).toEqual([['wasm'], [0]]);
    expect(await readStatus(db, 'training')).toMatchObject({ state: 'idle' });
    expect(host.stop()).toBe(false);
  });

  it('takes one job at a time, and a new one after it', async () => {
    const { host } = hostWith((_backend, report) => setTimeout(() => report(trained), 5));
    const first = host.train(job);
    expect(await host.train(job)).toMatchObject({ outcome: 'failed' });
    expect(await first).toMatchObject({ outcome: 'trained' });
    expect(await host.train(job)).toMatchObject({ outcome: 'trained' });
  });

  it('makes nothing of reports it does not know', async () => {
    const { host } = hostWith((_backend, report) => {
      report('nonsense');
      report({ is: 'step', step: 'x' });
      report(trained);
    });
    expect(await host.train(job)).toMatchObject({ outcome: 'trained' });
  });
});

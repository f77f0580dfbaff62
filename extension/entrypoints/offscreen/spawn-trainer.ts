import type { TrainingWorker } from '../../training/trainer-host.ts';

/** A fresh Worker for one training. */
export function spawnTrainer(): TrainingWorker {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'trainer' });
  return {
    postMessage: (message) => worker.postMessage(message),
    onReport: (listener) => worker.addEventListener('message', ({ data }) => listener(data)),
    onError: (listener) =>
      worker.addEventListener('error', ({ message }) => listener(message || 'The trainer did not load.')),
    terminate: () => worker.terminate(),
  };
}

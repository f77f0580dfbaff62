import type { WriterWorker } from '../../writing/suggesting/writer-host.ts';

/** A Worker that suggests, for as long as somebody writes. */
export function spawnWriter(): WriterWorker {
  const worker = new Worker(new URL('./writer-worker.ts', import.meta.url), {
    type: 'module',
    name: 'writer',
  });
  return {
    postMessage: (message) => worker.postMessage(message),
    onAnswer: (listener) => worker.addEventListener('message', ({ data }) => listener(data)),
    onError: (listener) =>
      worker.addEventListener('error', ({ message }) => listener(message || 'Its script did not load.')),
    terminate: () => worker.terminate(),
  };
}

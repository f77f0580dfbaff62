import { database } from '../../storage/database.ts';
import { doWorkerTask } from '../../training/trainer-worker.ts';
import { readPackaged } from './read-packaged.ts';

/** The Worker that trains: one task, then whoever made it ends it. `browser.*` is absent here, so addresses come from `location`. */
self.addEventListener(
  'message',
  ({ data }) =>
    void doWorkerTask(data, {
      db: database,
      assets: { read: readPackaged },
      wasmFolder: new URL('/wasm/', self.location.href).href,
      now: () => Date.now(),
      report: (report) => self.postMessage(report),
    }),
  { once: true },
);

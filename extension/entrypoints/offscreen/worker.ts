import { database } from '../../storage/database.ts';
import { doWorkerTask } from '../../training/trainer-worker.ts';

/** The Worker: one task, then whoever made it ends it. `browser.*` is absent here, so addresses come from `location`. */
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

async function readPackaged(path: `/${string}`): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await fetch(new URL(path, self.location.origin));
  if (!answer.ok) throw new Error(`A file of the extension is missing: ${path}. Install it anew.`);
  return new Uint8Array(await answer.arrayBuffer());
}

import { serve } from '@hono/node-server';
import { createLibraryApp } from './app.ts';
import { fileStore, memoryStore } from './store.ts';

export interface ServeLibraryOptions {
  /** 0 for any free port. */
  port: number;
  host?: string;
  /** Where feedback is kept; in memory only if not given. */
  dataFile?: string;
  /** Closes the library when aborted. */
  signal?: AbortSignal;
}

export interface RunningLibrary {
  /** Without a slash at the end. */
  url: string;
  /** Stops listening, ends open connections and waits for what is being kept. May be called again. */
  close(): Promise<void>;
}

/** Serves the demo library. Rejects, saying what to do, if the port is taken or a story file is wrong. */
export async function serveLibrary({
  port,
  host = '127.0.0.1',
  dataFile,
  signal,
}: ServeLibraryOptions): Promise<RunningLibrary> {
  signal?.throwIfAborted();
  const store = dataFile === undefined ? memoryStore() : await fileStore(dataFile, console.warn);
  const app = createLibraryApp({ store });

  const { server, listeningOn } = await new Promise<{ server: NodeServer; listeningOn: number }>(
    (resolve, reject) => {
      const server = serve({ fetch: app.fetch, port, hostname: host }, (info) =>
        resolve({ server, listeningOn: info.port }),
      );
      server.once('error', (cause: NodeJS.ErrnoException) =>
        reject(
          new Error(
            cause.code === 'EADDRINUSE'
              ? `The demo library cannot have port ${port}: another program listens there. Choose another port.`
              : `The demo library cannot listen on ${host}:${port}: ${cause.message}`,
            { cause },
          ),
        ),
      );
    },
  );

  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => {
    closing ??= stop(server).then(() => store.close());
    return closing;
  };
  if (signal?.aborted) await close();
  else signal?.addEventListener('abort', () => void close(), { once: true });
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${listeningOn}`, close };
}

type NodeServer = ReturnType<typeof serve>;

function stop(server: NodeServer): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    // A browser keeps its connections open; without this the server would wait for them.
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}

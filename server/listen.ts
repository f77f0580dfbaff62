import { type ServerType, serve } from '@hono/node-server';
import type { Hono } from 'hono';

export interface Listening {
  /** The port it listens on, also where 0 was asked for. */
  readonly port: number;
  /** Takes no more requests and resolves when those under way have ended, within three seconds. */
  close(): Promise<void>;
}

/** Serves an app over HTTP. @throws when the port cannot be had */
export async function listen(app: Hono, hostname: string, port: number): Promise<Listening> {
  const server = await new Promise<ServerType>((resolve, reject) => {
    const listening = serve({ fetch: app.fetch, hostname, port }, () => resolve(listening));
    listening.once('error', reject);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeIdleConnections' in server) server.closeIdleConnections();
        // A client that holds its connection open does not hold the server up.
        setTimeout(() => {
          if ('closeAllConnections' in server) server.closeAllConnections();
        }, 3000).unref();
      }),
  };
}

import type { Duplex } from 'node:stream';
import { type ServerType, serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { refuse } from '../shared/protocol/errors.ts';

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
    listening.on('clientError', answerUnread);
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

/** What no app sees, because it is no HTTP or its head is too long, is refused in the same shape as everything else. */
function answerUnread(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const isLong = error.code === 'HPE_HEADER_OVERFLOW';
  const [status, reason] = isLong ? [431, 'Request Header Fields Too Large'] : [400, 'Bad Request'];
  const message = isLong ? 'The request’s address or headers are too long.' : 'This is no HTTP request.';
  const data = {
    code: 'BAD_REQUEST',
    httpStatus: status,
    refusal: refuse('BAD_REQUEST', message),
    requestId: null,
  };
  const body = JSON.stringify({ error: { code: -32600, message, data } });
  const head = [
    `HTTP/1.1 ${status} ${reason}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

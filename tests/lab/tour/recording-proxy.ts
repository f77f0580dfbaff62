import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it left a browser: pages, content scripts, service workers and offscreen documents alike. */
export interface Recorded {
  readonly method: string;
  readonly url: string;
  readonly body: Buffer;
}

export interface RecordingProxy {
  readonly url: string;
  readonly requests: readonly Recorded[];
  close(): Promise<void>;
}

/**
 * An HTTP proxy that passes requests to addresses of this machine on, and keeps every byte that was sent. Whatever else
 * a browser asks for is refused, so that nothing can leave unseen.
 */
export async function startRecordingProxy(): Promise<RecordingProxy> {
  const requests: Recorded[] = [];
  const server: Server = createServer((incoming, outgoing) => {
    const target = new URL(incoming.url ?? '', 'http://127.0.0.1');
    void bodyOf(incoming).then((body) => {
      requests.push({ method: incoming.method ?? '', url: target.href, body });
      if (!['127.0.0.1', 'localhost'].includes(target.hostname)) {
        outgoing.writeHead(403).end();
        return;
      }
      const onward = request(
        target,
        { method: incoming.method, headers: { ...incoming.headers, host: target.host } },
        (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        },
      );
      onward.on('error', () => {
        if (!outgoing.headersSent) outgoing.writeHead(502);
        outgoing.end();
      });
      onward.end(body);
    });
  });
  server.on('connect', (incoming, socket) => {
    requests.push({ method: 'CONNECT', url: `https://${incoming.url}`, body: Buffer.alloc(0) });
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of a request that comes to the door. */
export type Behaviour = (path: string, body: Buffer) => 'pass' | 'drop' | 'damage' | Answer;

/** An answer that is not the server's own. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/**
 * An HTTP server before another one, whose behaviour a test changes while it runs: it passes requests on, drops the
 * connection as a server does that is down, changes a byte of the answer, or answers by itself.
 */
export interface Door {
  readonly url: string;
  behave: Behaviour;
  close(): Promise<void>;
}

/** @param target origin of the server behind it, e.g. `http://127.0.0.1:8787` */
export async function startDoor(target: string, behaviour: Behaviour): Promise<Door> {
  const server = createServer((incoming, outgoing) => {
    void bodyOf(incoming).then((body) => {
      const decision = door.behave(incoming.url ?? '/', body);
      if (decision === 'drop') incoming.socket.destroy();
      else if (typeof decision === 'object') {
        outgoing.writeHead(decision.status, { 'content-type': decision.type, ...openToAll });
        outgoing.end(decision.body);
      } else passOn(target, incoming, body, outgoing, decision === 'damage');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const door: Door = {
    url: `http://127.0.0.1:${port}`,
    behave: behaviour,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return door;
}

const openToAll = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };

function passOn(
  target: string,
  incoming: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
  damage: boolean,
): void {
  const { method, headers } = incoming;
  const onward = request(
    new URL(incoming.url ?? '/', target),
    { method, headers: { ...headers, host: new URL(target).host } },
    (answer) => {
      void bodyOf(answer).then((bytes) => {
        if (damage && bytes.length > 0) bytes[bytes.length >> 1]! ^= 1;
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        outgoing.end(bytes);
      });
    },
  );
  onward.on('error', () => incoming.socket.destroy());
  onward.end(body);
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

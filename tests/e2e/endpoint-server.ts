import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/** A server that speaks the API of OpenAI's chat completions, as a test wants it to answer. */
export interface EndpointServer {
  /** Its address, ending with `/v1`. */
  readonly url: string;
  /** What was asked, newest last: the text of the user's message. */
  readonly asked: string[];
  /** Keys that came along. */
  readonly keys: (string | undefined)[];
  /** Decides what comes next; what is returned is streamed word by word. */
  answer(next: (asked: string, count: number) => Answer): void;
  close(): Promise<void>;
}

export type Answer =
  | { readonly is: 'text'; readonly text: string; readonly delay?: number; readonly whole?: boolean }
  /** Breaks off in the middle. */
  | { readonly is: 'cut'; readonly text: string }
  | { readonly is: 'status'; readonly status: number; readonly retryAfter?: number }
  | { readonly is: 'nonsense' }
  /** Never answers. */
  | { readonly is: 'silence' };

const bodySchema = z.object({
  model: z.string(),
  stream: z.boolean(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
});

export async function openEndpointServer(): Promise<EndpointServer> {
  const asked: string[] = [];
  const keys: (string | undefined)[] = [];
  let next: (asked: string, count: number) => Answer = () => ({ is: 'text', text: 'and so on' });
  const server = createServer((request, response) => {
    void handle(request, response).catch(() => response.destroy());
  });
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', '*');
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = bodySchema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    asked.push(body.messages.at(-1)?.content ?? '');
    keys.push(request.headers.authorization);
    await respond(response, next(asked.at(-1) ?? '', asked.length));
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    asked,
    keys,
    answer(decide) {
      next = decide;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function respond(response: ServerResponse, answer: Answer): Promise<void> {
  switch (answer.is) {
    case 'silence':
      return;
    case 'nonsense':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>It works!</h1>');
      return;
    case 'status':
      response.writeHead(
        answer.status,
        answer.retryAfter === undefined ? {} : { 'retry-after': String(answer.retryAfter) },
      );
      response.end('{"error":{"message":"no"}}');
      return;
    case 'cut':
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(event({ delta: { content: answer.text } }));
      setTimeout(() => response.destroy(), 20);
      return;
    case 'text': {
      if (answer.delay !== undefined) await new Promise((resolve) => setTimeout(resolve, answer.delay));
      if (answer.whole === true) {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ choices: [{ message: { role: 'assistant', content: answer.text } }] }));
        return;
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const piece of answer.text.match(/\s*\S+/g) ?? []) {
        response.write(event({ delta: { content: piece }, finish_reason: null }));
      }
      response.write(event({ delta: {}, finish_reason: 'stop' }));
      response.end('data: [DONE]\n\n');
    }
  }
}

function event(choice: object): string {
  return `data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`;
}

import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../crypto/sha256.ts';
import { errorCatalogue, errorCodeSchema, Refused, refusalSchema, refuse } from './errors.ts';
import { ServerTrouble, serverClient } from './server-client.ts';

const answering = (answer: () => Response | Promise<Response>) =>
  serverClient('http://server.test/', async () => answer());
const trouble = async (work: Promise<unknown>): Promise<ServerTrouble> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof ServerTrouble) return error;
    throw error;
  }
  throw new Error('there was no trouble');
};

describe('a client of a server', () => {
  it('asks at the address it was given, without a second slash', async () => {
    const asked: string[] = [];
    const client = serverClient('http://server.test//', async (url) => {
      asked.push(String(url));
      return Response.json({
        result: { data: { size: 0, root: 'a'.repeat(64), at: 1, signature: 'b'.repeat(128) } },
      });
    });
    expect(client.url).toBe('http://server.test');
    expect(await client.call('log.head')).toMatchObject({ size: 0 });
    expect(asked[0]).toMatch(/^http:\/\/server\.test\/trpc\/log\.head/);
  });

  it.each<[string, () => Response | Promise<Response>]>([
    ['HTML', () => new Response('<h1>Welcome</h1>', { headers: { 'content-type': 'text/html' } })],
    ['a proxy’s error page', () => new Response('Bad gateway', { status: 502 })],
    ['JSON of another service', () => Response.json({ hello: 'world' })],
    ['an answer of another shape', () => Response.json({ result: { data: { size: -1 } } })],
    ['nothing', () => new Response('')],
    ['null', () => Response.json(null)],
  ])('that answers %s says that it is nonsense, and throws nothing else', async (_, answer) => {
    const { kind, refusal } = await trouble(answering(answer).call('log.head'));
    expect([kind, refusal]).toEqual(['nonsense', null]);
  });

  it('that does not answer says that it is unreachable, and keeps the cause', async () => {
    const error = new TypeError('fetch failed');
    const client = answering(() => Promise.reject(error));
    for (const work of [
      client.call('log.head'),
      client.submit(Uint8Array.of(1)),
      client.bytes('/models/x', 'x'),
    ]) {
      const { kind, cause } = await trouble(work);
      expect(kind).toBe('unreachable');
      expect(cause).toBeDefined();
    }
  });

  it('that refuses passes the refusal on: code, words, when to come again', async () => {
    const refusal = refuse('RATE_LIMITED', 'Too many requests.', { retryAfterMs: 5000 });
    const client = answering(() =>
      Response.json({ error: { code: -32600, message: 'no', data: { refusal } } }, { status: 429 }),
    );
    expect(await trouble(client.submit(Uint8Array.of(1)))).toMatchObject({
      kind: 'refused',
      message: 'Too many requests.',
      refusal: { code: 'RATE_LIMITED', retryAfterMs: 5000 },
    });
  });

  it('with a code that nobody knows is nonsense, not a refusal', async () => {
    const refusal = { ...refuse('INTERNAL', 'x'), code: 'BECAUSE' };
    const client = answering(() =>
      Response.json({ error: { code: -32600, message: 'no', data: { refusal } } }, { status: 400 }),
    );
    expect(await trouble(client.call('log.head'))).toMatchObject({ kind: 'nonsense', refusal: null });
  });
});

describe('bytes by their hash', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const hash = sha256Hex(bytes);

  it('are given when they have it, and nothing when the server has them no more', async () => {
    expect(await answering(() => new Response(bytes)).bytes(`/blobs/${hash}`, hash)).toEqual(bytes);
    expect(await answering(() => new Response('', { status: 404 })).bytes(`/blobs/${hash}`, hash)).toBeNull();
  });

  it.each<[string, () => Response]>([
    ['have another hash', () => new Response(Uint8Array.of(1, 2, 4))],
    ['are an error page', () => new Response(bytes, { status: 500 })],
    ['are missing', () => new Response('')],
  ])('are not taken when they %s', async (_, answer) => {
    expect(await trouble(answering(answer).bytes(`/blobs/${hash}`, hash))).toMatchObject({
      kind: 'nonsense',
    });
  });
});

describe('refusals', () => {
  it('each have a hint to act on and an HTTP status of an error', () => {
    for (const [code, { status, hint }] of Object.entries(errorCatalogue)) {
      expect(errorCodeSchema.parse(code)).toBe(code);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(hint, code).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('as an exception keep the cause for the log and never send it', () => {
    const cause = new Error('the disk is full');
    const refused = new Refused('STORAGE_UNAVAILABLE', 'Nothing can be stored.', {
      cause,
      retryAfterMs: 1000,
    });
    expect(refused.cause).toBe(cause);
    expect(refusalSchema.parse(JSON.parse(JSON.stringify(refused.refusal)))).toEqual({
      code: 'STORAGE_UNAVAILABLE',
      message: 'Nothing can be stored.',
      hint: errorCatalogue.STORAGE_UNAVAILABLE.hint,
      retryAfterMs: 1000,
      nextRound: null,
    });
    expect(JSON.stringify(refused.refusal)).not.toContain('disk');
  });
});

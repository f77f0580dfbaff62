import { afterEach, describe, expect, it, vi } from 'vitest';
import { askServer, parseServerAddress } from './ask-server.ts';

const info = {
  protocol: 1,
  name: 'Lamplight',
  tasks: ['taste'],
  chain: null,
  logKey: 'a'.repeat(64),
  limits: { bodyBytes: 1, stalenessVersions: 1 },
  admission: { kind: 'open' },
  audit: 'auditors',
  protection: [],
  profile: 'laptop',
  epochSeconds: 60,
  now: 1,
};

afterEach(() => vi.unstubAllGlobals());

function answering(body: BodyInit): void {
  vi.stubGlobal('fetch', async () => new Response(body));
}

describe('asking a server who it is', () => {
  it('gives what it says of itself', async () => {
    answering(JSON.stringify({ result: { data: info } }));
    expect(await askServer('http://127.0.0.1:8787')).toEqual({ is: 'known', info });
  });

  it.each(['<html>', '{}', 'null', JSON.stringify({ result: { data: { ...info, audit: 'everyone' } } })])(
    'does not take %j for an answer',
    async (body) => {
      answering(body);
      expect(await askServer('http://127.0.0.1:8787')).toEqual({ is: 'not-understood' });
    },
  );

  it('says when nobody answers', async () => {
    vi.stubGlobal('fetch', async () => {
      throw new TypeError('Failed to fetch');
    });
    expect(await askServer('http://127.0.0.1:8787')).toEqual({ is: 'unreachable' });
  });
});

describe('a typed server address', () => {
  it.each([
    ['http://127.0.0.1:8787', 'http://127.0.0.1:8787', false],
    [' http://localhost:8787/path?x ', 'http://localhost:8787', false],
    ['http://[::1]:1', 'http://[::1]:1', false],
    ['example.org', 'https://example.org', false],
    ['https://Example.org/', 'https://example.org', false],
    ['http://example.org', 'http://example.org', true],
    ['http://127.0.0.1.example.org', 'http://127.0.0.1.example.org', true],
  ])('%j is %s', (typed, origin, plainHttp) => {
    expect(parseServerAddress(typed)).toEqual({ origin, plainHttp });
  });

  it.each([
    '',
    '   ',
    'ftp://example.org',
    'javascript:alert(1)',
    'https://',
    'https://me@example.org',
    'a b',
  ])('%j is none', (typed) => {
    expect(parseServerAddress(typed)).toBeNull();
  });
});

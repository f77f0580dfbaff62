import { connect } from 'node:net';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalSchema } from '../shared/protocol/errors.ts';
import { type Listening, listen } from './listen.ts';

let listening: Listening;
beforeAll(async () => {
  const app = new Hono();
  app.get('*', (c) => c.text('here'));
  listening = await listen(app, '127.0.0.1', 0);
});
afterAll(() => listening.close());

/** What comes back for bytes that are sent as they are. */
function sent(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(listening.port, '127.0.0.1', () => socket.write(bytes));
    let told = '';
    socket.on('data', (data) => (told += data.toString()));
    socket.on('end', () => resolve(told));
    socket.on('error', reject);
  });
}
const refusalIn = (answer: string) =>
  refusalSchema.parse(JSON.parse(answer.split('\r\n\r\n')[1] ?? '').error.data.refusal);

describe('a server that listens', () => {
  it('refuses in words what is too long to be read, or no HTTP at all, and goes on', async () => {
    const long = await sent(`GET /${'a'.repeat(40_000)} HTTP/1.1\r\nhost: x\r\n\r\n`);
    expect(long).toMatch(/^HTTP\/1\.1 431 /);
    expect(refusalIn(long)).toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining('too long'),
    });
    const strange = await sent('\u0000\u0001 what?\r\n\r\n');
    expect(strange).toMatch(/^HTTP\/1\.1 400 /);
    expect(refusalIn(strange).code).toBe('BAD_REQUEST');
    const sound = await sent('GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    expect(sound).toMatch(/^HTTP\/1\.1 200 .*here/s);
  });
});

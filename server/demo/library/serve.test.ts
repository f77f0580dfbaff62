import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serveLibrary } from './serve.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'library-serve-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('serveLibrary', () => {
  it('answers at its url until it is closed, and finds feedback again afterwards', async () => {
    const dataFile = join(folder, 'feedback.json');
    const first = await serveLibrary({ port: 0, dataFile });
    const pressed = await fetch(`${first.url}/stories/101/feedback/kudos`, {
      method: 'POST',
      headers: { origin: first.url, accept: 'application/json' },
      body: new URLSearchParams({ on: 'true' }),
    });
    const cookie = (pressed.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    await first.close();
    await expect(fetch(first.url)).rejects.toThrow();

    const second = await serveLibrary({ port: 0, dataFile });
    const page = await (await fetch(`${second.url}/stories/101/routine`, { headers: { cookie } })).text();
    await second.close();
    expect(page).toMatch(/data-act="kudos" aria-pressed="true"/);
  });

  it('says which port is taken', async () => {
    const first = await serveLibrary({ port: 0 });
    const port = Number(new URL(first.url).port);
    await expect(serveLibrary({ port })).rejects.toThrow(new RegExp(`port ${port}.*Choose another`));
    await first.close();
  });

  it('closes when its signal is aborted, and may be closed twice', async () => {
    const abort = new AbortController();
    const library = await serveLibrary({ port: 0, signal: abort.signal });
    abort.abort();
    await library.close();
    await library.close();
    await expect(fetch(library.url)).rejects.toThrow();
  });

  it('does not begin under a signal already aborted', async () => {
    await expect(serveLibrary({ port: 0, signal: AbortSignal.abort() })).rejects.toThrow();
  });
});

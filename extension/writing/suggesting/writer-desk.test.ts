import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TaleDatabase } from '../../storage/database.ts';
import { changeWritingSettings } from '../writing-settings.ts';
import { createWriterDesk, type WriterDesk } from './writer-desk.ts';
import type { WriterHost } from './writer-host.ts';

const writer: WriterHost = {
  candidates: () => Promise.reject(new Error('the device’s own model is not asked here')),
  rank: () => Promise.reject(new Error('nothing is ranked here')),
  appeal: () => Promise.reject(new Error('nothing is judged here')),
  end: () => undefined,
};

let made = 0;
let db: TaleDatabase;
let desk: WriterDesk;
/** Questions that the endpoint has not answered yet, with what ends each. */
let open: { readonly signal: AbortSignal | null | undefined; answer(status: number): void }[];

beforeEach(async () => {
  db = new TaleDatabase(`writer desk ${made++}`);
  await changeWritingSettings(db, (settings) => ({
    ...settings,
    engine: { is: 'endpoint', url: 'http://localhost:1/v1', model: 'm' },
  }));
  open = [];
  desk = createWriterDesk({
    db,
    writer,
    fetch: (_, init) =>
      new Promise((resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new DOMException('gone', 'AbortError')));
        open.push({ signal: init?.signal, answer: (status) => resolve(new Response('', { status })) });
      }),
    now: Date.now,
    seed: () => 1,
    scope: {},
  });
});
afterEach(() => db.delete());

const ask = (tab: number, before: string) => desk.next({ before, after: '', by: 'pause', tab });
const asked = async (count: number): Promise<void> => {
  while (open.length < count) await new Promise((resolve) => setTimeout(resolve, 1));
};

describe('a desk that several tabs ask', () => {
  it('drops a question for a newer one of the same tab, and no other tab’s', async () => {
    const first = ask(1, 'She walked');
    await asked(1);
    const other = ask(2, 'He ran');
    await asked(2);
    expect(open[0]?.signal?.aborted).toBe(false);
    const newer = ask(1, 'She walked on');
    await asked(3);
    expect(open.map(({ signal }) => signal?.aborted)).toEqual([true, false, false]);
    for (const { answer } of open) answer(500);
    for (const answer of await Promise.all([first, other, newer])) expect(answer.candidates).toEqual([]);
  });

  it('leaves an endpoint alone after it failed, also where other texts were asked for in between', async () => {
    const first = ask(1, 'She walked');
    await asked(1);
    open[0]?.answer(500);
    const { trouble } = await first;
    expect(trouble).not.toBeNull();
    const texts = desk.texts(
      { is: 'premise', premise: 'A lamp', readership: null },
      1,
      new AbortController().signal,
    );
    const drawn = texts[Symbol.asyncIterator]()
      .next()
      .catch(() => undefined);
    await asked(2);
    open[1]?.answer(500);
    await drawn;
    expect(await ask(1, 'She walked on')).toMatchObject({ candidates: [], trouble });
    expect(open).toHaveLength(2);
  });
});

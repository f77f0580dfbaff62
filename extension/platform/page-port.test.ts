import { afterEach, describe, expect, it, vi } from 'vitest';
import { isExtensionThere, onPageMessage, sendToBackground, translated } from './page-port.ts';

afterEach(() => vi.unstubAllGlobals());

function runtime(sendMessage: (message: unknown) => Promise<unknown>, id: string | undefined = 'abc') {
  const listeners: ((message: unknown, sender: unknown, respond: (reply: unknown) => void) => void)[] = [];
  return {
    id,
    sendMessage,
    listeners,
    onMessage: {
      addListener: (listener: (typeof listeners)[number]) => void listeners.push(listener),
      removeListener: (listener: (typeof listeners)[number]) =>
        void listeners.splice(listeners.indexOf(listener), 1),
    },
  };
}

describe('the page’s port', () => {
  it('sends envelopes to the background and gives its reply', async () => {
    const sent: unknown[] = [];
    vi.stubGlobal('browser', {
      runtime: runtime(async (message) => {
        sent.push(message);
        return { ok: true, body: { stopped: true } };
      }),
    });
    expect(await sendToBackground('training.stop', {})).toEqual({ ok: true, body: { stopped: true } });
    expect(sent).toEqual([{ target: 'background', name: 'training.stop', body: {} }]);
  });

  it('tells an extension that is gone from one that gave no answer', async () => {
    const code = async (): Promise<string | null> => {
      const reply = await sendToBackground('training.stop', {});
      return reply.ok ? null : reply.code;
    };
    expect(await code()).toBe('invalidated');
    vi.stubGlobal('chrome', {
      runtime: runtime(() => Promise.reject(new Error('Extension context invalidated.'))),
    });
    expect(await code()).toBe('invalidated');
    vi.stubGlobal('chrome', {
      runtime: runtime(() => Promise.reject(new Error('Receiving end does not exist.'))),
    });
    expect(await code()).toBe('unreachable');
    vi.stubGlobal('chrome', { runtime: runtime(async () => undefined) });
    expect(await code()).toBe('unreachable');
  });

  it('knows without asking whether the extension is there', () => {
    expect(isExtensionThere()).toBe(false);
    vi.stubGlobal('chrome', { runtime: runtime(async () => null) });
    expect(isExtensionThere()).toBe(true);
    // What an update leaves to the scripts in open pages.
    vi.stubGlobal('chrome', { runtime: { ...runtime(async () => null), id: undefined } });
    expect(isExtensionThere()).toBe(false);
  });

  it('takes no element of the page for the browser', async () => {
    vi.stubGlobal('browser', { id: 'browser', tagName: 'IMG' });
    vi.stubGlobal('chrome', { runtime: runtime(async () => ({ ok: true, body: { stopped: false } })) });
    expect((await sendToBackground('training.stop', {})).ok).toBe(true);
  });

  it('hears only what is meant for pages, until it ends, and leaves questions to who answers them', async () => {
    const api = runtime(async () => null);
    vi.stubGlobal('browser', { runtime: api });
    const heard: unknown[] = [];
    const replies: unknown[] = [];
    const life = new AbortController();
    onPageMessage((name, body) => void heard.push([name, body]), life.signal);
    for (const message of [
      null,
      'x',
      { target: 'trainer', name: 'a' },
      { target: 'page', name: 'page.draft', body: {} },
      { target: 'page', name: 'page.allowed', body: 1 },
    ]) {
      api.listeners[0]?.(message, {}, (reply) => void replies.push(reply));
    }
    await Promise.resolve();
    expect(heard).toEqual([['page.allowed', 1]]);
    expect(replies).toEqual([{ ok: true, body: null }]);
    life.abort();
    expect(api.listeners).toHaveLength(0);
  });

  it('gives a text its key rather than nothing', () => {
    const texts = { greeting: 'Hello $1' };
    vi.stubGlobal('browser', {
      runtime: runtime(async () => null),
      i18n: { getMessage: (key: string, values: string[]) => (key in texts ? `Hello ${values[0]}` : '') },
    });
    expect(translated('greeting', 'you')).toBe('Hello you');
    expect(translated('missing')).toBe('missing');
  });
});

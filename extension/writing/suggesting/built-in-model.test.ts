import { describe, expect, it } from 'vitest';
import { builtInEngine, builtInState } from './built-in-model.ts';
import type { TextRequest } from './suggestion-engine.ts';

const next: TextRequest = { is: 'next', before: 'She walked to', after: '' };

/** The Prompt API as it is documented; no browser here has a model to run it with. */
function browserWith(state: string, prompt: () => Promise<string>) {
  let open = 0;
  const scope = {
    LanguageModel: {
      availability: async () => state,
      create: async () => {
        open++;
        return {
          prompt,
          destroy: () => {
            open--;
          },
        };
      },
    },
  };
  return { scope, open: () => open };
}

async function texts(scope: object, count = 1): Promise<string[]> {
  const found: string[] = [];
  for await (const { text } of builtInEngine(scope).candidates(next, count, new AbortController().signal)) {
    found.push(text);
  }
  return found;
}

describe('the browser’s own language model', () => {
  it('goes on from the text, gives each text once, and leaves no session open', async () => {
    const answers = ['the harbour', 'the harbour', 'a hill'];
    const { scope, open } = browserWith('available', async () => answers.shift() ?? '');
    expect(await texts(scope, 3)).toEqual([' the harbour', ' a hill']);
    expect(open()).toBe(0);
  });

  it('that fails is told so, and leaves no session open', async () => {
    const { scope, open } = browserWith('available', () => Promise.reject(new Error('no memory')));
    await expect(texts(scope)).rejects.toMatchObject({ code: 'FAILED', retryAfter: 15_000 });
    expect(open()).toBe(0);
  });

  it('that is not there is asked for once only, and one that can be fetched again later', async () => {
    await expect(texts({})).rejects.toMatchObject({ code: 'NOT_AVAILABLE', retryAfter: null });
    const { scope } = browserWith('downloadable', async () => '');
    await expect(texts(scope)).rejects.toMatchObject({ code: 'NOT_AVAILABLE', retryAfter: 60_000 });
    expect(await builtInState({})).toBe('unavailable');
    expect(await builtInState(scope)).toBe('downloadable');
    expect(await builtInState(browserWith('available', async () => '').scope)).toBe('available');
  });

  it('is not mistaken for something of a page that bears its name', async () => {
    expect(await builtInState({ LanguageModel: { id: 'LanguageModel' } })).toBe('unavailable');
  });
});

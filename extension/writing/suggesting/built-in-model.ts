import { asCandidate, EngineTrouble, instructions, type SuggestionEngine } from './suggestion-engine.ts';

/**
 * The language model that some browsers bring along (the Prompt API): on the device, and nothing leaves it.
 *
 * @param scope where the browser puts it: `globalThis` of a document; workers do not have it.
 */
export function builtInEngine(scope: object): SuggestionEngine {
  return {
    name: 'built-in',
    async *candidates(request, count, signal) {
      const model = modelOf(scope);
      const state = await model?.availability().catch(() => 'unavailable');
      if (model === null || state === 'unavailable') {
        throw new EngineTrouble(
          'NOT_AVAILABLE',
          'This browser has no language model of its own on this machine. Choose another engine in the settings.',
          null,
        );
      }
      if (state !== 'available') {
        throw new EngineTrouble(
          'NOT_AVAILABLE',
          'The browser has not fetched its language model yet. Fetch it in the settings, then try again.',
          60_000,
        );
      }
      const { system, user } = instructions(request);
      const seen = new Set<string>();
      for (let asked = 0; asked < count && !signal.aborted; asked++) {
        const session = await model.create({
          initialPrompts: [{ role: 'system', content: system }],
          signal,
        });
        try {
          const text = asCandidate(request, await session.prompt(user, { signal }));
          if (text.trim() === '' || seen.has(text)) continue;
          seen.add(text);
          yield { text, logProbability: null };
        } catch (cause) {
          if (signal.aborted) throw cause;
          throw new EngineTrouble(
            'FAILED',
            'The browser’s language model gave no answer. It is asked again later.',
            15_000,
            {
              cause,
            },
          );
        } finally {
          session.destroy();
        }
      }
    },
  };
}

/** Whether this browser has the model, and whether it is there already. */
export async function builtInState(scope: object): Promise<'available' | 'downloadable' | 'unavailable'> {
  const state = await modelOf(scope)
    ?.availability()
    .catch(() => 'unavailable');
  if (state === 'available') return 'available';
  return state === 'downloadable' || state === 'downloading' ? 'downloadable' : 'unavailable';
}

/** The part of the Prompt API that is used. */
interface LanguageModel {
  availability(): Promise<string>;
  create(options: {
    readonly initialPrompts: readonly { readonly role: 'system'; readonly content: string }[];
    readonly signal: AbortSignal;
  }): Promise<{
    prompt(text: string, options: { readonly signal: AbortSignal }): Promise<string>;
    destroy(): void;
  }>;
}

function modelOf(scope: object): LanguageModel | null {
  const model: unknown = Reflect.get(scope, 'LanguageModel');
  return isModel(model) ? model : null;
}

function isModel(value: unknown): value is LanguageModel {
  return (
    (typeof value === 'object' || typeof value === 'function') &&
    value !== null &&
    typeof Reflect.get(value, 'availability') === 'function' &&
    typeof Reflect.get(value, 'create') === 'function'
  );
}

import type { z } from 'zod';
import type { candidateSchema, MessageIn, MessageOut } from '../../messaging/messages.ts';
import type { TaleDatabase } from '../../storage/database.ts';
import {
  type EngineChoice,
  type Readership,
  readEndpointKey,
  readWritingSettings,
} from '../writing-settings.ts';
import { withBackOff } from './back-off.ts';
import { builtInEngine } from './built-in-model.ts';
import { endpointEngine } from './endpoint.ts';
import { EngineTrouble, type SuggestionEngine, type TextRequest } from './suggestion-engine.ts';
import { voiceEngine } from './voice-engine.ts';
import type { WriterHost } from './writer-host.ts';
import type { rankedSchema } from './writer-protocol.ts';

/** Answers what a writer asks for, by the engine of their choice, ranked by their voice and readership. */
export interface WriterDesk {
  next(asked: MessageIn<'writer.suggest'>): Promise<MessageOut<'writer.suggest'>>;
  /** Texts as they come; `ranked` orders them when all are there. @throws {EngineTrouble} */
  texts(
    request: TextRequest,
    count: number,
    signal: AbortSignal,
  ): AsyncIterable<z.infer<typeof candidateSchema>>;
  ranked(
    before: string,
    candidates: readonly z.infer<typeof candidateSchema>[],
    readership: Readership,
  ): Promise<z.infer<typeof rankedSchema>[]>;
  /** The engine in use. */
  engineName(): Promise<SuggestionEngine['name']>;
}

export interface WriterDeskPorts {
  readonly db: TaleDatabase;
  readonly writer: WriterHost;
  readonly fetch: typeof fetch;
  now(): number;
  seed(): number;
  /** Where the browser's own model would be. */
  readonly scope: object;
}

/** Suggestions at the caret: one is shown, a few may be turned to. */
const OFFERED = 5;
/** An endpoint is asked for fewer, since each costs it time. */
const OFFERED_BY_OTHERS = 2;
/** How long the next words may take of an endpoint before nobody wants them any more, ms. */
const PATIENCE_NEXT = 6_000;
const PATIENCE_TEXTS = 60_000;

export function createWriterDesk(ports: WriterDeskPorts): WriterDesk {
  const { db, writer } = ports;
  const engines = createEngines(ports);
  /** By tab: a newer question makes the one before it worthless, and no other tab's. */
  const latest = new Map<number, AbortController>();

  const nextOfOthers = async (
    engine: SuggestionEngine,
    asked: MessageIn<'writer.suggest'>,
    signal: AbortSignal,
  ): Promise<MessageOut<'writer.suggest'>> => {
    const candidates: z.infer<typeof candidateSchema>[] = [];
    let trouble: string | null = null;
    try {
      const request = { is: 'next', before: asked.before, after: asked.after } as const;
      for await (const candidate of engine.candidates(request, OFFERED_BY_OTHERS, signal))
        candidates.push(candidate);
    } catch (cause) {
      trouble = cause instanceof EngineTrouble ? cause.message : 'The engine gave no answer.';
    }
    if (candidates.length < 2) return { candidates, engine: engine.name, trouble };
    const ranked = await writer.rank({ is: 'rank', before: asked.before, candidates, readership: null });
    return { candidates: ranked.map(({ candidate }) => candidate), engine: engine.name, trouble };
  };

  return {
    async next(asked) {
      latest.get(asked.tab)?.abort();
      const question = new AbortController();
      latest.set(asked.tab, question);
      const engine = await engines(PATIENCE_NEXT);
      if (engine.name !== 'voice') {
        return nextOfOthers(engine, asked, question.signal).finally(() => {
          if (latest.get(asked.tab) === question) latest.delete(asked.tab);
        });
      }
      try {
        const candidates = await writer.candidates({
          is: 'next',
          before: asked.before,
          count: OFFERED,
          sure: asked.by === 'pause',
        });
        return { candidates, engine: 'voice', trouble: null };
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : 'The model on this device did not answer.';
        return { candidates: [], engine: 'voice', trouble: why };
      }
    },
    async *texts(request, count, signal) {
      yield* (await engines(PATIENCE_TEXTS)).candidates(request, count, signal);
    },
    ranked: (before, candidates, readership) =>
      writer.rank({ is: 'rank', before: before.slice(-4_000), candidates: [...candidates], readership }),
    engineName: async () => (await readWritingSettings(db)).engine.is,
  };
}

/** The engine that the settings name; kept while they stay, so that its troubles are remembered. */
function createEngines({ db, writer, fetch, now, seed, scope }: WriterDeskPorts) {
  /** By how long one waits for it. */
  const made = new Map<number, { readonly mark: string; readonly engine: SuggestionEngine }>();
  return async (patience: number): Promise<SuggestionEngine> => {
    const [{ engine: choice }, key] = await Promise.all([readWritingSettings(db), readEndpointKey(db)]);
    const mark = JSON.stringify([choice, key]);
    const known = made.get(patience);
    if (known?.mark === mark) return known.engine;
    const engine = withBackOff(open(choice, key, patience), now);
    made.set(patience, { mark, engine });
    return engine;
  };

  function open(choice: EngineChoice, key: string, patience: number): SuggestionEngine {
    switch (choice.is) {
      case 'voice':
        return voiceEngine(writer, seed);
      case 'built-in':
        return builtInEngine(scope);
      case 'endpoint':
        return endpointEngine({ fetch, url: choice.url, model: choice.model, key, patience });
    }
  }
}

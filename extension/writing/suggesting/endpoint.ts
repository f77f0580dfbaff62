import { z } from 'zod';
import type { Candidate } from '../editor/ghost.ts';
import { readEventStream } from './event-stream.ts';
import {
  asCandidate,
  EngineTrouble,
  instructions,
  type SuggestionEngine,
  type TextRequest,
} from './suggestion-engine.ts';

export interface EndpointPorts {
  readonly fetch: typeof fetch;
  /** The address of its API, such as `http://localhost:11434/v1`. */
  readonly url: string;
  readonly model: string;
  /** Empty where none is needed. */
  readonly key: string;
  /** How long the first words may take, and the pause between two, ms. */
  readonly patience: number;
}

/**
 * Any server that speaks the API of OpenAI's chat completions (Ollama, llama.cpp, LM Studio, or one on the web): asked
 * for a stream, and read as one answer where it does not stream. What is before the caret goes there, and only there.
 */
export function endpointEngine(ports: EndpointPorts): SuggestionEngine {
  return {
    name: 'endpoint',
    async *candidates(request, count, signal) {
      // One answer after another: small servers have one processor, and most know no `n`.
      const seen = new Set<string>();
      for (let asked = 0; asked < count && !signal.aborted; asked++) {
        const text = asCandidate(request, await answerTo(ports, request, asked, signal));
        if (text.trim() === '' || seen.has(text)) continue;
        seen.add(text);
        yield { text, logProbability: null } satisfies Candidate;
      }
    },
  };
}

const LONGEST_ANSWER = 8_000;

async function answerTo(
  ports: EndpointPorts,
  request: TextRequest,
  asked: number,
  signal: AbortSignal,
): Promise<string> {
  const watch = watchdog(ports.patience);
  try {
    const response = await ask(ports, request, asked, AbortSignal.any([signal, watch.signal]));
    watch.heard();
    if (!response.ok) throw await refusal(response, ports);
    if (!/^text\/event-stream/i.test(response.headers.get('content-type') ?? '')) {
      return wholeAnswer(await response.text());
    }
    let answer = '';
    for await (const data of readEventStream(response.body)) {
      watch.heard();
      if (data === '[DONE]') return answer;
      const piece = pieceOf(data);
      answer += piece.text;
      if (piece.isLast) return answer;
      // The next words end with their line; nothing more of them is shown.
      if (answer.length > LONGEST_ANSWER || (request.is === 'next' && /\S[^\n]*\n/.test(answer)))
        return answer;
    }
    // A stream that ends without saying so was cut; what came of it is no whole answer.
    if (request.is === 'next' && answer.trim() !== '') return answer;
    throw new EngineTrouble(
      'FAILED',
      'The endpoint broke off in the middle of its answer. It is asked again later.',
      5_000,
    );
  } catch (cause) {
    if (cause instanceof EngineTrouble || signal.aborted) throw cause;
    if (watch.signal.aborted) {
      throw new EngineTrouble(
        'TIMED_OUT',
        `The endpoint said nothing for ${Math.round(ports.patience / 1000)} seconds. A smaller model answers sooner.`,
        10_000,
        { cause },
      );
    }
    throw new EngineTrouble(
      'UNREACHABLE',
      `The endpoint at ${new URL(ports.url).host} cannot be reached. Is it running, and does it allow this extension?`,
      15_000,
      { cause },
    );
  } finally {
    watch.end();
  }
}

function ask(
  ports: EndpointPorts,
  request: TextRequest,
  asked: number,
  signal: AbortSignal,
): Promise<Response> {
  const { system, user } = instructions(request);
  return ports.fetch(`${ports.url.replace(/\/+$/, '')}/chat/completions`, {
    method: 'POST',
    signal,
    credentials: 'omit',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
    headers: {
      'content-type': 'application/json',
      ...(ports.key === '' ? {} : { authorization: `Bearer ${ports.key}` }),
    },
    body: JSON.stringify({
      model: ports.model,
      stream: true,
      // The first is the likeliest; the others are to be different.
      temperature: asked === 0 ? 0.3 : 0.9,
      max_tokens: request.is === 'next' ? 24 : 220,
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: user },
      ],
    }),
  });
}

async function refusal(response: Response, { model, url }: EndpointPorts): Promise<EngineTrouble> {
  const { status } = response;
  await response.body?.cancel().catch(() => undefined);
  const host = new URL(url).host;
  if (status === 401 || status === 403) {
    return new EngineTrouble(
      'REFUSED_KEY',
      `${host} does not accept the key. Give another in the settings.`,
      null,
    );
  }
  if (status === 404) {
    return new EngineTrouble(
      'NO_SUCH_MODEL',
      `${host} knows no model “${model}” at this address. Look at both in the settings.`,
      null,
    );
  }
  if (status === 429) {
    const seconds = Number(response.headers.get('retry-after'));
    const wait = Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3_600) * 1_000 : 30_000;
    return new EngineTrouble('BUSY', `${host} has too much to do. It is asked again later.`, wait);
  }
  return new EngineTrouble(
    'FAILED',
    `${host} answered with error ${status}. It is asked again later.`,
    15_000,
  );
}

const wholeSchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().nullable() }) })).min(1),
});
const deltaSchema = z.object({
  choices: z.array(
    z.object({
      delta: z.object({ content: z.string().nullish() }).nullish(),
      finish_reason: z.string().nullish(),
    }),
  ),
});

function wholeAnswer(body: string): string {
  const parsed = wholeSchema.safeParse(jsonOf(body));
  if (!parsed.success) throw notUnderstood();
  return parsed.data.choices[0]?.message.content ?? '';
}

function pieceOf(data: string): { text: string; isLast: boolean } {
  const parsed = deltaSchema.safeParse(jsonOf(data));
  if (!parsed.success) throw notUnderstood();
  const choice = parsed.data.choices[0];
  return { text: choice?.delta?.content ?? '', isLast: typeof choice?.finish_reason === 'string' };
}

function notUnderstood(): EngineTrouble {
  return new EngineTrouble(
    'NOT_UNDERSTOOD',
    'The endpoint answered in another way than OpenAI’s API does. Its address usually ends with /v1.',
    null,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Aborts when nothing is heard for so long, ms. */
function watchdog(patience: number): { readonly signal: AbortSignal; heard(): void; end(): void } {
  const controller = new AbortController();
  const start = (): ReturnType<typeof setTimeout> => setTimeout(() => controller.abort(), patience);
  let timer = start();
  return {
    signal: controller.signal,
    heard() {
      clearTimeout(timer);
      timer = start();
    },
    end: () => clearTimeout(timer),
  };
}

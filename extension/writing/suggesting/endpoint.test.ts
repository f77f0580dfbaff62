import { describe, expect, it } from 'vitest';
import { withBackOff } from './back-off.ts';
import { endpointEngine } from './endpoint.ts';
import { readEventStream } from './event-stream.ts';
import { asCandidate, EngineTrouble, type TextRequest } from './suggestion-engine.ts';

const next: TextRequest = { is: 'next', before: 'She walked to', after: '' };

function streamOf(...pieces: readonly (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) {
        controller.enqueue(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece);
      }
      controller.close();
    },
  });
}
async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
const said = (content: string): string =>
  `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
const stream = (...pieces: readonly string[]): Response =>
  new Response(streamOf(...pieces), { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });

/** An engine over a server that gives these answers, one a question. */
function engineOver(...answers: readonly (() => Response | Promise<Response>)[]) {
  const asked: RequestInit[] = [];
  const engine = endpointEngine({
    url: 'http://localhost:11434/v1/',
    model: 'm',
    key: 'secret',
    patience: 200,
    fetch: async (input, init) => {
      expect(String(input)).toBe('http://localhost:11434/v1/chat/completions');
      asked.push(init ?? {});
      return (answers[asked.length - 1] ?? answers.at(-1) ?? (() => new Response('', { status: 500 })))();
    },
  });
  return { engine, asked };
}
const never = new AbortController().signal;
const troubleOf = (work: Promise<unknown>): Promise<EngineTrouble> =>
  work.then(
    () => Promise.reject(new Error('There was no trouble.')),
    (cause: unknown) => (cause instanceof EngineTrouble ? cause : Promise.reject(cause)),
  );

describe('a stream of events', () => {
  it('is read whatever ends its lines and wherever it is cut', async () => {
    const bytes = new TextEncoder().encode(
      'data: één\r\n\r\ndata: two\r\rdata: a\ndata: b\n\n: note\nevent: x\n\n',
    );
    for (let cut = 1; cut < bytes.length; cut++) {
      const pieces = streamOf(bytes.slice(0, cut), bytes.slice(cut));
      expect(await all(readEventStream(pieces))).toEqual(['één', 'two', 'a\nb']);
    }
  });

  it('gives its last event though nothing ended it, and nothing of an empty one', async () => {
    expect(await all(readEventStream(streamOf('data: x')))).toEqual(['x']);
    expect(await all(readEventStream(streamOf('')))).toEqual([]);
    expect(await all(readEventStream(null))).toEqual([]);
  });
});

describe('an endpoint', () => {
  it('is asked with its key and for a stream, and its pieces are put together', async () => {
    const { engine, asked } = engineOver(() => stream(said(' the'), said(' harbour'), 'data: [DONE]\n\n'));
    expect(await all(engine.candidates(next, 1, never))).toEqual([
      { text: ' the harbour', logProbability: null },
    ]);
    expect(new Headers(asked[0]?.headers).get('authorization')).toBe('Bearer secret');
    expect(JSON.parse(String(asked[0]?.body))).toMatchObject({ model: 'm', stream: true });
    expect(asked[0]?.credentials).toBe('omit');
  });

  it('may answer whole', async () => {
    const { engine } = engineOver(() => Response.json({ choices: [{ message: { content: 'the hill' } }] }));
    expect(await all(engine.candidates(next, 1, never))).toEqual([
      { text: ' the hill', logProbability: null },
    ]);
  });

  it('gives different texts, each once', async () => {
    const { engine } = engineOver(
      () => stream(said('a')),
      () => stream(said('a')),
      () => stream(said('b')),
    );
    expect((await all(engine.candidates(next, 3, never))).map(({ text }) => text)).toEqual([' a', ' b']);
  });

  it.each([
    [401, 'REFUSED_KEY', null],
    [403, 'REFUSED_KEY', null],
    [404, 'NO_SUCH_MODEL', null],
    [429, 'BUSY', 30_000],
    [500, 'FAILED', 15_000],
    [503, 'FAILED', 15_000],
  ] as const)('that answers %i is told as %s', async (status, code, retryAfter) => {
    const { engine } = engineOver(() => new Response('no', { status }));
    expect(await troubleOf(all(engine.candidates(next, 1, never)))).toMatchObject({ code, retryAfter });
  });

  it('that names a time is asked again after it', async () => {
    const { engine } = engineOver(() => new Response('', { status: 429, headers: { 'retry-after': '7' } }));
    expect((await troubleOf(all(engine.candidates(next, 1, never)))).retryAfter).toBe(7_000);
  });

  it.each([
    ['a page', () => new Response('<h1>It works!</h1>')],
    ['JSON of another kind', () => Response.json({ ok: true })],
    ['events of another kind', () => stream('data: {"text":"x"}\n\n')],
    ['events that are no JSON', () => stream('data: hello\n\n')],
  ])('that answers with %s is not understood', async (_, answer) => {
    const { engine } = engineOver(answer);
    expect((await troubleOf(all(engine.candidates(next, 1, never)))).code).toBe('NOT_UNDERSTOOD');
  });

  it('that is not there, or says nothing, is told so', async () => {
    const gone = engineOver(() => Promise.reject(new TypeError('Failed to fetch')));
    expect((await troubleOf(all(gone.engine.candidates(next, 1, never)))).code).toBe('UNREACHABLE');
    const silent = endpointEngine({
      url: 'http://localhost:1/v1',
      model: 'm',
      key: '',
      patience: 20,
      fetch: (_, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
        }),
    });
    expect((await troubleOf(all(silent.candidates(next, 1, never)))).code).toBe('TIMED_OUT');
  });

  it('that breaks off in a scene gives no half scene, and at the caret what came of it', async () => {
    const scene = engineOver(() => stream(said('It was')));
    const request: TextRequest = { is: 'continue', before: 'x', readership: null };
    expect((await troubleOf(all(scene.engine.candidates(request, 1, never)))).code).toBe('FAILED');
    const words = engineOver(() => stream(said(' the')));
    expect(await all(words.engine.candidates(next, 1, never))).toHaveLength(1);
  });

  it('is let go when nobody waits any more', async () => {
    const question = new AbortController();
    const { engine } = engineOver(() => {
      question.abort();
      return stream(said('late'));
    });
    expect(await all(engine.candidates(next, 3, question.signal)).catch(() => [])).toHaveLength(1);
  });
});

describe('an answer', () => {
  it.each([
    ['She walked to', 'the harbour', ' the harbour'],
    ['She walked to ', ' the harbour', 'the harbour'],
    ['She walked to', ', then stopped', ', then stopped'],
    ['She walked to', '"the harbour"', ' the harbour'],
    ['She walked to', 'She walked to the harbour', ' the harbour'],
    ['She walked to', 'the harbour\nExplanation: …', ' the harbour'],
    ['She walked to', '', ''],
  ])('after “%s” of “%s” stands as “%s”', (before, answer, text) => {
    expect(asCandidate({ is: 'next', before, after: '' }, answer)).toBe(text);
  });
});

describe('backing off', () => {
  it('asks no more until it may, twice as long each time, and at once after an answer', async () => {
    let time = 0;
    let works = false;
    let asked = 0;
    const engine = withBackOff(
      {
        name: 'endpoint',
        async *candidates() {
          asked++;
          if (!works) throw new EngineTrouble('FAILED', 'no', 1_000);
          yield { text: 'yes', logProbability: null };
        },
      },
      () => time,
    );
    const ask = () => all(engine.candidates(next, 1, never)).catch(() => null);
    await ask();
    await ask();
    expect(asked).toBe(1);
    time = 1_000;
    await ask();
    expect(asked).toBe(2);
    time = 2_500;
    await ask();
    expect(asked).toBe(2);
    [time, works] = [3_000, true];
    expect(await ask()).toHaveLength(1);
    expect(await ask()).toHaveLength(1);
  });

  it('asks never again what only the writer can change', async () => {
    let asked = 0;
    const engine = withBackOff(
      {
        name: 'endpoint',
        // biome-ignore lint/correctness/useYield: it fails before anything comes of it
        async *candidates() {
          asked++;
          throw new EngineTrouble('REFUSED_KEY', 'no', null);
        },
      },
      () => Number.MAX_SAFE_INTEGER,
    );
    for (let time = 0; time < 3; time++) await troubleOf(all(engine.candidates(next, 1, never)));
    expect(asked).toBe(1);
  });
});

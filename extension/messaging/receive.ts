import { z } from 'zod';
import {
  type MessageIn,
  type MessageName,
  type MessageOut,
  type MessageTarget,
  messages,
} from './messages.ts';
import { type Identity, isInternal, isOwnPageScript, type Sender } from './sender.ts';
import { keepsWithin, type SizeLimit } from './size.ts';

/**
 * The receiving end of every context: what passes it is small enough, well-formed, and from whom it says.
 *
 * The checks stand in this order, cheapest first (see DESIGN.md): target, name, sender, size, schema, claimed site.
 * The result fits a browser's `onMessage`: `undefined` at once for what is meant for another context, else a promise
 * that always resolves, to an answer or to a coded refusal.
 *
 * @example
 * onMessage(createReceiver({ target: 'background', routes: [onInternal('training.stop', stop)], identity, … }));
 */
export function createReceiver(
  ports: ReceiverPorts,
): (message: unknown, sender: Sender) => Promise<Reply> | undefined {
  // A Map: `constructor` and `__proto__` are no messages.
  const routes = new Map(ports.routes.map((route) => [String(route.name), route]));
  return (message, sender) => {
    const envelope = envelopeSchema.safeParse(message);
    if (!envelope.success || envelope.data.target !== ports.target) return undefined;
    const { name, body } = envelope.data;
    const route = routes.get(name);
    if (route === undefined) {
      return Promise.resolve(
        refuse('MESSAGE_UNKNOWN', 'This message is not known here. Reload the extension and the page.'),
      );
    }
    return route.receive(body, sender, ports);
  };
}

export interface ReceiverPorts {
  readonly target: MessageTarget;
  readonly routes: readonly Route[];
  readonly identity: Identity;
  /** Awaited before any handler runs; what it throws is the answer. */
  ready?(): Promise<void>;
  /** Whether a page of this address may speak for a site: its adapter knows the address. */
  speaksFor(site: string, url: URL): boolean;
  /** For the developer's console; gets no body. */
  report(name: MessageName, cause: unknown): void;
}

export type Reply =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** One message's way in. */
export interface Route {
  readonly name: MessageName;
  receive(body: unknown, sender: Sender, ports: ReceiverPorts): Promise<Reply>;
}

type NameFrom<F extends 'page' | 'internal'> = {
  [N in MessageName]: (typeof messages)[N]['from'] extends F ? N : never;
}[MessageName];

/** Handles a message that only the extension's own pages may send. */
export function onInternal<N extends NameFrom<'internal'>>(
  name: N,
  handle: (body: MessageIn<N>) => Promise<MessageOut<N>>,
): Route {
  return {
    name,
    receive: async (body, sender, ports) => {
      if (!isInternal(sender, ports.identity)) return wrongSender;
      const checked = check(name, body);
      return checked.ok ? answer(name, ports, () => handle(checked.body)) : checked;
    },
  };
}

/** Where a page's message came from, as the browser tells it. */
export interface PageOrigin {
  readonly url: URL;
  readonly tabId: number;
}

/** Handles a message of a content script; `body.site` is known to be the site of the page it came from. */
export function onPage<N extends NameFrom<'page'>>(
  name: N,
  handle: (body: MessageIn<N>, page: PageOrigin) => Promise<MessageOut<N>>,
): Route {
  return {
    name,
    receive: async (body, sender, ports) => {
      if (!isOwnPageScript(sender, ports.identity)) return wrongSender;
      const checked = check(name, body);
      if (!checked.ok) return checked;
      const url = new URL(sender.url);
      if (!ports.speaksFor(checked.body.site, url)) {
        return refuse('SITE_REFUSED', 'A page may only speak for its own site.');
      }
      return answer(name, ports, () => handle(checked.body, { url, tabId: sender.tabId }));
    },
  };
}

/** A refusal as an exception, for handlers: its message is meant for the person who asked. */
export class RequestRefused extends Error {
  readonly code: string;

  /** @param message what, why, and what to do */
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RequestRefused';
    this.code = code;
  }
}

const envelopeSchema = z.object({ target: z.string(), name: z.string().max(60), body: z.unknown() });

const DEFAULT_LIMIT: SizeLimit = { characters: 4_000, values: 200, depth: 6 };
/** The few messages that carry more: whole listings, a chapter's text. */
const limits: Partial<Record<MessageName, SizeLimit>> = {
  'page.opened': { characters: 1_500_000, values: 100_000, depth: 8 },
  'page.observed': { characters: 400_000, values: 30_000, depth: 8 },
  'page.why': { characters: 60_000, values: 1_000, depth: 6 },
  'page.text': { characters: 70_000, values: 20, depth: 4 },
  'writing.typed': { characters: 70_000, values: 20, depth: 4 },
  'writing.happened': { characters: 20_000, values: 100, depth: 6 },
};

/** The map seen so that a name picks its own schema. */
const bodies: { readonly [N in MessageName]: { readonly in: z.ZodType<MessageIn<N>> } } = messages;

type Checked<T> = { readonly ok: true; readonly body: T } | (Reply & { readonly ok: false });

function check<N extends MessageName>(name: N, body: unknown): Checked<MessageIn<N>> {
  if (!keepsWithin(body, limits[name] ?? DEFAULT_LIMIT)) {
    return refuse('MESSAGE_TOO_LARGE', 'The message is larger than any real page needs; it was not read.');
  }
  const parsed = bodies[name].in.safeParse(body);
  if (!parsed.success || hasUnknownKeys(bodies[name].in, body)) {
    return refuse('MESSAGE_MALFORMED', 'The message was not understood. Reload the extension and the page.');
  }
  return { ok: true, body: parsed.data };
}

/** Senders are of our own version: a key the schema does not know is a mistake or a probe. */
function hasUnknownKeys(schema: z.ZodType, body: unknown): boolean {
  if (!(schema instanceof z.ZodObject) || typeof body !== 'object' || body === null) return false;
  return Object.keys(body).some((key) => !Object.hasOwn(schema.shape, key));
}

async function answer(
  name: MessageName,
  ports: ReceiverPorts,
  handle: () => Promise<unknown>,
): Promise<Reply> {
  try {
    await ports.ready?.();
    return { ok: true, body: await handle() };
  } catch (cause) {
    ports.report(name, cause);
    return isCoded(cause)
      ? refuse(cause.code, cause.message)
      : refuse('FAILED', 'This did not work. Try again; if it stays so, restart the browser.');
  }
}

/** Our own errors carry a code of capitals; those of the browser (`code: 22`) and of libraries do not. */
function isCoded(cause: unknown): cause is Error & { readonly code: string } {
  return (
    cause instanceof Error &&
    'code' in cause &&
    typeof cause.code === 'string' &&
    /^[A-Z][A-Z_]{2,60}$/.test(cause.code)
  );
}

const wrongSender = refuse('SENDER_REFUSED', 'This message may not come from there.');

function refuse(code: string, message: string): Reply & { readonly ok: false } {
  return { ok: false, code, message };
}

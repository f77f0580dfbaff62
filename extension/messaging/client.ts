import { z } from 'zod';
import type {
  MessageEnvelope,
  MessageIn,
  MessageName,
  MessageOut,
  MessageReply,
  MessageTarget,
} from './messages.ts';
import { messages } from './messages.ts';

/**
 * The typed sender of messages. It never throws: what went wrong comes back as a coded refusal that can be shown.
 */
export interface MessageClient {
  sendToBackground: <N extends NameFor<'background'>>(
    name: N,
    body: MessageIn<N>,
    options?: SendOptions,
  ) => Promise<MessageReply<N>>;
  sendToTrainer: <N extends NameFor<'trainer'>>(
    name: N,
    body: MessageIn<N>,
    options?: SendOptions,
  ) => Promise<MessageReply<N>>;
  sendToWriter: <N extends NameFor<'writer'>>(
    name: N,
    body: MessageIn<N>,
    options?: SendOptions,
  ) => Promise<MessageReply<N>>;
  sendToTab: <N extends NameFor<'page'>>(
    tabId: number,
    name: N,
    body: MessageIn<N>,
    options?: SendOptions,
  ) => Promise<MessageReply<N>>;
}

/** Which context answers a message. */
type TrainerName = Extract<MessageName, `trainer.${string}`>;
type WriterName = 'writer.suggest';
type TabName = 'page.allowed' | 'page.draft' | 'page.insert';
export type NameFor<T extends MessageTarget> = T extends 'trainer'
  ? TrainerName
  : T extends 'writer'
    ? WriterName
    : T extends 'page'
      ? TabName
      : Exclude<MessageName, TrainerName | WriterName | TabName>;

export interface SendOptions {
  /** Milliseconds to wait for the answer before it counts as lost. */
  readonly timeout?: number;
}

/** How messages travel; the browser's own way is in `extension/platform`. */
export interface MessageTransport {
  toExtension(envelope: MessageEnvelope): Promise<unknown>;
  toTab(tabId: number, envelope: MessageEnvelope): Promise<unknown>;
}

/** A client over a transport. */
export function createMessageClient(transport: MessageTransport): MessageClient {
  return {
    sendToBackground: (name, body, options) =>
      send('background', name, body, options, (envelope) => transport.toExtension(envelope)),
    sendToTrainer: (name, body, options) =>
      send('trainer', name, body, options, (envelope) => transport.toExtension(envelope)),
    sendToWriter: (name, body, options) =>
      send('writer', name, body, options, (envelope) => transport.toExtension(envelope)),
    sendToTab: (tabId, name, body, options) =>
      send('page', name, body, options, (envelope) => transport.toTab(tabId, envelope)),
  };
}

/** A service worker may have to start first (~0.3 s); anything longer than this is trouble. */
const DEFAULT_TIMEOUT = 15_000;
/** Messages whose work takes longer: the network, the chain, a large deletion. */
const timeouts: Partial<Record<MessageName, number>> = {
  'training.start': 60_000,
  'contribution.sync': 180_000,
  // What another address was owed may be claimed first.
  'payout.bind': 180_000,
  'contribution.appeal': 60_000,
  'claim.start': 180_000,
  'data.erase': 60_000,
  'consent.apply': 60_000,
};

async function send<N extends MessageName>(
  target: MessageTarget,
  name: N,
  body: MessageIn<N>,
  options: SendOptions | undefined,
  carry: (envelope: MessageEnvelope) => Promise<unknown>,
): Promise<MessageReply<N>> {
  const timeout = options?.timeout ?? timeouts[name] ?? DEFAULT_TIMEOUT;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<MessageReply<N>>((resolve) => {
    timer = setTimeout(
      () =>
        resolve(
          refusal('NO_ANSWER', `“${name}” was not answered within ${Math.round(timeout / 1000)} seconds.`),
        ),
      timeout,
    );
  });
  try {
    return await Promise.race([carry({ target, name, body }).then((raw) => readReply(name, raw)), late]);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    return refusal('NOT_DELIVERED', `“${name}” reached nobody: ${detail}`);
  } finally {
    clearTimeout(timer);
  }
}

const refusedReply = z.object({ ok: z.literal(false), code: z.string().max(100), message: z.string() });
/** The map seen so that a name picks its own schema. */
const answers: { readonly [N in MessageName]: { readonly out: z.ZodType<MessageOut<N>> } } = messages;

/** An answer that does not fit its schema is another version's, and is refused. */
function readReply<N extends MessageName>(name: N, raw: unknown): MessageReply<N> {
  const answer = z.object({ ok: z.literal(true), body: answers[name].out }).safeParse(raw);
  if (answer.success) return { ok: true, body: answer.data.body };
  const refused = refusedReply.safeParse(raw);
  if (refused.success) return refused.data;
  if (raw === undefined) return refusal('NO_ANSWER', `Nobody answered “${name}”. Reload the extension.`);
  return refusal('ANSWER_MALFORMED', `The answer to “${name}” was not understood. Reload the extension.`);
}

function refusal(code: string, message: string): { ok: false; code: string; message: string } {
  return { ok: false, code, message };
}

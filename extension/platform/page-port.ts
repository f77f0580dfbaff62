import type { MessageIn, MessageName, MessageReply } from '../messaging/messages.ts';

/** The content script's door to the extension: plain messages, no polyfill, no schema library. */
export const pagePort = {
  send: sendToBackground,
  onMessage: onPageMessage,
  isOpen: isExtensionThere,
};

/**
 * Sends a message; every failure is a reply with a code, never an exception in the page.
 *
 * `invalidated` means that the extension was updated, switched off or removed while the page stayed open: nothing
 * will ever answer again, and the content script should stop quietly. `unreachable` may pass.
 */
export async function sendToBackground<N extends MessageName>(
  name: N,
  body: MessageIn<N>,
): Promise<MessageReply<N>> {
  let message = 'No answer.';
  try {
    const reply = await extensionRuntime()?.sendMessage({ target: 'background', name, body });
    if (isReply<N>(reply)) return reply;
  } catch (error) {
    message = String(error);
  }
  const gone = !isExtensionThere() || /context invalidated/i.test(message);
  return { ok: false, code: gone ? 'invalidated' : 'unreachable', message };
}

/**
 * Calls `receive` for each message addressed to pages, until `signal` is aborted. The body is unchecked: it comes from
 * our own background, but the receiver still looks before it uses it.
 */
export function onPageMessage(receive: (name: string, body: unknown) => void, signal: AbortSignal): void {
  answerPageMessages((name, body) => {
    // Others are questions, which the script that helps with writing answers.
    if (name !== 'page.allowed') return undefined;
    receive(name, body);
    return Promise.resolve(null);
  }, signal);
}

/** Answers messages to the page; `undefined` leaves one to another script of the page. */
export function answerPageMessages(
  answer: (name: string, body: unknown) => Promise<unknown> | undefined,
  signal: AbortSignal,
): void {
  const runtime = extensionRuntime();
  if (!runtime?.id || signal.aborted) return;
  const listener: RuntimeListener = (message, _sender, respond) => {
    if (!isRecord(message) || message['target'] !== 'page') return;
    const reply = answer(String(message['name']), message['body']);
    // By callback: a promise returned from a listener reaches the sender only in newer Chromium and in Firefox.
    void reply?.then((body) => respond({ ok: true, body }));
    return reply && true;
  };
  runtime.onMessage.addListener(listener);
  signal.addEventListener('abort', () => extensionRuntime()?.onMessage.removeListener(listener), {
    once: true,
  });
}

/** False once the extension was updated, switched off or removed: the page then holds a script without an extension. */
export function isExtensionThere(): boolean {
  return Boolean(extensionRuntime()?.id);
}

/** A text of `_locales` in the browser's language; its key where it is missing, so that nothing is ever blank. */
export function translated(key: string, ...values: readonly string[]): string {
  return extensionApi()?.i18n?.getMessage(key, values) || key;
}

type RuntimeListener = (
  message: unknown,
  sender: unknown,
  respond: (reply: unknown) => void,
) => true | undefined;

/** The part of `browser` that a content script uses. */
interface ExtensionApi {
  readonly runtime: ExtensionRuntime;
  readonly i18n?: { getMessage(key: string, values: readonly string[]): string };
}

interface ExtensionRuntime {
  /** Missing once the extension's context is invalidated. */
  readonly id?: string;
  sendMessage(message: unknown): Promise<unknown>;
  readonly onMessage: {
    addListener(listener: RuntimeListener): void;
    removeListener(listener: RuntimeListener): void;
  };
}

function extensionRuntime(): ExtensionRuntime | undefined {
  return extensionApi()?.runtime;
}

/** `browser` where it is native, else `chrome`; an element of the page with such an id is neither. */
function extensionApi(): ExtensionApi | undefined {
  return ['browser', 'chrome'].map((name): unknown => Reflect.get(globalThis, name)).find(isExtensionApi);
}

function isExtensionApi(value: unknown): value is ExtensionApi {
  const runtime = isRecord(value) && value['runtime'];
  return isRecord(runtime) && typeof runtime['sendMessage'] === 'function';
}

function isReply<N extends MessageName>(value: unknown): value is MessageReply<N> {
  return isRecord(value) && typeof value['ok'] === 'boolean';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

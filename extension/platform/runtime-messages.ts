import browser from 'webextension-polyfill';

/** Messages between the extension's contexts, as the browser carries them: plain JSON, no typed arrays. */

/** Who sent a message, as the browser (not the sender) tells it. */
export interface MessageSender {
  readonly id: string | null;
  /** The address of the sending frame; Firefox knows no `sender.origin`. */
  readonly url: string | null;
  readonly tabId: number | null;
  /** 0 is the top frame; null where there is no tab. */
  readonly frameId: number | null;
  readonly incognito: boolean;
}

/** Answers a message, or returns `undefined` at once for what is not its own. */
export type MessageListener = (message: unknown, sender: MessageSender) => Promise<unknown> | undefined;

/** To every page of the extension; resolves to the first answer. Rejects when nobody listens. */
export async function sendToExtension(message: unknown): Promise<unknown> {
  return browser.runtime.sendMessage(message);
}

/** To the content scripts in a tab's top frame. Rejects when there is none. */
export async function sendToTabTop(tabId: number, message: unknown): Promise<unknown> {
  return browser.tabs.sendMessage(tabId, message, { frameId: 0 });
}

/** Listens until the returned function is called. Must be called while the context starts, synchronously. */
export function onMessage(listener: MessageListener): () => void {
  const wrapped = (message: unknown, sender: browser.Runtime.MessageSender): Promise<unknown> | undefined =>
    listener(message, {
      id: sender.id ?? null,
      url: sender.url ?? null,
      tabId: sender.tab?.id ?? null,
      frameId: sender.frameId ?? null,
      incognito: sender.tab?.incognito ?? false,
    });
  browser.runtime.onMessage.addListener(wrapped);
  return () => browser.runtime.onMessage.removeListener(wrapped);
}

/** This extension: its id, and the address its own pages start with. */
export function ownIdentity(): { readonly id: string; readonly baseUrl: string } {
  return { id: browser.runtime.id, baseUrl: browser.runtime.getURL('/') };
}

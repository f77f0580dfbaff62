import type { MessageSender } from '../platform/runtime-messages.ts';

/** Who sent a message, as the browser (not the sender) tells it. */
export type Sender = MessageSender;

/** This extension, as the browser knows it. */
export interface Identity {
  readonly id: string;
  /** What the addresses of its own pages start with, e.g. `chrome-extension://…/`. */
  readonly baseUrl: string;
}

/** A page of the extension itself: popup, options, trainer, background. Frames of web pages are not. */
export function isInternal(sender: Sender, identity: Identity): boolean {
  return sender.id === identity.id && sender.url !== null && hasBase(sender.url, identity.baseUrl);
}

/** A content script of ours in the top frame of an ordinary web page. */
export function isOwnPageScript(
  sender: Sender,
  identity: Identity,
): sender is Sender & { readonly url: string; readonly tabId: number } {
  return (
    sender.id === identity.id &&
    sender.tabId !== null &&
    sender.frameId === 0 &&
    !sender.incognito &&
    sender.url !== null &&
    isWebAddress(sender.url)
  );
}

function isWebAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}

/** By origin, not by prefix: `chrome-extension://abc.evil/` starts with `chrome-extension://abc`. */
function hasBase(address: string, baseUrl: string): boolean {
  if (!URL.canParse(address) || !URL.canParse(baseUrl)) return false;
  const [own, other] = [new URL(baseUrl), new URL(address)];
  return own.protocol === other.protocol && own.host === other.host;
}

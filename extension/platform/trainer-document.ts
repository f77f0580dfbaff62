import browser from 'webextension-polyfill';
import { createDocumentDoor, type DocumentHost } from './document-door.ts';

/**
 * The hidden document that trains (`offscreen.html`): an offscreen document where the browser has them (Chromium),
 * else a frame in the event page (Firefox), which has a DOM of its own.
 */
export const trainerDocument = createDocumentDoor(() => {
  const chromium: unknown = Reflect.get(globalThis, 'chrome');
  return hasOffscreen(chromium) ? offscreenHost(chromium) : frameHost();
});

const PAGE = '/offscreen.html';

/** The part of `chrome.*` that the polyfill's types do not know. */
interface ChromiumOffscreen {
  readonly offscreen: {
    createDocument(options: { url: string; reasons: string[]; justification: string }): Promise<void>;
    closeDocument(): Promise<void>;
  };
  readonly runtime: {
    getContexts(filter: { contextTypes: string[]; documentUrls: string[] }): Promise<readonly unknown[]>;
  };
}

function offscreenHost({ offscreen, runtime }: ChromiumOffscreen): DocumentHost {
  return {
    exists: async () => {
      const contexts = await runtime.getContexts({
        contextTypes: ['OFFSCREEN_DOCUMENT'],
        documentUrls: [browser.runtime.getURL(PAGE)],
      });
      return contexts.length > 0;
    },
    create: () =>
      offscreen.createDocument({
        url: PAGE,
        reasons: ['WORKERS'],
        justification: 'Trains a small model of the reader’s taste in a Worker, on this device.',
      }),
    destroy: () => offscreen.closeDocument(),
  };
}

function frameHost(): DocumentHost {
  const present = (): HTMLIFrameElement | null => document.querySelector('iframe[data-trainer]');
  return {
    exists: async () => present() !== null,
    create: () =>
      new Promise((resolve, reject) => {
        const frame = document.createElement('iframe');
        frame.dataset['trainer'] = '';
        frame.addEventListener('load', () => resolve());
        frame.addEventListener('error', () => reject(new Error('The training page did not load.')));
        frame.src = browser.runtime.getURL(PAGE);
        document.body.append(frame);
      }),
    destroy: async () => present()?.remove(),
  };
}

function hasOffscreen(value: unknown): value is ChromiumOffscreen {
  return typeof value === 'object' && value !== null && 'offscreen' in value && value.offscreen !== undefined;
}

import browser from 'webextension-polyfill';
import { text } from './texts.ts';

/** What a right click on a page offers. */
export type PageMenuAct = 'switch-on' | 'pause' | 'resume';

/** An entry, and the pages it is offered on. */
export interface PageMenuEntry {
  readonly act: PageMenuAct;
  /** Match patterns; never empty. */
  readonly matches: readonly string[];
}

const titles = { 'switch-on': 'menuSwitchOn', pause: 'menuPause', resume: 'menuResume' } as const;

/** Puts exactly these entries into the menu of a right click on a page; a browser without such menus goes without. */
export async function showPageMenu(entries: readonly PageMenuEntry[]): Promise<void> {
  if (browser.contextMenus === undefined) return;
  await browser.contextMenus.removeAll();
  for (const { act, matches } of entries) {
    browser.contextMenus.create({
      id: act,
      title: text(titles[act]),
      contexts: ['page', 'link', 'selection'],
      documentUrlPatterns: [...matches],
    });
  }
}

/** Told what was chosen on which page, in the click itself. */
export function onPageMenu(listener: (act: PageMenuAct, page: URL) => void): void {
  browser.contextMenus?.onClicked.addListener(({ menuItemId, pageUrl }) => {
    if (pageUrl === undefined || !URL.canParse(pageUrl)) return;
    if (menuItemId === 'switch-on' || menuItemId === 'pause' || menuItemId === 'resume') {
      listener(menuItemId, new URL(pageUrl));
    }
  });
}

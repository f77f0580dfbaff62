import browser from 'webextension-polyfill';
import { openOwnPage } from './tabs.ts';

/** Opens the writing panel beside the page where the browser can, else in a tab. First thing in a click handler. */
export async function openWritingPanel(windowId: number | undefined): Promise<void> {
  const chromium: unknown = Reflect.get(globalThis, 'chrome');
  if (hasSidePanel(chromium) && windowId !== undefined) return chromium.sidePanel.open({ windowId });
  if (import.meta.env.FIREFOX) return browser.sidebarAction.open();
  await openOwnPage('/sidepanel.html');
}

/** The window this page is in; to be asked before the click. */
export async function currentWindow(): Promise<number | undefined> {
  return (await browser.windows.getCurrent()).id;
}

interface SidePanel {
  readonly sidePanel: { open(options: { windowId: number }): Promise<void> };
}

function hasSidePanel(value: unknown): value is SidePanel {
  return typeof value === 'object' && value !== null && 'sidePanel' in value && value.sidePanel !== undefined;
}

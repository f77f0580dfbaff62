import browser from 'webextension-polyfill';

/** Opens a page of the extension in a new tab. */
export async function openOwnPage(path: `/${string}`): Promise<void> {
  await browser.tabs.create({ url: browser.runtime.getURL(path) });
}

/** Opens a web page in a new tab. */
export async function openWebPage(url: string): Promise<void> {
  await browser.tabs.create({ url });
}

/** Ids of the open tabs whose page matches one of the patterns; only those of granted hosts can be seen. */
export async function tabsShowing(matches: readonly string[]): Promise<number[]> {
  if (matches.length === 0) return [];
  const tabs = await browser.tabs.query({ url: [...matches] });
  return tabs.flatMap(({ id }) => (id === undefined ? [] : [id]));
}

/** The tab the popup was opened over; its address is told only for granted hosts (or after a click on our button). */
export async function activeTab(): Promise<{ id: number; url: string | null } | null> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  return tab?.id === undefined ? null : { id: tab.id, url: tab.url ?? null };
}

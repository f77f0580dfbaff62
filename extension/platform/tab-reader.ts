import browser from 'webextension-polyfill';

/**
 * Runs a function in a tab's page, apart from the page's own scripts, and brings its answer back.
 * @param read needs nothing from outside itself: it goes there as source
 * @returns what it answered, unchecked; null where nothing may run, or the tab is gone
 */
export async function readTab<Args extends unknown[]>(
  tabId: number,
  read: (...args: Args) => unknown,
  args: Args,
): Promise<unknown> {
  try {
    const [answer] = await browser.scripting.executeScript({
      target: { tabId, frameIds: [0] },
      func: read,
      args,
    });
    return answer?.result ?? null;
  } catch {
    return null;
  }
}

/** The address of a tab; null where the browser does not tell, or the tab is gone. */
export async function addressOfTab(tabId: number): Promise<string | null> {
  return (await browser.tabs.get(tabId).catch(() => null))?.url ?? null;
}

import browser from 'webextension-polyfill';

/** Content scripts that are registered while the extension runs: one a site, for the hosts that were granted. */
export interface SiteScript {
  readonly site: string;
  /** Match patterns, sorted. */
  readonly matches: readonly string[];
}

const ID_PREFIX = 'site-';
const fileOf = (site: string): string => `content-scripts/${site}.js`;

/** The registered ones; those of an earlier version of the extension too, until it is updated. */
export async function registeredScripts(): Promise<SiteScript[]> {
  const scripts = await browser.scripting.getRegisteredContentScripts();
  return scripts
    .filter(({ id }) => id.startsWith(ID_PREFIX))
    .map(({ id, matches }) => ({ site: id.slice(ID_PREFIX.length), matches: [...(matches ?? [])].sort() }));
}

export async function registerScript({ site, matches }: SiteScript): Promise<void> {
  await browser.scripting.registerContentScripts([
    {
      id: ID_PREFIX + site,
      matches: [...matches],
      js: [fileOf(site)],
      runAt: 'document_idle',
      allFrames: false,
      persistAcrossSessions: true,
    },
  ]);
}

export async function unregisterScript(site: string): Promise<void> {
  await browser.scripting.unregisterContentScripts({ ids: [ID_PREFIX + site] });
}

/**
 * Runs a site's script in the tabs that show it already. Tabs that cannot take it (closed meanwhile, an error page)
 * are passed over.
 *
 * @returns in how many tabs it ran.
 */
export async function injectIntoOpenTabs({ site, matches }: SiteScript): Promise<number> {
  const tabs = await browser.tabs.query({ url: [...matches] });
  const runs = tabs
    .filter((tab) => !tab.incognito && tab.id !== undefined)
    .map(async (tab) => {
      if (tab.id === undefined) return;
      await browser.scripting.executeScript({ target: { tabId: tab.id }, files: [fileOf(site)] });
    });
  const results = await Promise.allSettled(runs);
  return results.filter(({ status }) => status === 'fulfilled').length;
}

/** Brings the script that helps writers into a page that has an editor; it finds there what the site's script left. */
export async function injectWriter(tabId: number): Promise<void> {
  await browser.scripting.executeScript({
    target: { tabId, frameIds: [0] },
    files: [fileOf('writer')],
  });
}

import browser from 'webextension-polyfill';

/** Optional permissions: hosts, asked for one site at a time, and Firefox's leave to send. */

/**
 * Asks the person for some hosts. Must be called first thing in a click handler: after an `await` the browser no
 * longer counts the click and refuses.
 *
 * @param origins match patterns, e.g. `https://archiveofourown.org/*`
 */
export function requestOrigins(origins: readonly string[]): Promise<boolean> {
  return browser.permissions.request({ origins: [...origins] }).catch(async (cause: unknown) => {
    // No click that counts, and none was needed.
    if (await hasOrigins(origins)) return true;
    throw cause;
  });
}

export async function hasOrigins(origins: readonly string[]): Promise<boolean> {
  return browser.permissions.contains({ origins: [...origins] });
}

/** Gives hosts back. False when the browser keeps them (those the manifest requires cannot be given back). */
export async function giveUpOrigins(origins: readonly string[]): Promise<boolean> {
  if (origins.length === 0) return true;
  try {
    return await browser.permissions.remove({ origins: [...origins] });
  } catch {
    return false;
  }
}

/** Match patterns of all hosts held. */
export async function grantedOrigins(): Promise<readonly string[]> {
  return (await browser.permissions.getAll()).origins ?? [];
}

/** Told when hosts or leaves come or go, in our pages or in the browser's own, with the hosts' patterns that went. */
export function onPermissionsChanged(listener: (removed: readonly string[]) => void): void {
  browser.permissions.onAdded.addListener(() => listener([]));
  browser.permissions.onRemoved.addListener(({ origins = [] }) => listener(origins));
}

/** What we send is derived from these two, by Firefox's names. */
const DATA = ['websiteActivity', 'websiteContent'] as const;

/**
 * Firefox (from 140) asks, by its own dialogue, before data derived from pages is sent. True elsewhere, where our own
 * consent is the one. Same rule as `requestOrigins`: first thing in a click handler.
 */
export function requestDataCollection(): Promise<boolean> {
  return import.meta.env.FIREFOX
    ? browser.permissions.request({ data_collection: [...DATA] })
    : Promise.resolve(true);
}

/** Whether the browser lets data that was derived from pages leave: its own pages may take that back at any time. */
export function mayCollectData(): Promise<boolean> {
  return import.meta.env.FIREFOX
    ? browser.permissions.contains({ data_collection: [...DATA] })
    : Promise.resolve(true);
}

/** Gives back what `requestDataCollection` was granted, once nothing is to be sent any more. */
export async function giveUpDataCollection(): Promise<void> {
  if (import.meta.env.FIREFOX) await browser.permissions.remove({ data_collection: [...DATA] });
}

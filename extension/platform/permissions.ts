import browser from 'webextension-polyfill';

/** Host permissions: optional ones, asked for one site at a time. */

/**
 * Asks the person for some hosts. Must be called first thing in a click handler: after an `await` the browser no
 * longer counts the click and refuses.
 *
 * @param origins match patterns, e.g. `https://archiveofourown.org/*`
 */
export function requestOrigins(origins: readonly string[]): Promise<boolean> {
  return browser.permissions.request({ origins: [...origins] });
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

/** Told when hosts come or go, in our pages or in the browser's own. */
export function onOriginsChanged(listener: (change: 'added' | 'removed') => void): void {
  browser.permissions.onAdded.addListener(() => listener('added'));
  browser.permissions.onRemoved.addListener(() => listener('removed'));
}

/**
 * Firefox (from 140) asks, by its own dialogue, before data derived from pages is sent. True elsewhere, where our own
 * consent is the one. Same rule as `requestOrigins`: first thing in a click handler.
 */
export function requestDataCollection(): Promise<boolean> {
  return import.meta.env.FIREFOX
    ? browser.permissions.request({ data_collection: ['websiteActivity', 'websiteContent'] })
    : Promise.resolve(true);
}

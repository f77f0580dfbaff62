import { FALLBACK_SITE, siteFor } from '../../sites/registry.ts';

/** The story site a tab shows, as the popup speaks of it. */
export interface TabSite {
  readonly id: string;
  /** A name a person knows: the site's own, or the host for a site without an adapter. */
  readonly name: string;
  /** Match patterns to ask the browser for when it is switched on. */
  readonly origins: readonly string[];
  /** False for the fallback, which learns from any site it is switched on for. */
  readonly known: boolean;
}

/**
 * @param address of the tab; null when the browser does not tell.
 * @returns null for what is no page on the web: the extension's own pages, settings, files.
 */
export function siteOfTab(address: string | null): TabSite | null {
  const url = address !== null && URL.canParse(address) ? new URL(address) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  const site = siteFor(url);
  if (site === null) return null;
  if (site.id !== FALLBACK_SITE) return { id: site.id, name: site.name, origins: site.matches, known: true };
  // Without the port: browsers ignore it in a pattern, and Firefox refuses it.
  const origins = [`${url.protocol}//${url.hostname}/*`];
  return { id: FALLBACK_SITE, name: url.hostname, origins, known: false };
}

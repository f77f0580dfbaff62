import { ao3 } from './ao3.ts';
import { demoLibrary } from './demo-library.ts';
import { fanFictionNet } from './fanfiction-net.ts';
import { gutenberg } from './gutenberg.ts';
import { inkitt } from './inkitt.ts';
import { matchesPattern } from './match-patterns.ts';
import { medium } from './medium.ts';
import { readability } from './readability.ts';
import { reddit } from './reddit.ts';
import { royalRoad } from './royal-road.ts';
import { scpWiki } from './scp-wiki.ts';
import { scribbleHub } from './scribble-hub.ts';
import type { Site } from './site.ts';
import { standardEbooks } from './standard-ebooks.ts';
import { substack } from './substack.ts';
import { tapas } from './tapas.ts';
import { wattpad } from './wattpad.ts';
import { webnovel } from './webnovel.ts';
import { wikisource } from './wikisource.ts';
import { xenforo } from './xenforo.ts';

/**
 * All story sites, the fallback last. For the background, the options and the command line; a content script
 * imports the one adapter it needs.
 */
export const sites: readonly Site[] = [
  ao3,
  royalRoad,
  scribbleHub,
  wattpad,
  fanFictionNet,
  xenforo,
  webnovel,
  inkitt,
  tapas,
  gutenberg,
  standardEbooks,
  wikisource,
  scpWiki,
  reddit,
  substack,
  medium,
  demoLibrary,
  readability,
];

/** The sites with an adapter of their own: all but the fallback, which is switched on host by host. */
export const sitesWithAdapter: readonly Site[] = sites.filter((site) => site !== readability);

/** The site an address belongs to; the fallback for any other web page, null for what is not on the web. */
export function siteFor(url: URL): Site | null {
  return sites.find((site) => site.matches.some((pattern) => matchesPattern(pattern, url))) ?? null;
}

export function siteById(id: string): Site | null {
  return sites.find((site) => site.id === id) ?? null;
}

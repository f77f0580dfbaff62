import { ao3 } from './ao3.ts';
import { demoLibrary } from './demo-library.ts';
import { fanFictionNet } from './fanfiction-net.ts';
import { gutenberg } from './gutenberg.ts';
import { inkitt } from './inkitt.ts';
import { medium } from './medium.ts';
import { readability } from './readability.ts';
import { reddit } from './reddit.ts';
import { siteFor } from './registry.ts';
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
 * How the pages of all sites are read. For the command line and for tests; a content script imports the one adapter it
 * needs.
 */
export const adapters: readonly Site[] = [
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

/** The adapter that reads an address, the fallback's for any other web page; null for what is not on the web. */
export function adapterFor(url: URL): Site | null {
  const home = siteFor(url);
  return adapters.find(({ id }) => id === home?.id) ?? null;
}

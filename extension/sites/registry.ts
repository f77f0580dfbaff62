import { ao3 } from './ao3.ts';
import { demoLibrary } from './demo-library.ts';
import { gutenberg } from './gutenberg.ts';
import { matchesPattern } from './match-patterns.ts';
import { readability } from './readability.ts';
import { royalRoad } from './royal-road.ts';
import { scpWiki } from './scp-wiki.ts';
import type { Site } from './site.ts';

/**
 * All story sites, the fallback last. For the background, the options and the command line; a content script
 * imports the one adapter it needs.
 */
export const sites: readonly Site[] = [ao3, royalRoad, gutenberg, scpWiki, demoLibrary, readability];

/** The site an address belongs to; the fallback for any other web page, null for what is not on the web. */
export function siteFor(url: URL): Site | null {
  return sites.find((site) => site.matches.some((pattern) => matchesPattern(pattern, url))) ?? null;
}

export function siteById(id: string): Site | null {
  return sites.find((site) => site.id === id) ?? null;
}

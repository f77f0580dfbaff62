import { matchesPattern } from './match-patterns.ts';

/** A story site as everything knows it but the script that reads its pages. */
export interface SiteHome {
  /** The name of its adapter's file; also the id in messages, consent and storage. */
  readonly id: string;
  readonly name: string;
  /** Match patterns of the pages the site's content script may run on, as in the extension's manifest. */
  readonly matches: readonly string[];
}

/**
 * All story sites, the fallback last. Their adapters are elsewhere (`adapters.ts`): they run in pages only, and what
 * asks for a site's name should not load how eighteen sites are read.
 */
export const sites: readonly SiteHome[] = [
  {
    id: 'ao3',
    name: 'Archive of Our Own',
    matches: [
      'https://*.archiveofourown.org/*',
      'https://squidgeworld.org/*',
      'https://*.squidgeworld.org/*',
    ],
  },
  { id: 'royal-road', name: 'Royal Road', matches: ['https://*.royalroad.com/*'] },
  { id: 'scribble-hub', name: 'Scribble Hub', matches: ['https://*.scribblehub.com/*'] },
  { id: 'wattpad', name: 'Wattpad', matches: ['https://*.wattpad.com/*'] },
  {
    id: 'fanfiction-net',
    name: 'FanFiction.net',
    matches: ['https://*.fanfiction.net/*', 'https://*.fictionpress.com/*'],
  },
  {
    id: 'xenforo',
    name: 'SpaceBattles, Sufficient Velocity and sister forums',
    matches: [
      'https://forums.spacebattles.com/*',
      'https://forums.sufficientvelocity.com/*',
      'https://forum.questionablequesting.com/*',
      'https://www.alternatehistory.com/*',
    ],
  },
  { id: 'webnovel', name: 'Webnovel', matches: ['https://*.webnovel.com/*'] },
  { id: 'inkitt', name: 'Inkitt', matches: ['https://*.inkitt.com/*'] },
  { id: 'tapas', name: 'Tapas', matches: ['https://*.tapas.io/*'] },
  { id: 'gutenberg', name: 'Project Gutenberg', matches: ['*://*.gutenberg.org/*'] },
  {
    id: 'standard-ebooks',
    name: 'Standard Ebooks',
    matches: ['https://standardebooks.org/*', 'https://*.standardebooks.org/*'],
  },
  { id: 'wikisource', name: 'Wikisource', matches: ['https://*.wikisource.org/*'] },
  {
    id: 'scp-wiki',
    name: 'SCP Wiki',
    matches: ['*://scp-wiki.wikidot.com/*', '*://*.scpwiki.com/*', '*://*.scp-wiki.net/*'],
  },
  {
    id: 'reddit',
    name: 'Reddit (r/nosleep, r/WritingPrompts, r/HFY …)',
    matches: ['https://*.reddit.com/*'],
  },
  { id: 'substack', name: 'Substack', matches: ['https://*.substack.com/*'] },
  { id: 'medium', name: 'Medium', matches: ['https://medium.com/*', 'https://*.medium.com/*'] },
  { id: 'demo-library', name: 'Demo library', matches: ['http://127.0.0.1/*', 'http://localhost/*'] },
  { id: 'readability', name: 'Other sites', matches: ['*://*/*'] },
];

/** The fallback's id: it is switched on host by host. */
export const FALLBACK_SITE = 'readability';

/** The sites with an adapter of their own: all but the fallback. */
export const sitesWithAdapter: readonly SiteHome[] = sites.filter(({ id }) => id !== FALLBACK_SITE);

/** The site an address belongs to; the fallback for any other web page, null for what is not on the web. */
export function siteFor(url: URL): SiteHome | null {
  return sites.find((site) => site.matches.some((pattern) => matchesPattern(pattern, url))) ?? null;
}

export function siteById(id: string): SiteHome | null {
  return sites.find((site) => site.id === id) ?? null;
}

/**
 * Where a work is found again, by the id its site's adapter gave it. Kept apart from the adapters: a page that is read
 * knows where it is.
 *
 * @returns null where ids do not tell, and for what is no id of the site
 */
export function addressOfWork(site: string, workId: string): string | null {
  const known = Object.hasOwn(addresses, site) ? addresses[site] : undefined;
  const found = known === undefined ? null : known[0].exec(workId);
  return known === undefined || found === null ? null : known[1](...found.slice(1));
}

type Address = readonly [id: RegExp, write: (...parts: (string | undefined)[]) => string];

const addresses: Readonly<Record<string, Address>> = {
  ao3: [/^(?:([\w.-]+):)?(\d+)$/, (host = 'archiveofourown.org', id = '') => `https://${host}/works/${id}`],
  'royal-road': [/^(\d+)$/, (id) => `https://www.royalroad.com/fiction/${id}`],
  'scribble-hub': [/^(\d+)$/, (id) => `https://www.scribblehub.com/series/${id}/a/`],
  wattpad: [/^(\d+)$/, (id) => `https://www.wattpad.com/story/${id}`],
  'fanfiction-net': [
    /^(?:(fictionpress\.com):)?(\d+)$/,
    (host = 'fanfiction.net', id = '') => `https://www.${host}/s/${id}/1/`,
  ],
  inkitt: [/^(\d+)$/, (id) => `https://www.inkitt.com/stories/${id}`],
  tapas: [/^([\w-]+)$/, (slug) => `https://tapas.io/series/${slug}`],
  gutenberg: [/^(\d+)$/, (id) => `https://www.gutenberg.org/ebooks/${id}`],
  'standard-ebooks': [/^([\w-]+(?:\/[\w-]+)+)$/, (path) => `https://standardebooks.org/ebooks/${path}`],
  wikisource: [
    /^([a-z-]{2,12}):(.+)$/,
    (language = '', page = '') => {
      const host = language === 'mul' ? 'wikisource.org' : `${language}.wikisource.org`;
      return `https://${host}/wiki/${encodeURIComponent(page.replace(/ /g, '_'))}`;
    },
  ],
  'scp-wiki': [/^([\w:-]+)$/, (page) => `https://scp-wiki.wikidot.com/${page}`],
  reddit: [/^(\w+)$/, (id) => `https://www.reddit.com/comments/${id}`],
  substack: [/^([\w-]+)\/([\w-]+)$/, (publication, slug) => `https://${publication}.substack.com/p/${slug}`],
  medium: [/^([0-9a-f]+)$/, (id) => `https://medium.com/p/${id}`],
};

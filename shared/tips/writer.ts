/**
 * Who a writer is to a tip: the profile of one story site, by its address, in one spelling.
 *
 * Names that a page shows are anybody's to choose; a profile's address is one account's.
 */

/** Sites on which a profile's address is known, with what of it names the account. */
const profiles: readonly { readonly hosts: readonly string[]; readonly path: RegExp; readonly as: string }[] =
  [
    {
      hosts: ['archiveofourown.org', 'squidgeworld.org'],
      // A pseud is another name of the same account.
      path: /^\/users\/([a-z0-9_]{1,60})(?:\/|$)/i,
      as: 'users',
    },
    {
      hosts: ['royalroad.com', 'scribblehub.com', 'webnovel.com'],
      path: /^\/profile\/(\d{1,12})(?:\/|$)/,
      as: 'profile',
    },
    { hosts: ['wattpad.com'], path: /^\/user\/([a-z0-9_-]{1,60})(?:\/|$)/i, as: 'user' },
    { hosts: ['fanfiction.net', 'fictionpress.com'], path: /^\/u\/(\d{1,12})(?:\/|$)/, as: 'u' },
    {
      hosts: ['forums.spacebattles.com', 'forums.sufficientvelocity.com', 'forum.questionablequesting.com'],
      path: /^\/members\/(?:[^/]{0,200}\.)?(\d{1,12})(?:\/|$)/,
      as: 'members',
    },
    {
      hosts: ['alternatehistory.com'],
      path: /^\/forum\/members\/(?:[^/]{0,200}\.)?(\d{1,12})(?:\/|$)/,
      as: 'forum/members',
    },
    { hosts: ['reddit.com'], path: /^\/u(?:ser)?\/([a-z0-9_-]{1,60})(?:\/|$)/i, as: 'user' },
    { hosts: ['medium.com'], path: /^\/@([a-z0-9._-]{1,60})(?:\/|$)/i, as: '@' },
  ];

/** Parts before a host under which these sites serve the same pages. */
const SAME_SITE = /^(?:www|m|old|new|sh)\./;

/**
 * The writer whose profile an address is, as `host/path` in lower case, e.g. `archiveofourown.org/users/quill`; null for
 * any other address, and for sites whose profiles are not known.
 */
export function writerAt(address: string): string | null {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  const host = url.hostname.toLowerCase().replace(SAME_SITE, '');
  const site = profiles.find(({ hosts }) => hosts.includes(host));
  const account = site?.path.exec(url.pathname)?.[1]?.toLowerCase();
  if (site === undefined || account === undefined) return null;
  return site.as === '@' ? `${host}/@${account}` : `${host}/${site.as}/${account}`;
}

/** The hosts on whose pages tips are known. */
export const tipHosts: readonly string[] = profiles.flatMap(({ hosts }) => hosts);

import type { Status } from '../../storage/records.ts';

/** How well a site's pages could be read lately. */
export interface SiteHealth {
  readonly is: 'well' | 'partly' | 'changed';
  readonly opened: number;
  readonly unread: number;
  /** Fields that went missing, most often missed first. */
  readonly missing: readonly string[];
}

/** Judges a site: `changed` when most of its pages could not be read, `partly` when some could not. */
export function siteHealth(status: Status<'siteHealth'> | null, site: string): SiteHealth {
  const seen = status !== null && Object.hasOwn(status.sites, site) ? status.sites[site] : undefined;
  const opened = seen?.opened ?? 0;
  const unread = seen?.unknown ?? 0;
  const missing = Object.entries(seen?.missing ?? {})
    .sort(([, one], [, other]) => other - one)
    .map(([field]) => field);
  const changed = unread > 0 && unread >= opened * UNREADABLE_SHARE;
  return { is: changed ? 'changed' : unread > 0 ? 'partly' : 'well', opened, unread, missing };
}

/** From which share of unread pages on a site counts as changed. */
const UNREADABLE_SHARE = 0.5;

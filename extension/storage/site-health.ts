import type { HealthNote } from '../../shared/protocol/page.ts';
import type { TaleDatabase } from './database.ts';
import { changeStatus } from './status.ts';

/** Pages counted before older ones begin to fade, so that a site that was mended looks mended within days. */
const WINDOW = 100;
/** Different fields remembered a site. */
const MAX_FIELDS = 60;

/**
 * Counts how a page of a site was understood. The popup tells from it that "this site's page has changed"; no
 * address and no title is kept.
 *
 * @param known whether the adapter understood the page.
 */
export async function countPage(
  db: TaleDatabase,
  site: string,
  known: boolean,
  notes: readonly HealthNote[],
  at: number,
): Promise<void> {
  await changeStatus(db, 'siteHealth', (current) => {
    const sites = current?.sites ?? {};
    const before = Object.hasOwn(sites, site) ? sites[site] : undefined;
    const fade = (count: number): number => ((before?.opened ?? 0) >= WINDOW ? Math.floor(count / 2) : count);
    const missing = new Map(
      Object.entries(before?.missing ?? {})
        .map(([field, count]): [string, number] => [field, fade(count)])
        .filter(([, count]) => count > 0),
    );
    for (const { field } of notes) {
      if (missing.has(field) || missing.size < MAX_FIELDS) missing.set(field, (missing.get(field) ?? 0) + 1);
    }
    const health = {
      opened: fade(before?.opened ?? 0) + 1,
      unknown: fade(before?.unknown ?? 0) + (known ? 0 : 1),
      missing: Object.fromEntries(missing),
      at,
    };
    return { sites: { ...sites, [site]: health } };
  });
}

/** Forgets a site's counts. */
export async function forgetSiteHealth(db: TaleDatabase, site: string): Promise<void> {
  await changeStatus(db, 'siteHealth', (current) => {
    if (current === null || !Object.hasOwn(current.sites, site)) return null;
    return { sites: Object.fromEntries(Object.entries(current.sites).filter(([id]) => id !== site)) };
  });
}

import type { PageMenuEntry } from '../platform/page-menu.ts';
import type { SiteHome } from '../sites/registry.ts';
import type { Consent } from '../storage/records.ts';
import { isPaused, isSiteOn } from './gate.ts';
import { hasAgreed } from './record.ts';

/**
 * The entries by what was agreed to: a site that is off can be switched on, on a site that is on learning can be paused
 * or taken up again. Nothing before anything was agreed. Switching off, which deletes, is left to the popup. Pure.
 *
 * @param sites those with an adapter of their own
 */
export function pageMenu(consent: Consent, sites: readonly SiteHome[], now: number): PageMenuEntry[] {
  if (!hasAgreed(consent)) return [];
  const matchesOf = (on: boolean): string[] =>
    sites.filter(({ id }) => isSiteOn(consent, id) === on).flatMap(({ matches }) => matches);
  const entries: PageMenuEntry[] = [
    { act: 'switch-on', matches: matchesOf(false) },
    { act: isPaused(consent, now) ? 'resume' : 'pause', matches: matchesOf(true) },
  ];
  return entries.filter(({ matches }) => matches.length > 0);
}

import { askAndSwitchOn as ask } from '../consent/ask-and-switch-on.ts';
import { switchSiteOff } from '../consent/changes.ts';
import { requestOrigins } from '../platform/permissions.ts';
import { changeChoices, noteChoices } from './change-choices.ts';
import type { Words } from './strings.ts';

/**
 * Switches a site on from one of our pages. Must be called in the click itself.
 *
 * @param held whether the hosts were held when the page last looked (a headless browser never answers the question).
 * @returns what to tell the person, or null when it went well.
 */
export async function askAndSwitchOn(
  site: string,
  origins: readonly string[],
  held: boolean,
): Promise<Words | null> {
  const switched = await ask(
    { now: Date.now, request: requestOrigins, note: noteChoices, change: changeChoices },
    site,
    origins,
    held,
  );
  switch (switched.is) {
    case 'on':
      return null;
    case 'refused':
      return { key: 'siteRefused' };
    case 'not-asked':
      return { key: 'siteNotAsked' };
    case 'trouble':
      return switched.trouble;
  }
}

/**
 * Switches a site off, or the named hosts of it; what was gathered under it is deleted, and the hosts are given back.
 */
export function switchOff(site: string, origins?: readonly string[]): Promise<Words | null> {
  return changeChoices((consent) => switchSiteOff(consent, site, Date.now(), origins));
}

import { switchSiteOff, switchSiteOn } from '../consent/changes.ts';
import { requestOrigins } from '../platform/permissions.ts';
import { changeChoices, noteChoices } from './change-choices.ts';
import type { Words } from './strings.ts';

/**
 * Switches a site on, asking the browser for its hosts where they are not held yet.
 *
 * Must be called in the click itself: the browser is asked before anything is awaited. The choice is written down
 * while it asks, because its dialogue takes the focus and may close the popup: the background acts on the record when
 * the permission arrives, and takes a choice back that has none.
 *
 * @param held whether the hosts were held when the page last looked (a headless browser never answers the question).
 * @returns what to tell the person, or null when it went well.
 */
export function askAndSwitchOn(
  site: string,
  origins: readonly string[],
  held: boolean,
): Promise<Words | null> {
  const answer = held ? Promise.resolve(true) : requestOrigins(origins);
  const noted = noteChoices((consent) => switchSiteOn(consent, site, origins, Date.now()));
  return answer.then(
    async (granted) => {
      const trouble = await noted;
      if (trouble !== null) return trouble;
      return granted ? changeChoices((consent) => consent) : takeBack(site, origins, { key: 'siteRefused' });
    },
    async () => {
      await noted;
      return takeBack(site, origins, { key: 'siteNotAsked' });
    },
  );
}

/**
 * Switches a site off, or the named hosts of it; what was gathered under it is deleted, and the hosts are given back.
 */
export function switchOff(site: string, origins?: readonly string[]): Promise<Words | null> {
  return changeChoices((consent) => switchSiteOff(consent, site, Date.now(), origins));
}

async function takeBack(site: string, origins: readonly string[], words: Words): Promise<Words> {
  return (await switchOff(site, origins)) ?? words;
}

import type { Consent } from '../storage/records.ts';
import { CONSENT_TEXT_VERSION, defaultConsent } from './record.ts';

/** The changes a person can make to their consent: pure, record in, record out. Save them by `changeConsent`. */

/** The text as it stands was read and agreed to. Switches stay as they are. */
export function agree(consent: Consent, now: number): Consent {
  return { ...consent, textVersion: CONSENT_TEXT_VERSION, agreedAt: now };
}

/** Everything off, as before anything was agreed; the server's address stays. */
export function withdrawEverything(consent: Consent): Consent {
  return { ...defaultConsent(), server: consent.server };
}

/** @param origins match patterns the browser granted for the site, e.g. `https://archiveofourown.org/*` */
export function switchSiteOn(
  consent: Consent,
  site: string,
  origins: readonly string[],
  now: number,
): Consent {
  const before = Object.hasOwn(consent.sites, site) ? consent.sites[site] : undefined;
  const all = [...new Set([...(before?.on === true ? before.origins : []), ...origins])].sort();
  return { ...consent, sites: { ...consent.sites, [site]: { on: true, at: now, origins: all } } };
}

/** Switches a site off, or, where origins are named, takes only these from it (the fallback has several). */
export function switchSiteOff(
  consent: Consent,
  site: string,
  now: number,
  origins?: readonly string[],
): Consent {
  if (!Object.hasOwn(consent.sites, site)) return consent;
  const left =
    origins === undefined
      ? []
      : (consent.sites[site]?.origins ?? []).filter((origin) => !origins.includes(origin));
  return { ...consent, sites: { ...consent.sites, [site]: { on: left.length > 0, at: now, origins: left } } };
}

export function setKind(consent: Consent, kind: keyof Consent['kinds'], on: boolean): Consent {
  return { ...consent, kinds: { ...consent.kinds, [kind]: on } };
}

export function setContribute(consent: Consent, on: boolean): Consent {
  return { ...consent, contribute: on };
}

export function setBadges(consent: Consent, on: boolean): Consent {
  return { ...consent, badges: on };
}

export function setSuggestions(consent: Consent, on: boolean): Consent {
  return { ...consent, suggestions: on };
}

/** @param url an http(s) address; its path and query are dropped. @throws {TypeError} when it is no address. */
export function setServer(consent: Consent, url: string): Consent {
  const { origin, protocol } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:')
    throw new TypeError('A server address starts with https://');
  return { ...consent, server: origin };
}

/** Rests capture and training; `restart` is until the browser starts again. */
export function pause(consent: Consent, until: number | 'restart'): Consent {
  return { ...consent, pausedUntil: until };
}

export function resume(consent: Consent): Consent {
  return { ...consent, pausedUntil: null };
}

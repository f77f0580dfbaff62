import type { AllowedKinds } from '../messaging/messages.ts';
import { matchesPattern } from '../sites/match-patterns.ts';
import type { Consent } from '../storage/records.ts';
import { hasAgreed } from './record.ts';

/** The gate: pure questions to the consent record that everything asks at run time before it acts. */

/** Which kinds of signal may be captured on this site right now. */
export function allowedKinds(consent: Consent, site: string, now: number): AllowedKinds {
  const open = mayCapture(consent, site, now);
  return {
    reading: open && consent.kinds.reading,
    feedback: open && consent.kinds.feedback,
    writing: open && consent.kinds.writing,
  };
}

/** Whether anything at all may be kept of what this site's pages show. */
export function mayRemember(consent: Consent, site: string, now: number): boolean {
  const { reading, feedback } = allowedKinds(consent, site, now);
  return reading || feedback;
}

/** Whether match badges are shown on this site: no capture, so a pause of learning leaves them. */
export function mayShowBadges(consent: Consent, site: string): boolean {
  return hasAgreed(consent) && isSiteOn(consent, site) && consent.badges;
}

/** Whether suggestions are given in this site's editors: nothing is kept, so a pause of learning leaves them. */
export function maySuggest(consent: Consent, site: string): boolean {
  return hasAgreed(consent) && isSiteOn(consent, site) && consent.suggestions;
}

/** Whether the device may train on what is stored. */
export function mayTrain(consent: Consent, now: number): boolean {
  const { reading, feedback, writing } = consent.kinds;
  return hasAgreed(consent) && !isPaused(consent, now) && (reading || feedback || writing);
}

/** Whether what was learnt may be sent. */
export function mayContribute(consent: Consent, now: number): boolean {
  return mayTrain(consent, now) && consent.contribute;
}

export function isPaused(consent: Consent, now: number): boolean {
  return consent.pausedUntil === 'restart' || (consent.pausedUntil !== null && now < consent.pausedUntil);
}

/** Sites that are switched on, by id. */
export function sitesOn(consent: Consent): string[] {
  return Object.entries(consent.sites)
    .filter(([, site]) => site.on)
    .map(([id]) => id)
    .sort();
}

/** `Object.hasOwn`: a site id such as `constructor` is no property of the record. */
export function isSiteOn(consent: Consent, site: string): boolean {
  return Object.hasOwn(consent.sites, site) && consent.sites[site]?.on === true;
}

/** The origins (match patterns) a site was switched on for. */
export function originsOf(consent: Consent, site: string): readonly string[] {
  return isSiteOn(consent, site) ? (consent.sites[site]?.origins ?? []) : [];
}

/** Whether a page is of a site that is on, and of a host that was agreed to: the fallback is on for single hosts only. */
export function coversPage(consent: Consent, site: string, url: URL): boolean {
  return isSiteOn(consent, site) && originsOf(consent, site).some((pattern) => matchesPattern(pattern, url));
}

function mayCapture(consent: Consent, site: string, now: number): boolean {
  return hasAgreed(consent) && isSiteOn(consent, site) && !isPaused(consent, now);
}

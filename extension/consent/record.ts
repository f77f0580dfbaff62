import type { TaleDatabase } from '../storage/database.ts';
import { type Consent, consentSchema } from '../storage/records.ts';

/**
 * What was agreed to: one record, all off until a person switches it on, with the version of the text they read.
 */

/**
 * Version of the text that consent is given to (onboarding and PRIVACY.md). Raise it when what is gathered or sent
 * changes: the gate then closes until the person has agreed anew; nothing is deleted meanwhile.
 */
export const CONSENT_TEXT_VERSION = 3;

/** The server that is proposed at first; a person may name another. */
export const DEFAULT_SERVER = 'http://127.0.0.1:8787';

/** Before anything was agreed: every switch off. */
export function defaultConsent(): Consent {
  return {
    key: 'current',
    textVersion: 0,
    agreedAt: null,
    sites: {},
    kinds: { reading: false, feedback: false, writing: false },
    contribute: false,
    badges: false,
    suggestions: false,
    server: DEFAULT_SERVER,
    pausedUntil: null,
  };
}

/**
 * The record; the default where there is none, and where it is damaged: a consent that cannot be read is no consent.
 */
export async function readConsent(db: TaleDatabase): Promise<Consent> {
  const parsed = consentSchema.safeParse(await db.consent.get('current'));
  return parsed.success ? parsed.data : defaultConsent();
}

/** Whether the person agreed to the text as it stands now. */
export function hasAgreed(consent: Consent): boolean {
  return consent.agreedAt !== null && consent.textVersion === CONSENT_TEXT_VERSION;
}

/** Whether a consent was given once, to an earlier text: they are asked again, with what changed. */
export function mustAskAgain(consent: Consent): boolean {
  return consent.agreedAt !== null && consent.textVersion !== CONSENT_TEXT_VERSION;
}

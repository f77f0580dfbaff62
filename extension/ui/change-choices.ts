import { withdrawEverything } from '../consent/changes.ts';
import { changeConsent } from '../consent/save.ts';
import { sendToBackground } from '../messaging/send.ts';
import { giveUpDataCollection } from '../platform/permissions.ts';
import { database } from '../storage/database.ts';
import type { Consent } from '../storage/records.ts';
import type { Words } from './strings.ts';

/**
 * Saves a change of what was agreed to and has the background act on it (content scripts, open pages, permissions).
 *
 * @returns what to tell the person, or null when it went well. The record counts from the moment it is written, even
 *   when the background could not be reached: everything asks it before it acts.
 */
export async function changeChoices(change: (consent: Consent) => Consent): Promise<Words | null> {
  const trouble = await noteChoices(change);
  if (trouble !== null) return trouble;
  const reply = await sendToBackground('consent.apply', {});
  return reply.ok ? null : { key: 'choicesNotApplied', values: [reply.message] };
}

/** Takes back everything that was agreed to, and gives back what the browser had allowed for it. */
export async function withdrawAll(): Promise<Words | null> {
  const trouble = await changeChoices(withdrawEverything);
  await giveUpDataCollection();
  return trouble;
}

/** Saves a change without acting on it yet. */
export async function noteChoices(change: (consent: Consent) => Consent): Promise<Words | null> {
  try {
    await changeConsent(database, change);
    return null;
  } catch {
    return { key: 'choicesNotSaved' };
  }
}

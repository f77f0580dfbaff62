import browser from 'webextension-polyfill';

/** Alarms wake the background when it sleeps; they end with an update of the extension, so set them at every start. */

/** Sets a repeating alarm unless it is set already with the same period: a start must not put it off for ever. */
export async function ensureAlarm(name: string, everyMinutes: number): Promise<void> {
  const existing = await browser.alarms.get(name);
  if (existing?.periodInMinutes === everyMinutes) return;
  browser.alarms.create(name, { delayInMinutes: 1, periodInMinutes: everyMinutes });
}

/** One ring at a time, ms since 1970; replaces one of the same name. */
export function ringAt(name: string, at: number): void {
  browser.alarms.create(name, { when: at });
}

/** Like `ringAt`, but an earlier ring that is already set stays. */
export async function ringSooner(name: string, at: number): Promise<void> {
  const existing = await browser.alarms.get(name);
  if (existing === undefined || existing.scheduledTime > at) ringAt(name, at);
}

export function onAlarm(listener: (name: string) => void): void {
  browser.alarms.onAlarm.addListener((alarm) => listener(alarm.name));
}

import browser from 'webextension-polyfill';

/** Whether the person uses the computer; `locked` counts as away. */
export type Presence = 'active' | 'idle' | 'locked';

/** Away means: no input for this long, in any program. */
const AWAY_AFTER_SECONDS = 60;

export async function presence(): Promise<Presence> {
  return browser.idle.queryState(AWAY_AFTER_SECONDS);
}

/** Told when a person leaves or returns. */
export function onPresence(listener: (presence: Presence) => void): void {
  browser.idle.setDetectionInterval(AWAY_AFTER_SECONDS);
  browser.idle.onStateChanged.addListener(listener);
}

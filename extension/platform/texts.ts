import browser from 'webextension-polyfill';

/** A text of `_locales` in the browser's language; its key where it is missing, so that nothing is ever blank. */
export function text(key: string, ...values: readonly string[]): string {
  return browser.i18n.getMessage(key, [...values]) || key;
}

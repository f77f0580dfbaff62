import { type Component, mount } from 'svelte';
import { language, type MessageKey, t } from './strings.ts';
import './base.css';

/**
 * Puts a page's component into `#page`, with the document's language and title in the reader's language.
 *
 * @throws {Error} when the page has no `#page`: the build is broken.
 */
export function mountPage(page: Component, title: MessageKey): void {
  mount(page, { target: preparedPage(title) });
}

/** The element a page's component is put into. @throws {Error} as `mountPage` */
export function preparedPage(title: MessageKey): HTMLElement {
  const target = document.getElementById('page');
  if (target === null) throw new Error('The page has no element #page to be shown in.');
  document.documentElement.lang = language();
  document.title = t(title);
  return target;
}

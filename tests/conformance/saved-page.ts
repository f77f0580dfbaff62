import { readFileSync } from 'node:fs';
import { JSDOM, VirtualConsole } from 'jsdom';
import type { StyleResolver } from '../../extension/sites/visibility.ts';
import { savedPageStyles } from '../../server/cli/page-styles.ts';

export interface SavedPage {
  readonly url: URL;
  readonly document: Document;
  readonly styles: StyleResolver;
}

/** The markup of a page in `tests/pages`. */
export function savedMarkup(file: string): string {
  return readFileSync(new URL(`../pages/${file}`, import.meta.url), 'utf8');
}

/** A saved page as a document without a browser: no script runs, nothing is loaded. */
export function openPage(url: string, html: string): SavedPage {
  const { document } = new JSDOM(html, { url, virtualConsole: new VirtualConsole() }).window;
  return { url: new URL(url), document, styles: savedPageStyles(document) };
}

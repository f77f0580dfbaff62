import { readFileSync } from 'node:fs';

/** A file of `assets/` the pages load, or undefined. Read once, at start: a missing one stops the library there. */
export function assetOf(name: string): Asset | undefined {
  return assets.get(name);
}

export interface Asset {
  text: string;
  /** Media type with its character set. */
  type: string;
}

const types = {
  'library.css': 'text/css; charset=utf-8',
  'feedback.js': 'text/javascript; charset=utf-8',
  'drafts.js': 'text/javascript; charset=utf-8',
  'drafts-page.js': 'text/javascript; charset=utf-8',
  'editor-page.js': 'text/javascript; charset=utf-8',
  'lamp.svg': 'image/svg+xml',
} as const;

const assets: ReadonlyMap<string, Asset> = new Map(
  Object.entries(types).map(([name, type]) => [
    name,
    { text: readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8'), type },
  ]),
);

import type { Health } from './health.ts';
import type { EditorPage, ListedWork, ListingPage } from './site.ts';

/** A listing of the works that could be read; null, with a note, if there are none. */
export function listingOf(works: readonly (ListedWork | null)[], health: Health): ListingPage | null {
  const known = works.filter((work) => work !== null);
  if (known.length > 0) return { kind: 'listing', works: known };
  health.note('works', 'missing', true);
  return null;
}

/** The editor a writer types in; null, with a note, if it is not there. */
export function editorOf(elements: readonly Element[], health: Health): EditorPage | null {
  if (elements.length > 0) return { kind: 'editor', elements };
  health.note('editor', 'missing', true);
  return null;
}

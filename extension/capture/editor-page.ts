/**
 * The page's editors, as the site's script knows them, for the writing script: both run in one world, and the second
 * is brought in only where somebody writes.
 */
export interface EditorsOnPage {
  readonly site: string;
  /** Asked anew each time, since some editors come late. */
  elements(): readonly Element[];
  /** Ends with the page, or when writing is switched off. */
  readonly signal: AbortSignal;
}

const KEY = Symbol.for('prompttale.editors');

/** Says where the page's editors are. */
export function nameEditors(editors: EditorsOnPage): void {
  Reflect.set(globalThis, KEY, editors);
}

/** The editors that were named last; null where none were, or they are gone. */
export function namedEditors(): EditorsOnPage | null {
  const named: unknown = Reflect.get(globalThis, KEY);
  return isNamed(named) && !named.signal.aborted ? named : null;
}

function isNamed(value: unknown): value is EditorsOnPage {
  return typeof value === 'object' && value !== null && 'elements' in value && 'signal' in value;
}

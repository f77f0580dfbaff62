import type { TaleDatabase } from './database.ts';
import { readStatus, writeStatus } from './status.ts';

/** A failure of the database in words a person can act on. The cause is kept. */
export class StorageTrouble extends Error {
  readonly code: 'STORAGE_FULL' | 'STORAGE_UNREADABLE';

  constructor(code: StorageTrouble['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StorageTrouble';
    this.code = code;
  }
}

/**
 * Does some work on the database. Trouble is told in the status `storage`, and the next success clears it.
 *
 * @throws {StorageTrouble} when space is short or the database cannot be opened; whatever else failed, as it is.
 */
export type StorageGuard = <T>(work: () => Promise<T>) => Promise<T>;

/** Writes are transactions, so work that fails here has left nothing half done. */
export function createStorageGuard(
  db: TaleDatabase,
  now: () => number,
  onTrouble: () => void = () => {},
): StorageGuard {
  /** Undefined until the row was looked at: an earlier life may have left a problem there. */
  let shown: string | null | undefined;
  /** Trouble that there was no room to write down: whoever follows the row is to hear at least that it is over. */
  let untold = false;

  const show = async (problem: string | null): Promise<void> => {
    try {
      shown ??= (await readStatus(db, 'storage'))?.problem ?? null;
      if (shown === problem && !untold) return;
      await writeStatus(db, 'storage', { problem, at: now() });
      shown = problem;
      untold = false;
    } catch {
      // A full disk may refuse this row too: the caller is told by the error, the person by the toolbar.
      untold = true;
    }
    if (problem !== null) onTrouble();
  };

  return async (work) => {
    try {
      const result = await work();
      await show(null);
      return result;
    } catch (cause) {
      const trouble = troubleOf(cause);
      if (trouble === null) throw cause;
      await show(trouble.message);
      throw trouble;
    }
  };
}

/** The trouble behind an error, however deep Dexie has wrapped it; null when it is something else. */
export function troubleOf(error: unknown): StorageTrouble | null {
  if (error instanceof StorageTrouble) return error;
  const names = namesWithin(error);
  if (names.includes('QuotaExceededError')) {
    return new StorageTrouble(
      'STORAGE_FULL',
      'There is no space left to store on this device. What was stored before is safe; free some disk space, or delete old days under “Your data”.',
      { cause: error },
    );
  }
  if (names.some((name) => unreadable.has(name))) {
    return new StorageTrouble(
      'STORAGE_UNREADABLE',
      'The extension’s database could not be opened. Restart the browser; if that does not help, export and erase your data under “Your data”.',
      { cause: error },
    );
  }
  return null;
}

const unreadable = new Set([
  'OpenFailedError',
  'DatabaseClosedError',
  'MissingAPIError',
  'UnknownError',
  'VersionError',
  'UpgradeError',
  'InvalidStateError',
]);

/** Names of an error and of those it wraps (`inner` is Dexie's, `cause` the language's). */
function namesWithin(error: unknown, depth = 0): string[] {
  if (depth > 5 || typeof error !== 'object' || error === null) return [];
  const name = 'name' in error && typeof error.name === 'string' ? [error.name] : [];
  const inner = 'inner' in error ? namesWithin(error.inner, depth + 1) : [];
  const cause = 'cause' in error ? namesWithin(error.cause, depth + 1) : [];
  return [...name, ...inner, ...cause];
}

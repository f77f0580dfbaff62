import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TaleDatabase } from '../storage/database.ts';
import { canStore } from './can-store.ts';

let db: TaleDatabase;
beforeEach(() => {
  db = new TaleDatabase('can store');
});
afterEach(() => db.delete());

/** Has every writing to the settings fail so. */
function failWriting(error: DOMException): void {
  db.settings.hook('creating', () => {
    throw error;
  });
}

describe('whether a row can be stored', () => {
  it('is found out by storing one, of which nothing stays', async () => {
    expect(await canStore(db)).toBe(true);
    expect(await db.settings.count()).toBe(0);
  });

  it('is denied when the browser has no room', async () => {
    failWriting(new DOMException('full', 'QuotaExceededError'));
    expect(await canStore(db)).toBe(false);
  });

  it('is not denied for trouble of another kind, which is told elsewhere', async () => {
    failWriting(new DOMException('broken', 'DataError'));
    expect(await canStore(db)).toBe(true);
  });
});

import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TaleDatabase } from '../storage/database.ts';
import { sampleFacts } from '../storage/sample-rows.ts';
import { markLabel, pinnedLabelOf, raisedByPin, readTasteMarks, withoutIgnored } from './taste-marks.ts';

let db: TaleDatabase;
let count = 0;
beforeEach(() => {
  db = new TaleDatabase(`marks ${count++}`);
});
afterEach(async () => {
  await db.delete();
});

const facts = sampleFacts('1', {
  tags: ['Slow Burn', 'Horror'],
  fandoms: ['Lighthouses'],
  warnings: ['Gore'],
});

describe('what a reader decides about labels', () => {
  it('is ignoring or pinning, one of the two, until it is taken back', async () => {
    await markLabel(db, 'Slow-Burn', 'ignored');
    await markLabel(db, 'slow burn', 'pinned');
    expect(await readTasteMarks(db)).toEqual({ ignored: new Set(), pinned: new Set(['slow burn']) });
    await markLabel(db, '#slow_burn', null);
    expect((await readTasteMarks(db)).pinned.size).toBe(0);
  });

  it('takes ignored labels out, however they are spelt and whatever kind they are', async () => {
    for (const label of ['horror', 'LIGHTHOUSES', 'gore']) await markLabel(db, label, 'ignored');
    const marks = await readTasteMarks(db);
    expect(withoutIgnored(facts, marks)).toMatchObject({ tags: ['Slow Burn'], fandoms: [], warnings: [] });
    expect(withoutIgnored(sampleFacts('2'), marks)).toEqual(sampleFacts('2'));
  });

  it('finds a pinned label as the page spells it', async () => {
    await markLabel(db, 'slow burn', 'pinned');
    expect(pinnedLabelOf(facts, await readTasteMarks(db))).toBe('Slow Burn');
    expect(pinnedLabelOf(sampleFacts('2', { tags: [] }), await readTasteMarks(db))).toBeNull();
  });

  it('outlives damage of its record as if nothing had been decided', async () => {
    await db.settings.put({ key: 'taste-marks', value: { ignored: 'everything' } });
    expect(await readTasteMarks(db)).toEqual({ ignored: new Set(), pinned: new Set() });
    await markLabel(db, '  ', 'ignored');
    expect((await readTasteMarks(db)).ignored.size).toBe(0);
  });

  it('raises a chance by a pin, in order, and never out of its range', () => {
    expect(raisedByPin(0.5)).toBeCloseTo(0.7, 2);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (chance) => {
        const raised = raisedByPin(chance);
        expect(raised).toBeGreaterThanOrEqual(chance - 1e-9);
        expect(raised).toBeLessThanOrEqual(1);
      }),
    );
  });
});

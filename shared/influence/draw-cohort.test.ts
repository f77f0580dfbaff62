import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../crypto/sha256.ts';
import { type DrawEntry, drawCohort } from './draw-cohort.ts';

const hash = (text: string) => sha256Hex(new TextEncoder().encode(text));
const entry = (name: string, established = true, entity = name): DrawEntry => ({
  update: hash(name),
  entity,
  established,
});
const crowdOf = (count: number, established: boolean, name = established ? 'old' : 'new') =>
  Array.from({ length: count }, (_, i) => entry(`${name} ${i}`, established));
const options = (size: number, crowd: boolean, seed = 'a') => ({
  size,
  seed: hash(seed),
  label: 'cohort of round 1',
  crowd,
});

describe('the draw of a cohort', () => {
  it('does not depend on the order of arrival, and leaves nobody out of its two lists', () => {
    const entries = [...crowdOf(30, true), ...crowdOf(10, false)];
    const there = drawCohort(entries, options(20, true));
    expect(drawCohort([...entries].reverse(), options(20, true))).toEqual(there);
    expect([...there.cohort, ...there.notDrawn].sort()).toEqual(entries.map(({ update }) => update).sort());
  });

  it('takes one update an entity, the first in its order', () => {
    const entries = [entry('a 1', true, 'a'), entry('a 2', true, 'a'), entry('b')];
    const { cohort, notDrawn } = drawCohort(entries, options(9, false));
    expect([cohort.length, notDrawn.length]).toEqual([2, 1]);
  });

  it('holds newcomers to one for nine once there is a crowd, however many come', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 60 }),
        fc.nat({ max: 200 }),
        fc.integer({ min: 1, max: 80 }),
        fc.string(),
        (old, young, size, seed) => {
          const entries = [...crowdOf(old, true), ...crowdOf(young, false)];
          const drawn = new Set(drawCohort(entries, options(size, true, seed)).cohort);
          const established = entries.filter((e) => e.established && drawn.has(e.update)).length;
          expect(drawn.size - established).toBeLessThanOrEqual(Math.floor(established / 9));
          // Places that newcomers may not have are the established ones'.
          expect(established).toBeGreaterThanOrEqual(Math.min(old, size - Math.floor(size / 10)));
        },
      ),
    );
  });

  it('lets a newcomer in no more often than somebody established', () => {
    let [old, young] = [0, 0];
    for (let round = 0; round < 300; round++) {
      const { cohort } = drawCohort(
        [...crowdOf(99, true), entry('stranger', false)],
        options(20, true, `${round}`),
      );
      if (cohort.includes(hash('stranger'))) young++;
      if (cohort.includes(hash('old 7'))) old++;
    }
    expect(young).toBeLessThan(1.3 * 60);
    expect(old).toBeGreaterThan(0.7 * 60);
  });

  it('takes whoever comes while there is no crowd', () => {
    expect(drawCohort(crowdOf(7, false), options(5, false)).cohort).toHaveLength(5);
    expect(drawCohort(crowdOf(7, false), options(5, true)).cohort).toEqual([]);
  });
});

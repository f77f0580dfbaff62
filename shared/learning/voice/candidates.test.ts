import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../text/hashing.ts';
import { UNKNOWN } from '../../text/vocabulary.ts';
import { candidateSampler } from './candidates.ts';

describe('candidates of a sampled softmax', () => {
  const frequencies = Float32Array.from({ length: 500 }, (_, id) => 1 / (id + 1));

  it('have every target once, at the place they say', () => {
    const targets = [7, 400, 7, UNKNOWN];
    const drawn = candidateSampler(frequencies).draw(targets, 50, seededRandom(1));
    expect(new Set(drawn.ids).size).toBe(drawn.ids.length);
    expect([0, 1, 2].map((at) => drawn.ids[drawn.targets[at]!])).toEqual([7, 400, 7]);
    expect([...drawn.weights]).toEqual([1 / 3, 1 / 3, 1 / 3, 0].map(Math.fround));
    expect(drawn.ids).not.toContain(UNKNOWN);
  });

  it('leave something to learn of a word that public texts do not have', () => {
    const rare = Float32Array.from({ length: 50 }, (_, id) => (id === 30 ? 0 : 1));
    const { ids, logChances, targets } = candidateSampler(rare).draw([30], 10, seededRandom(2));
    expect(ids[targets[0] ?? -1]).toBe(30);
    expect(logChances[targets[0] ?? -1]).toBeGreaterThan(-17);
  });

  it('are as often drawn as their chances say', () => {
    const sampler = candidateSampler(frequencies);
    const random = seededRandom('often');
    const draws = 400;
    const seen = new Map<number, number>();
    let chances = new Map<number, number>();
    for (let draw = 0; draw < draws; draw++) {
      const { ids, logChances } = sampler.draw([], 60, random);
      for (const id of ids) seen.set(id, (seen.get(id) ?? 0) + 1);
      chances = new Map([
        ...chances,
        ...Array.from(ids, (id, at): [number, number] => [id, logChances[at]!]),
      ]);
    }
    for (const id of [1, 5, 20, 100]) {
      expect(Math.abs((seen.get(id) ?? 0) / draws - Math.exp(chances.get(id) ?? 0))).toBeLessThan(0.08);
    }
  });
});

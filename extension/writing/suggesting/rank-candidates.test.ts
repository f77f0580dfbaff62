import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Measured, rankCandidates } from './rank-candidates.ts';

const measured = (text: string, parts: Partial<Measured> = {}): Measured => ({
  candidate: { text, logProbability: null },
  voice: null,
  appeal: null,
  worth: null,
  ...parts,
});

describe('ranking candidates', () => {
  it('puts first what sounds like the writer, and says so', () => {
    const ranked = rankCandidates([
      measured('plain', { voice: -5 }),
      measured('mine', { voice: -2 }),
      measured('odd', { voice: -8 }),
    ]);
    expect(ranked.map(({ candidate }) => candidate.text)).toEqual(['mine', 'plain', 'odd']);
    expect(ranked[0]?.why).toEqual(['voice']);
    expect(ranked[2]?.why).toEqual([]);
  });

  it('lets the readership decide between what is equally the writer’s', () => {
    const [first] = rankCandidates([
      measured('liked', { voice: -3, appeal: 0.7 }),
      measured('not liked', { voice: -3, appeal: 0.4 }),
    ]);
    expect(first?.candidate.text).toBe('liked');
    expect(first?.why).toEqual(['appeal']);
  });

  it('keeps the engine’s order where nobody has an opinion', () => {
    const list = ['a', 'b', 'c'].map((text) => measured(text));
    expect(rankCandidates(list).map(({ candidate }) => candidate.text)).toEqual(['a', 'b', 'c']);
  });

  it('loses and invents none, whatever is measured', () => {
    const opinion = fc.option(fc.double({ noNaN: true, min: -50, max: 50 }));
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ text: fc.string({ minLength: 1 }), voice: opinion, appeal: opinion, worth: opinion }),
        ),
        (list) => {
          const ranked = rankCandidates(list.map(({ text, ...parts }) => measured(text, parts)));
          expect(ranked.map(({ candidate }) => candidate.text).sort()).toEqual(
            list.map(({ text }) => text).sort(),
          );
          expect(ranked.every(({ score }) => Number.isFinite(score))).toBe(true);
        },
      ),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { seededRandom } from '../text/hashing.ts';
import { groupEvidence, SUSPECTED, suspicion } from './suspicion.ts';

describe('suspicion of who spoils groups', () => {
  it('finds a culprit after some rounds, sooner where few groups are spoilt', () => {
    const roundsUntilFound = (share: number): number => {
      let rounds = 0;
      for (let evidence = 0; suspicion(evidence) < SUSPECTED; rounds++)
        evidence += groupEvidence(true, share);
      return rounds;
    };
    expect(roundsUntilFound(0.05)).toBe(3);
    expect(roundsUntilFound(0.25)).toBe(7);
  });

  it('lets go of who was with one by chance, and says nothing where every group is spoilt', () => {
    expect(suspicion(3 * groupEvidence(true, 0.1) + 7 * groupEvidence(false, 0.1))).toBeLessThan(0.001);
    expect(suspicion(100 * groupEvidence(true, 1))).toBeLessThan(SUSPECTED);
  });

  it('suspends hardly anybody honest, however many spoil: 20,000 lives of 100 rounds', () => {
    for (const share of [0.05, 0.25, 0.5]) {
      const random = seededRandom(`lives ${share}`);
      let suspended = 0;
      for (let life = 0; life < 20_000; life++) {
        let evidence = 0;
        for (let round = 0; round < 100 && suspicion(evidence) < SUSPECTED; round++)
          evidence += groupEvidence(random.uniform() < share, share);
        if (suspicion(evidence) >= SUSPECTED) suspended++;
      }
      expect(suspended).toBeLessThan(20);
    }
  });
});

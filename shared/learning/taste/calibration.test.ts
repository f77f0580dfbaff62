import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../text/hashing.ts';
import { calibrated, fitCalibration, usualCalibration } from './calibration.ts';

describe('calibration', () => {
  it('is the usual one without examples', () => {
    expect(fitCalibration([], [], [])).toEqual(usualCalibration);
  });

  it('finds slope and intercept from many examples', () => {
    const random = seededRandom('calibration');
    const judgements = Array.from({ length: 4000 }, () => 4 * random.uniform() - 2);
    const liked = judgements.map(
      (judgement) => random.uniform() < 1 / (1 + Math.exp(-(0.8 * judgement + 0.5))),
    );
    const { slope, intercept } = fitCalibration(judgements, liked, new Array<number>(4000).fill(1));
    expect(Math.abs(slope - 0.8)).toBeLessThan(0.12);
    expect(Math.abs(intercept - 0.5)).toBeLessThan(0.12);
  });

  it('comes to rest for labels that are perfectly told apart, huge judgements and all of one kind', () => {
    const cases: [number[], boolean[]][] = [
      [
        [-1, 1],
        [false, true],
      ],
      [
        [1e6, -1e6, 1e5],
        [false, true, true],
      ],
      [new Array<number>(50).fill(0), new Array<boolean>(50).fill(true)],
    ];
    for (const [judgements, liked] of cases) {
      const fitted = fitCalibration(
        judgements,
        liked,
        judgements.map(() => 1),
      );
      expect(Number.isFinite(fitted.slope) && Number.isFinite(fitted.intercept)).toBe(true);
      expect(fitted.slope).toBeGreaterThan(0);
    }
  });

  it('never promises certainty', () => {
    expect(calibrated(1e9, usualCalibration)).toBe(0.999);
    expect(calibrated(-1e9, usualCalibration)).toBe(0.001);
  });
});

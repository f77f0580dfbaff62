import { describe, expect, it } from 'vitest';
import { profiles } from '../../../contracts/parameters.ts';
import { type EconomyOptions, simulateRewards } from './simulate-rewards.ts';

const options: EconomyOptions = {
  epochs: 12,
  seed: 1,
  schedule: { ...profiles.production, halvingEpochs: 5 },
  crowd: 60,
  each: 3,
  roundsInEpoch: 12,
  cohort: 30,
  probationRounds: 20,
  referenceScore: 0.01,
  cap: 0.05,
  fewestRounds: 5,
};

describe('a simulated economy', () => {
  const economy = simulateRewards(options);

  it('is the same again from the same seed, and another from another', () => {
    expect(simulateRewards(options)).toEqual(economy);
    expect(simulateRewards({ ...options, seed: 2 }).pay).not.toEqual(economy.pay);
  });

  it('issues no more than an epoch’s pool, in whole wei, and halves on time', () => {
    expect(economy.withinPool).toBe(true);
    const pools = economy.emission.byEpoch.map(({ pool }) => BigInt(pool));
    expect(pools[5]).toBe(pools[4]! / 2n);
    const sum = economy.emission.byEpoch.reduce((total, { issued }) => total + BigInt(issued), 0n);
    expect(sum).toBe(BigInt(economy.emission.issued));
    expect(BigInt(economy.emission.scheduled) - sum).toBe(BigInt(economy.emission.locked));
  });

  it('pays nothing for nothing, and much less than honesty for noise', () => {
    expect(economy.pay['zero']?.wei).toBe('0');
    expect(economy.pay['replay-own']?.wei).toBe('0');
    expect(economy.pay['noise']?.mean).toBeLessThan(0.5);
  });

  it('issues nothing where nobody improves anything', () => {
    const idle = simulateRewards({ ...options, referenceScore: 1e9 });
    expect(BigInt(idle.emission.issued) * 1_000_000n).toBeLessThan(BigInt(idle.emission.scheduled));
  });

  it('bounds what a stolen signer can take by days and by what was emitted', () => {
    const { dailyCap, lossWithin, lossWhenClaimed } = economy.signerTheft;
    const days = [1n, 2n, 7n];
    for (const [at, loss] of Object.values(lossWithin).entries()) {
      expect(BigInt(loss)).toBeLessThanOrEqual(days[at]! * BigInt(dailyCap));
      expect(BigInt(loss)).toBeLessThanOrEqual(BigInt(economy.emission.scheduled));
    }
    expect(lossWhenClaimed).toBe(economy.emission.locked);
  });
});

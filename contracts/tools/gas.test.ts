import { expect, it } from 'vitest';
import { type GasFigures, measureGas } from './measure-gas.ts';

/** Gas that no claim may exceed; a little above what is measured, since signatures and addresses vary in zero bytes. */
const ceilings: [way: keyof GasFigures, gas: number][] = [
  ['firstClaim', 115_000],
  ['laterClaim', 80_500],
  ['firstOfTheDay', 97_500],
  ['batchFirst', 67_000],
  ['batchLater', 32_500],
  ['proofOf1000', 81_000],
];

it('claims cost no more gas than is promised', { timeout: 120_000 }, async () => {
  const measured = await measureGas();
  expect(ceilings.filter(([way, gas]) => measured[way] > gas).map(([way]) => [way, measured[way]])).toEqual(
    [],
  );
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { devAccount } from './dev-accounts.ts';
import {
  type Parameters,
  type ProfileName,
  parametersFor,
  parametersSchema,
  profiles,
  type Roles,
  totalEmission,
} from './parameters.ts';

const roles: Roles = {
  treasury: devAccount('treasury').address,
  guardian: devAccount('guardian').address,
  signer: devAccount('signer').address,
  proposers: [devAccount('proposer').address],
  executors: [],
};
const sound = parametersFor('production', roles, 1_800_000_000);
const names: ProfileName[] = ['production', 'laptop'];

const problemsOf = (changes: Partial<Parameters>): string[] =>
  z.safeEncode(parametersSchema, { ...sound, ...changes }).error?.issues.map((i) => i.path.join('.')) ?? [];

describe('deployment parameters', () => {
  it.each(names)('of the %s profile are sound, and use nearly all of the reward supply', (name) => {
    const parameters = parametersFor(name, roles, 1_800_000_000);
    expect(z.safeEncode(parametersSchema, parameters).error).toBeUndefined();
    expect(totalEmission(parameters)).toBeGreaterThan((parameters.rewardSupply * 99n) / 100n);
    expect(parameters.rewardSupply + parameters.treasurySupply).toBe(10n ** 27n);
  });

  it('survive JSON, amounts as decimal strings', () => {
    const json = JSON.stringify(z.encode(parametersSchema, sound));
    expect(JSON.parse(json)).toMatchObject({ rewardSupply: '600000000000000000000000000' });
    expect(parametersSchema.parse(JSON.parse(json))).toEqual(sound);
  });

  it('begin epoch 0 at a whole epoch, so that days begin at 00:00 UTC', () => {
    fc.assert(
      fc.property(fc.integer({ min: 86_400, max: 4e9 }), fc.constantFrom(...names), (now, name) => {
        const { genesis, epochLength } = parametersFor(name, roles, now);
        expect(genesis % epochLength).toBe(0);
        expect(now - genesis).toBeGreaterThanOrEqual(0);
        expect(now - genesis).toBeLessThan(epochLength);
      }),
    );
  });

  it('bound the sum of all epoch budgets as the contract computes them', () => {
    fc.assert(
      fc.property(
        fc.bigInt(1n, 1n << 40n),
        fc.integer({ min: 1, max: 5 }),
        (firstEpochBudget, halvingEpochs) => {
          let sum = 0n;
          for (let epoch = 0; epoch < 41 * halvingEpochs; epoch++) {
            sum += firstEpochBudget >> BigInt(Math.floor(epoch / halvingEpochs));
          }
          expect(totalEmission({ firstEpochBudget, halvingEpochs })).toBe(sum);
        },
      ),
    );
  });

  it('are refused when they contradict each other', () => {
    expect(problemsOf({ firstEpochBudget: sound.firstEpochBudget * 2n })).toEqual(['firstEpochBudget']);
    expect(problemsOf({ rewardSupply: 2n ** 208n })).toEqual(['rewardSupply']);
    expect(problemsOf({ dailyCap: 0n })).toEqual(['dailyCap']);
    expect(problemsOf({ roles: { ...roles, treasury: `0x${'0'.repeat(40)}` } })).toEqual(['roles.treasury']);
    expect(problemsOf({ roles: { ...roles, guardian: roles.signer } })).toEqual(['roles.guardian']);
    expect(problemsOf({ roles: { ...roles, proposers: [roles.signer] } })).toEqual(['roles.proposers']);
    expect(problemsOf({ roles: { ...roles, proposers: [] } })).toEqual(['roles.proposers']);
    expect(problemsOf({ epochLength: 0 })).toEqual(['epochLength']);
    expect(problemsOf({ genesis: 1.5 })).toEqual(['genesis']);
    expect(problemsOf({})).toEqual([]);
  });

  it.each([
    ['a wrong checksum', '0xf39fd6e51aad88F6F4ce6aB8827279cffFb92266'],
    ['the zero address', `0x${'0'.repeat(40)}`],
    ['too short', '0x1234'],
    ['a name', 'vitalik.eth'],
  ])('are refused with an address that is %s', (_what, signer) => {
    expect(problemsOf({ roles: { ...roles, signer } })).toContain('roles.signer');
  });

  it('take a lower-case address and give it back with its checksum', () => {
    const json = z.encode(parametersSchema, {
      ...sound,
      roles: { ...roles, signer: roles.signer.toLowerCase() },
    });
    expect(json.roles.signer).toBe(roles.signer);
  });

  it('refuse amounts that are no plain decimal numbers', () => {
    const json = z.encode(parametersSchema, sound);
    for (const dailyCap of ['-1', '1e18', '0x10', '1.5', '', ' 1', '007']) {
      expect(parametersSchema.safeParse({ ...json, dailyCap }).success, dailyCap).toBe(false);
    }
    expect(parametersSchema.safeParse({ ...json, surprise: 1 }).success).toBe(false);
  });

  it('give the production profile a day to react before a stolen signer takes more than half a percent', () => {
    expect(profiles.production.dailyCap * 200n).toBeLessThanOrEqual(profiles.production.rewardSupply);
  });
});

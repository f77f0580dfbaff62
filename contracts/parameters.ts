import { getAddress, isAddress, parseEther, ZeroAddress } from 'ethers';
import { z } from 'zod';

/**
 * What a deployment of $TALE is made of: the economy, the delays, and who holds which role. In memory amounts are
 * `bigint` wei; as JSON they are decimal strings (`z.encode` and `z.decode` of {@link parametersSchema}).
 */
export type Parameters = z.output<typeof parametersSchema>;
export type Roles = Parameters['roles'];
export type ProfileName = keyof typeof profiles;

/** An address in its checksummed form; a wrong checksum is refused. */
export const addressSchema = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, 'not an address: 0x and 40 hexadecimal digits are needed')
  .refine((text) => isAddress(text), {
    message: 'one character of this address is wrong (checksum)',
    abort: true,
  })
  .overwrite((text) => (isAddress(text) ? getAddress(text) : text));

const someone = addressSchema.refine((address) => address !== ZeroAddress, 'the zero address is nobody');

const wei = z.codec(
  z.string().regex(/^(0|[1-9]\d*)$/, 'not an amount: whole wei in decimal digits are needed'),
  z.bigint().nonnegative(),
  { decode: (text) => BigInt(text), encode: (amount) => amount.toString() },
);

const count = z.number().int().positive();
const seconds = z.number().int().nonnegative();

export const parametersSchema = z
  .strictObject({
    /** Held by the rewards contract, wei. */
    rewardSupply: wei,
    /** Held by the treasury, wei. */
    treasurySupply: wei,
    /** When epoch 0 begins, Unix seconds. */
    genesis: count,
    /** Seconds. */
    epochLength: count,
    /** What an epoch emits before the first halving, wei. */
    firstEpochBudget: wei,
    halvingEpochs: count,
    /** The daily release cap at the start, and the highest there will ever be, wei. */
    dailyCap: wei,
    /** Seconds that a transfer of the admin role of the rewards contract takes. */
    adminDelay: seconds.max(2 ** 48 - 1),
    /** Seconds that everything the admin does must be announced beforehand. */
    timelockDelay: seconds,
    roles: z.strictObject({
      treasury: addressSchema,
      guardian: someone,
      /** The server's voucher signer. */
      signer: someone,
      /** Who may announce, and cancel, what the admin will do. */
      proposers: z.array(someone).min(1),
      /** Who may carry it out when its time has come; empty: anyone. */
      executors: z.array(someone),
    }),
  })
  .superRefine((parameters, ctx) => {
    for (const { path, message } of contradictions(parameters))
      ctx.addIssue({ code: 'custom', path, message });
  });

/** All that a halving schedule will ever emit, wei: the sum of the budgets of all epochs. */
export function totalEmission(schedule: Pick<Parameters, 'firstEpochBudget' | 'halvingEpochs'>): bigint {
  let total = 0n;
  for (let budget = schedule.firstEpochBudget; budget > 0n; budget >>= 1n) {
    total += budget * BigInt(schedule.halvingEpochs);
  }
  return total;
}

/**
 * A profile's parameters with these role holders. Epoch 0 is the one that `chainTime` (Unix seconds of the chain's
 * newest block) falls into, counted in whole epochs from 1970: epochs of a day begin at 00:00 UTC.
 */
export function parametersFor(profile: ProfileName, roles: Roles, chainTime: number): Parameters {
  const economy = profiles[profile];
  return { ...economy, genesis: Math.max(1, chainTime - (chainTime % economy.epochLength)), roles };
}

const day = 24 * 60 * 60;

/**
 * 1,000,000,000 TALE, 60 % of them for contributors, whose budget halves every two years (every year of minutes on a
 * laptop). The production cap is three days' emission: room for those who claim seldom, and what a stolen signer
 * could take in a day.
 */
export const profiles = {
  production: {
    rewardSupply: parseEther('600000000'),
    treasurySupply: parseEther('400000000'),
    epochLength: day,
    firstEpochBudget: parseEther('410000'),
    halvingEpochs: 730,
    dailyCap: parseEther('1230000'),
    adminDelay: 2 * day,
    timelockDelay: 2 * day,
  },
  laptop: {
    rewardSupply: parseEther('600000000'),
    treasurySupply: parseEther('400000000'),
    epochLength: 60,
    firstEpochBudget: parseEther('570'),
    halvingEpochs: 365 * 24 * 60,
    dailyCap: parseEther('10000000'),
    adminDelay: 60,
    timelockDelay: 60,
  },
} satisfies Record<string, Omit<Parameters, 'genesis' | 'roles'>>;

/** What no contract would refuse, or only with a bare error, and is a mistake all the same. */
function contradictions(p: Parameters): { path: string[]; message: string }[] {
  const found: { path: string[]; message: string }[] = [];
  const require = (holds: boolean, path: string, message: string) => {
    if (!holds) found.push({ path: path.split('.'), message });
  };
  for (const amount of ['rewardSupply', 'firstEpochBudget', 'dailyCap'] as const) {
    require(p[amount] > 0n, amount, 'must be more than zero');
  }
  require(totalEmission(p) <=
    p.rewardSupply, 'firstEpochBudget', `the schedule would emit ${totalEmission(p)} wei, more than the reward supply of ${p.rewardSupply}: lower the budget or halve sooner`);
  require(p.rewardSupply + p.treasurySupply <
    2n ** 208n, 'rewardSupply', 'the supply does not fit the vote counters (2^208 wei)');
  require(p.treasurySupply === 0n ||
    p.roles.treasury !==
      ZeroAddress, 'roles.treasury', 'the treasury would receive tokens and is the zero address');
  require(p.roles.signer !==
    p.roles
      .guardian, 'roles.guardian', 'the guardian must be able to drop the signer: they cannot be the same key');
  require(!p.roles.proposers.includes(
    p.roles.signer,
  ), 'roles.proposers', 'the signer is the key most easily stolen: it must not be able to propose what the admin does');
  return found;
}

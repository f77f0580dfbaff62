import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Contract, type InterfaceAbi, JsonRpcApiProvider, type Provider, TypedDataEncoder } from 'ethers';
import { z } from 'zod';
import { abi as rewardsAbi } from './abi/TaleRewards.ts';
import { abi as tokenAbi } from './abi/TaleToken.ts';
import { abi as timelockAbi } from './abi/TimelockController.ts';
import { addressSchema, parametersSchema } from './parameters.ts';

/** The record of a deployment: where it is, and what it was made of. */
export type Deployment = z.output<typeof deploymentSchema>;

/** What went wrong with a deployment, as a code; the message says what to do. */
export type DeploymentProblem =
  | 'wrong-chain'
  | 'wrong-parameters'
  | 'dev-key'
  | 'pending-transactions'
  | 'failed-transaction'
  | 'mismatch'
  | 'unreadable-record';

export class DeploymentError extends Error {
  override readonly name = 'DeploymentError';
  readonly code: DeploymentProblem;

  constructor(code: DeploymentProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const hash = z.string().regex(/^0x[0-9a-f]{64}$/, 'not a hash of 32 bytes');

export const deploymentSchema = z.strictObject({
  version: z.literal(1),
  chainId: z.number().int().positive(),
  /** Hash of block 0. Two local chains have the same chain id and the same addresses, but not this. */
  genesisHash: hash,
  deployer: addressSchema,
  /** Number of the block of the rewards contract; its events begin here. */
  block: z.number().int().nonnegative(),
  timelock: addressSchema,
  token: addressSchema,
  rewards: addressSchema,
  transactions: z.strictObject({ timelock: hash, token: hash, rewards: hash }),
  parameters: parametersSchema,
});

/** Writes the record as JSON; a reader sees the old file or the new one, never half of it. */
export async function writeDeployment(path: string, deployment: Deployment): Promise<void> {
  const text = `${JSON.stringify(z.encode(deploymentSchema, deployment), null, 2)}\n`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}

/**
 * Reads a record; `undefined` if there is none.
 * @throws DeploymentError `unreadable-record` if the file is not a record
 */
export async function readDeployment(path: string): Promise<Deployment | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return deploymentSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new DeploymentError(
      'unreadable-record',
      `${path} is not the record of a deployment. Restore it from a backup, or remove it and deploy again.`,
      { cause },
    );
  }
}

/**
 * Asserts that `deployment` is what stands on the chain of `provider`: same chain, same contracts, same immutable
 * parameters. Holds at any time of the contracts' life, so a server asks at each start.
 * @throws DeploymentError `wrong-chain` or `mismatch`, which names each difference
 */
export async function verifyDeployment(provider: Provider, deployment: Deployment): Promise<void> {
  await assertChain(provider, deployment);
  const { token, rewards, timelock, parameters: p } = deployment;
  for (const [name, address] of Object.entries({ token, rewards, timelock })) {
    if ((await provider.getCode(address)) === '0x') {
      throw new DeploymentError(
        'mismatch',
        `There is no ${name} contract at ${address}: this chain does not have the deployment, or was reset. Deploy again.`,
      );
    }
  }
  const domain = {
    name: 'TaleRewards',
    version: '1',
    chainId: deployment.chainId,
    verifyingContract: rewards,
  };
  await assertReads(provider, [
    [token, tokenAbi, 'name', [], 'Tale'],
    [token, tokenAbi, 'symbol', [], 'TALE'],
    [token, tokenAbi, 'totalSupply', [], p.rewardSupply + p.treasurySupply],
    [rewards, rewardsAbi, 'token', [], token],
    [rewards, rewardsAbi, 'domainSeparator', [], TypedDataEncoder.hashDomain(domain)],
    [rewards, rewardsAbi, 'genesis', [], p.genesis],
    [rewards, rewardsAbi, 'epochLength', [], p.epochLength],
    [rewards, rewardsAbi, 'firstEpochBudget', [], p.firstEpochBudget],
    [rewards, rewardsAbi, 'halvingEpochs', [], p.halvingEpochs],
    [rewards, rewardsAbi, 'maxDailyRelease', [], p.dailyCap],
  ]);
}

/**
 * Asserts what holds right after deploying, and may rightly change later: balances, roles, delays, the cap.
 * @throws DeploymentError `mismatch`, which names each difference
 */
export async function verifyFreshDeployment(provider: Provider, deployment: Deployment): Promise<void> {
  await verifyDeployment(provider, deployment);
  const { token, rewards, timelock, deployer, parameters: p } = deployment;
  const [admin, guardian, signer] = [
    `0x${'0'.repeat(64)}`,
    await roleOf(provider, rewards, rewardsAbi, 'GUARDIAN_ROLE'),
    await roleOf(provider, rewards, rewardsAbi, 'SIGNER_ROLE'),
  ];
  const [proposer, executor, canceller] = [
    await roleOf(provider, timelock, timelockAbi, 'PROPOSER_ROLE'),
    await roleOf(provider, timelock, timelockAbi, 'EXECUTOR_ROLE'),
    await roleOf(provider, timelock, timelockAbi, 'CANCELLER_ROLE'),
  ];
  const executors = executorsOf(deployment);
  await assertReads(provider, [
    [token, tokenAbi, 'balanceOf', [rewards], p.rewardSupply],
    ...(p.treasurySupply > 0n
      ? [[token, tokenAbi, 'balanceOf', [p.roles.treasury], p.treasurySupply] satisfies Reading]
      : []),
    [rewards, rewardsAbi, 'defaultAdmin', [], timelock],
    [rewards, rewardsAbi, 'defaultAdminDelay', [], p.adminDelay],
    [rewards, rewardsAbi, 'hasRole', [guardian, p.roles.guardian], true],
    [rewards, rewardsAbi, 'hasRole', [signer, p.roles.signer], true],
    [rewards, rewardsAbi, 'hasRole', [admin, deployer], false],
    [rewards, rewardsAbi, 'dailyReleaseCap', [], p.dailyCap],
    [rewards, rewardsAbi, 'totalClaimed', [], 0],
    [rewards, rewardsAbi, 'paused', [], false],
    [timelock, timelockAbi, 'getMinDelay', [], p.timelockDelay],
    [timelock, timelockAbi, 'hasRole', [admin, timelock], true],
    [timelock, timelockAbi, 'hasRole', [admin, deployer], false],
    ...p.roles.proposers.flatMap((who): Reading[] => [
      [timelock, timelockAbi, 'hasRole', [proposer, who], true],
      [timelock, timelockAbi, 'hasRole', [canceller, who], true],
    ]),
    ...executors.map((who): Reading => [timelock, timelockAbi, 'hasRole', [executor, who], true]),
  ]);
}

/** The executors as the timelock wants them: the zero address stands for anyone. */
export function executorsOf({ parameters }: Pick<Deployment, 'parameters'>): string[] {
  const { executors } = parameters.roles;
  return executors.length === 0 ? ['0x0000000000000000000000000000000000000000'] : executors;
}

/**
 * The chain id that the node itself answers with. A provider that was told its network (`staticNetwork`) would only
 * repeat what it was told.
 */
export async function chainIdOf(provider: Provider): Promise<bigint> {
  if (provider instanceof JsonRpcApiProvider) return BigInt(await provider.send('eth_chainId', []));
  return (await provider.getNetwork()).chainId;
}

/** Hash of block 0 of the chain of `provider`. */
export async function genesisHashOf(provider: Provider): Promise<string> {
  const block = await provider.getBlock(0);
  if (block?.hash == null) throw new DeploymentError('wrong-chain', 'The chain does not give its block 0.');
  return block.hash;
}

async function assertChain(provider: Provider, { chainId, genesisHash }: Deployment): Promise<void> {
  const actual = await chainIdOf(provider);
  if (actual !== BigInt(chainId)) {
    throw new DeploymentError(
      'wrong-chain',
      `The deployment is on chain ${chainId}, but the node answers for chain ${actual}. Use a node of chain ${chainId}.`,
    );
  }
  const actualHash = await genesisHashOf(provider);
  if (actualHash !== genesisHash) {
    throw new DeploymentError(
      'wrong-chain',
      `Chain ${chainId} began anew (its block 0 is ${actualHash}, was ${genesisHash}): the deployment is gone. Deploy again.`,
    );
  }
}

type Reading = [address: string, abi: InterfaceAbi, name: string, args: unknown[], expected: unknown];

async function assertReads(provider: Provider, readings: Reading[]): Promise<void> {
  const differences = await Promise.all(
    readings.map(async ([address, abi, name, args, expected]) => {
      const actual: unknown = await new Contract(address, abi, provider)
        .getFunction(name)
        .staticCall(...args);
      const call = `${name}(${args.join(', ')}) of ${address}`;
      return String(actual) === String(expected) ? [] : [`${call} is ${actual}, expected ${expected}`];
    }),
  );
  const found = differences.flat();
  if (found.length > 0) {
    throw new DeploymentError('mismatch', `The contracts are not those of the record: ${found.join('; ')}.`);
  }
}

async function roleOf(provider: Provider, address: string, abi: InterfaceAbi, name: string): Promise<string> {
  return hash.parse(await new Contract(address, abi, provider).getFunction(name).staticCall());
}

import {
  ContractFactory,
  getCreateAddress,
  type InterfaceAbi,
  type Provider,
  type Signer,
  ZeroAddress,
} from 'ethers';
import { z } from 'zod';
import { abi as rewardsAbi, bytecode as rewardsBytecode } from './abi/TaleRewards.ts';
import { abi as tokenAbi, bytecode as tokenBytecode } from './abi/TaleToken.ts';
import { abi as timelockAbi, bytecode as timelockBytecode } from './abi/TimelockController.ts';
import {
  chainIdOf,
  type Deployment,
  DeploymentError,
  executorsOf,
  genesisHashOf,
  verifyFreshDeployment,
} from './deployment.ts';
import { isDevAccount, LOCAL_CHAIN_ID } from './dev-accounts.ts';
import { type Parameters, parametersSchema } from './parameters.ts';

export type DeployOptions = {
  /** Sends the three transactions and pays for them; must not send anything else meanwhile. */
  signer: Signer;
  /** The chain that is meant; any other is refused before anything is sent. */
  chainId: number;
  parameters: Parameters;
  /** Told before each transaction. */
  onStep?: (step: string) => void;
};

/** Where the contracts will stand, and the deployer's nonce that decides it. */
export type Plan = { deployer: string; nonce: number; timelock: string; token: string; rewards: string };

/**
 * Deploys the timelock, the token and the rewards contract, in this order, and asserts afterwards that all is as asked.
 *
 * Token and rewards contract need each other's address, so the addresses are predicted from the deployer's nonce
 * (CREATE: last 20 bytes of keccak256(rlp(deployer, nonce))) and each is compared once it is known.
 * @throws DeploymentError for a wrong chain, contradictory parameters, a well-known key on a public chain, other
 * transactions of the deployer, or contracts that are not as asked
 */
export async function deployTale({
  signer,
  chainId,
  parameters,
  onStep,
}: DeployOptions): Promise<Deployment> {
  const { provider, deployer, nonce, ...predicted } = await planDeployment({ signer, chainId, parameters });
  const { roles, ...p } = parameters;

  const deploy = async (
    name: 'timelock' | 'token' | 'rewards',
    abi: InterfaceAbi,
    bytecode: string,
    args: unknown[],
    offset: number,
  ) => {
    onStep?.(`deploying the ${name} to ${predicted[name]}`);
    const contract = await new ContractFactory(abi, bytecode, signer).deploy(...args, {
      nonce: nonce + offset,
    });
    const transaction = contract.deploymentTransaction();
    const receipt = await transaction?.wait();
    if (transaction == null || receipt == null || receipt.status !== 1) {
      throw new DeploymentError(
        'failed-transaction',
        `The ${name} was not deployed (transaction ${transaction?.hash}). Look it up, and deploy all again.`,
      );
    }
    if (receipt.contractAddress !== predicted[name]) {
      throw new DeploymentError(
        'pending-transactions',
        `The ${name} is at ${receipt.contractAddress} instead of ${predicted[name]}: the deployer sent something else meanwhile. Deploy all again with a key of its own.`,
      );
    }
    return { hash: transaction.hash, block: receipt.blockNumber };
  };

  const timelock = await deploy(
    'timelock',
    timelockAbi,
    timelockBytecode,
    [p.timelockDelay, roles.proposers, executorsOf({ parameters }), ZeroAddress],
    0,
  );
  const token = await deploy(
    'token',
    tokenAbi,
    tokenBytecode,
    [predicted.rewards, p.rewardSupply, roles.treasury, p.treasurySupply],
    1,
  );
  const rewards = await deploy(
    'rewards',
    rewardsAbi,
    rewardsBytecode,
    [
      predicted.token,
      predicted.timelock,
      p.adminDelay,
      roles.guardian,
      roles.signer,
      p.genesis,
      p.epochLength,
      p.firstEpochBudget,
      p.halvingEpochs,
      p.dailyCap,
    ],
    2,
  );

  const deployment: Deployment = {
    version: 1,
    chainId,
    genesisHash: await genesisHashOf(provider),
    deployer,
    block: rewards.block,
    ...predicted,
    transactions: { timelock: timelock.hash, token: token.hash, rewards: rewards.hash },
    parameters,
  };
  onStep?.('checking what was deployed');
  await verifyFreshDeployment(provider, deployment);
  return deployment;
}

/**
 * Checks everything that can be checked before a transaction is sent, and says where the contracts would stand.
 * @throws DeploymentError as {@link deployTale}
 */
export async function planDeployment({
  signer,
  chainId,
  parameters,
}: Omit<DeployOptions, 'onStep'>): Promise<Plan & { provider: Provider }> {
  const provider = signer.provider;
  if (provider === null) throw new DeploymentError('wrong-chain', 'The signer is not connected to a node.');
  const actual = await chainIdOf(provider);
  if (actual !== BigInt(chainId)) {
    throw new DeploymentError(
      'wrong-chain',
      `Chain ${chainId} is meant, but the node answers for chain ${actual}. Nothing was sent.`,
    );
  }

  const checked = z.safeEncode(parametersSchema, parameters);
  if (!checked.success) throw new DeploymentError('wrong-parameters', z.prettifyError(checked.error));

  const deployer = await signer.getAddress();
  assertNoDevAccounts(chainId, [deployer, ...holdersOf(parameters)]);

  const [nonce, pending] = await Promise.all([
    provider.getTransactionCount(deployer, 'latest'),
    provider.getTransactionCount(deployer, 'pending'),
  ]);
  if (nonce !== pending) {
    throw new DeploymentError(
      'pending-transactions',
      `${deployer} has ${pending - nonce} transactions under way, which would move the contracts' addresses. Wait for them, or use a key of its own.`,
    );
  }
  const at = (offset: number) => getCreateAddress({ from: deployer, nonce: nonce + offset });
  return { provider, deployer, nonce, timelock: at(0), token: at(1), rewards: at(2) };
}

function holdersOf({ roles }: Parameters): string[] {
  return [roles.treasury, roles.guardian, roles.signer, ...roles.proposers, ...roles.executors];
}

function assertNoDevAccounts(chainId: number, addresses: string[]): void {
  if (chainId === LOCAL_CHAIN_ID) return;
  const known = addresses.filter((address) => isDevAccount(address));
  if (known.length > 0) {
    throw new DeploymentError(
      'dev-key',
      `Everybody knows the keys of ${known.join(', ')} (accounts of local chains). Use keys of your own on chain ${chainId}.`,
    );
  }
}

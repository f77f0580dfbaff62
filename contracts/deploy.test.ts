import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import {
  Contract,
  hexlify,
  id,
  type JsonRpcProvider,
  parseEther,
  randomBytes,
  TypedDataEncoder,
  Wallet,
} from 'ethers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { abi as rewardsAbi } from './abi/TaleRewards.ts';
import { abi as tokenAbi } from './abi/TaleToken.ts';
import { abi as timelockAbi } from './abi/TimelockController.ts';
import { deployTale } from './deploy.ts';
import {
  type Deployment,
  readDeployment,
  verifyDeployment,
  verifyFreshDeployment,
  writeDeployment,
} from './deployment.ts';
import { type DevRole, devAccount } from './dev-accounts.ts';
import { type LocalChain, localProvider, startLocalChain } from './local-chain.ts';
import { type Parameters, parametersFor, type Roles } from './parameters.ts';

const claimTypes = {
  Claim: [
    { name: 'account', type: 'address' },
    { name: 'cumulative', type: 'uint256' },
    { name: 'epoch', type: 'uint64' },
    { name: 'deadline', type: 'uint64' },
  ],
};

const roles: Roles = {
  treasury: devAccount('treasury').address,
  guardian: devAccount('guardian').address,
  signer: devAccount('signer').address,
  proposers: [devAccount('proposer').address],
  executors: [],
};
const reader = devAccount('reader').address;

let chain: LocalChain;
let provider: JsonRpcProvider;
let parameters: Parameters;
let deployment: Deployment;
let untouched: string;

const wallet = (role: DevRole) => new Wallet(devAccount(role).privateKey, provider);

beforeAll(async () => {
  chain = await startLocalChain();
  provider = localProvider(chain);
  const chainTime = (await provider.getBlock('latest'))?.timestamp ?? 0;
  parameters = parametersFor('laptop', roles, chainTime);
  deployment = await deployTale({ signer: wallet('deployer'), chainId: chain.chainId, parameters });
}, 60_000);

afterAll(async () => {
  provider?.destroy();
  await chain?.stop();
});

beforeEach(async () => {
  untouched = await provider.send('evm_snapshot', []);
});

afterEach(async () => {
  await provider.send('evm_revert', [untouched]);
});

/** Moves the chain's time on. */
async function pass(seconds: number): Promise<void> {
  await provider.send('evm_increaseTime', [seconds]);
  await provider.send('evm_mine', []);
}

function domain(changes: { chainId?: number; verifyingContract?: string } = {}) {
  return {
    name: 'TaleRewards',
    version: '1',
    chainId: chain.chainId,
    verifyingContract: deployment.rewards,
    ...changes,
  };
}

const rewards = (role: DevRole) => new Contract(deployment.rewards, rewardsAbi, wallet(role));
const balanceOf = async (account: string) =>
  BigInt(
    await new Contract(deployment.token, tokenAbi, provider).getFunction('balanceOf').staticCall(account),
  );

/** The name of the custom error that a call reverts with. */
async function refusal(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => undefined,
    (reason) => reason,
  );
  if (error instanceof Error && 'revert' in error) {
    const { revert } = error;
    if (typeof revert === 'object' && revert !== null && 'name' in revert) return String(revert.name);
  }
  return `no custom error: ${String(error)}`;
}

describe('a deployment', { timeout: 60_000 }, () => {
  it('is checked as it is made, and its record survives a file', async () => {
    expect(deployment).toMatchObject({
      version: 1,
      chainId: 31337,
      deployer: devAccount('deployer').address,
    });
    const folder = await mkdtemp(join(tmpdir(), 'deployment-'));
    const path = join(folder, 'deployments', '31337.json');
    expect(await readDeployment(path)).toBeUndefined();
    await writeDeployment(path, deployment);
    expect(await readDeployment(path)).toEqual(deployment);
    await writeFile(path, '{"version":1');
    await expect(readDeployment(path)).rejects.toMatchObject({ code: 'unreadable-record' });
    await rm(folder, { recursive: true });
  });

  it('says the same in Solidity and in ethers: domain separator and claim hash', async () => {
    const claim = { account: reader, cumulative: 123n, epoch: 4n, deadline: 5n };
    const contract = rewards('relayer');
    expect(await contract.getFunction('domainSeparator').staticCall()).toBe(
      TypedDataEncoder.hashDomain(domain()),
    );
    expect(await contract.getFunction('hashClaim').staticCall(claim)).toBe(
      TypedDataEncoder.hash(domain(), claimTypes, claim),
    );
    expect(await contract.getFunction('CLAIM_TYPEHASH').staticCall()).toBe(
      id(TypedDataEncoder.from(claimTypes).encodeType('Claim')),
    );
  });

  it('pays a claim that the signer signed and a relayer submitted', async () => {
    await pass(parameters.epochLength * 2);
    const claim = { account: reader, cumulative: parseEther('12.34'), epoch: 0n, deadline: 4_000_000_000n };
    const signature = await wallet('signer').signTypedData(domain(), claimTypes, claim);
    expect(await balanceOf(reader)).toBe(0n);

    const submit = rewards('relayer').getFunction('claim');
    await (await submit(claim, roles.signer, signature)).wait();
    expect(await balanceOf(reader)).toBe(parseEther('12.34'));
    expect(await refusal(submit.staticCall(claim, roles.signer, signature))).toBe('NothingToClaim');
    await verifyDeployment(provider, deployment);
  });

  it('refuses a claim signed for another chain or another contract', async () => {
    await pass(parameters.epochLength * 2);
    const claim = { account: reader, cumulative: 1n, epoch: 0n, deadline: 4_000_000_000n };
    for (const wrong of [{ chainId: 1 }, { verifyingContract: deployment.token }]) {
      const signature = await wallet('signer').signTypedData(domain(wrong), claimTypes, claim);
      const call = rewards('relayer').getFunction('claim').staticCall(claim, roles.signer, signature);
      expect(await refusal(call)).toBe('BadSignature');
    }
  });

  it('pays by a Merkle proof of the usual library when no server is left', async () => {
    await pass(parameters.epochLength * 100);
    const leaves = [1, 2, 3, 4, 5].map((n) => [
      `0x${String(n).padStart(40, '0')}`,
      parseEther(String(n)),
      hexlify(randomBytes(32)),
    ]);
    const tree = StandardMerkleTree.of(leaves, ['address', 'uint256', 'bytes32']);
    await (await rewards('signer').getFunction('proposeRoot')(tree.root, 0)).wait();
    await pass(48 * 60 * 60);
    await (await rewards('reader').getFunction('activateRoot')()).wait();
    for (const [index, leaf] of tree.entries()) {
      const [account, cumulative, salt] = leaf;
      const submit = rewards('relayer').getFunction('claimWithProof');
      await (await submit(account, cumulative, salt, tree.getProof(index))).wait();
      expect(await balanceOf(String(account))).toBe(cumulative);
    }
  });

  it('gives a new signer its role only through the timelock, after its delay', async () => {
    const contract = rewards('proposer');
    const next = Wallet.createRandom().address;
    const role: unknown = await contract.getFunction('SIGNER_ROLE').staticCall();
    expect(await refusal(contract.getFunction('grantRole').staticCall(role, next))).toBe(
      'AccessControlUnauthorizedAccount',
    );

    const timelock = new Contract(deployment.timelock, timelockAbi, wallet('proposer'));
    const grant = contract.interface.encodeFunctionData('grantRole', [role, next]);
    const nothing = `0x${'0'.repeat(64)}`;
    const operation = [deployment.rewards, 0, grant, nothing, nothing] as const;
    await (await timelock.getFunction('schedule')(...operation, parameters.timelockDelay)).wait();
    expect(await refusal(timelock.getFunction('execute').staticCall(...operation))).toBe(
      'TimelockUnexpectedOperationState',
    );
    await pass(parameters.timelockDelay);
    await (await timelock.getFunction('execute')(...operation)).wait();
    expect(await contract.getFunction('hasRole').staticCall(role, next)).toBe(true);
  });
});

describe('deploying is refused', { timeout: 60_000 }, () => {
  const attempt = (changes: Partial<Parameters> = {}, chainId = chain.chainId) =>
    deployTale({ signer: wallet('deployer'), chainId, parameters: { ...parameters, ...changes } });

  it('on another chain than the one that is meant, before anything is sent', async () => {
    const before = await provider.getTransactionCount(devAccount('deployer').address);
    await expect(attempt({}, 1)).rejects.toMatchObject({ code: 'wrong-chain' });
    expect(await provider.getTransactionCount(devAccount('deployer').address)).toBe(before);
  });

  it('when the node is on another chain than its provider was told', async () => {
    const misled = localProvider({ url: chain.url, chainId: 1 });
    const signer = Wallet.createRandom().connect(misled);
    await expect(deployTale({ signer, chainId: 1, parameters })).rejects.toMatchObject({
      code: 'wrong-chain',
    });
    misled.destroy();
  });

  it('with contradictory parameters', async () => {
    await expect(attempt({ dailyCap: 0n })).rejects.toMatchObject({
      code: 'wrong-parameters',
      message: expect.stringContaining('dailyCap'),
    });
  });

  it('with transactions of the deployer under way', async () => {
    await provider.send('evm_setAutomine', [false]);
    await wallet('deployer').sendTransaction({ to: reader, value: 1n });
    await expect(attempt()).rejects.toMatchObject({ code: 'pending-transactions' });
    await provider.send('evm_setAutomine', [true]);
    await provider.send('evm_mine', []);
  });

  it('with a key that everybody knows, on a chain that is not local', async () => {
    const foreign = 4242;
    await provider.send('anvil_setChainId', [foreign]);
    const elsewhere = localProvider({ url: chain.url, chainId: foreign });
    try {
      const signer = new Wallet(devAccount('deployer').privateKey, elsewhere);
      await expect(deployTale({ signer, chainId: foreign, parameters })).rejects.toMatchObject({
        code: 'dev-key',
      });
      const own = Wallet.createRandom().connect(elsewhere);
      await expect(deployTale({ signer: own, chainId: foreign, parameters })).rejects.toMatchObject({
        code: 'dev-key',
      });
    } finally {
      elsewhere.destroy();
      await provider.send('anvil_setChainId', [chain.chainId]);
    }
  });
});

describe('a record is refused', { timeout: 60_000 }, () => {
  it('on a chain that began anew', async () => {
    const genesisHash = `0x${'ab'.repeat(32)}`;
    await expect(verifyDeployment(provider, { ...deployment, genesisHash })).rejects.toMatchObject({
      code: 'wrong-chain',
      message: expect.stringContaining('Deploy again'),
    });
  });

  it('on another chain', async () => {
    await expect(verifyDeployment(provider, { ...deployment, chainId: 1 })).rejects.toMatchObject({
      code: 'wrong-chain',
    });
  });

  it('where there is no contract, or another one', async () => {
    await expect(verifyDeployment(provider, { ...deployment, rewards: reader })).rejects.toMatchObject({
      code: 'mismatch',
    });
    const { token, rewards } = deployment;
    await expect(
      verifyDeployment(provider, { ...deployment, token: rewards, rewards: token }),
    ).rejects.toThrow();
  });

  it('when any parameter differs from what was deployed, by name', async () => {
    const differing: [Partial<Parameters>, string][] = [
      [{ genesis: parameters.genesis + 1 }, 'genesis'],
      [{ epochLength: 61 }, 'epochLength'],
      [{ firstEpochBudget: 1n }, 'firstEpochBudget'],
      [{ halvingEpochs: 1 }, 'halvingEpochs'],
      [{ dailyCap: 1n }, 'maxDailyRelease'],
      [{ treasurySupply: 1n }, 'totalSupply'],
    ];
    for (const [change, name] of differing) {
      const record = { ...deployment, parameters: { ...parameters, ...change } };
      await expect(verifyDeployment(provider, record)).rejects.toThrow(`${name}()`);
    }
    const asked: [Partial<Parameters>, string][] = [
      [{ adminDelay: 1 }, 'defaultAdminDelay'],
      [{ timelockDelay: 1 }, 'getMinDelay'],
      [{ roles: { ...roles, guardian: reader } }, 'hasRole'],
      [{ roles: { ...roles, signer: reader } }, 'hasRole'],
      [{ roles: { ...roles, proposers: [reader] } }, 'hasRole'],
      [{ roles: { ...roles, executors: [reader] } }, 'hasRole'],
      [{ roles: { ...roles, treasury: reader } }, 'balanceOf'],
    ];
    for (const [change, name] of asked) {
      const record = { ...deployment, parameters: { ...parameters, ...change } };
      await expect(verifyFreshDeployment(provider, record)).rejects.toThrow(`${name}(`);
    }
  });
});

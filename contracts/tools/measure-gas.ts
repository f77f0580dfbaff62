import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { Contract, type ContractTransactionResponse, id, parseEther, toBeHex, Wallet } from 'ethers';
import { abi } from '../abi/TaleRewards.ts';
import { deployTale } from '../deploy.ts';
import { devAccount } from '../dev-accounts.ts';
import { localProvider, startLocalChain } from '../local-chain.ts';
import { parametersFor } from '../parameters.ts';

/** What each way to claim costs, in gas; batches for each account. */
export type GasFigures = Record<
  'firstClaim' | 'laterClaim' | 'firstOfTheDay' | 'batchFirst' | 'batchLater' | 'proofOf1000',
  number
>;

const BATCH = 50;

/** Measures on a fresh local chain with the committed bytecode: the compiler is not needed. */
export async function measureGas(): Promise<GasFigures> {
  const chain = await startLocalChain();
  const provider = localProvider(chain);
  try {
    const [deployer, signer, relayer] = [wallet('deployer'), wallet('signer'), wallet('relayer')];
    const roles = {
      treasury: devAccount('treasury').address,
      guardian: devAccount('guardian').address,
      signer: signer.address,
      proposers: [devAccount('proposer').address],
      executors: [],
    };
    const chainTime = (await provider.getBlock('latest'))?.timestamp ?? 0;
    const parameters = parametersFor('production', roles, chainTime);
    const deployment = await deployTale({ signer: deployer, chainId: chain.chainId, parameters });
    const rewards = new Contract(deployment.rewards, abi, relayer);

    const claimOf = async (account: string, tale: number) => {
      const claim = { account, cumulative: parseEther(String(tale)), epoch: 0, deadline: 4_000_000_000 };
      return { claim, signature: await signer.signTypedData(domain, claimTypes, claim) };
    };
    const domain = {
      name: 'TaleRewards',
      version: '1',
      chainId: chain.chainId,
      verifyingContract: deployment.rewards,
    };
    const pay = async (account: string, tale: number) => {
      const { claim, signature } = await claimOf(account, tale);
      return gasOf(await rewards.getFunction('claim')(claim, signer.address, signature));
    };
    const payMany = async (tale: number) => {
      const batch = await Promise.all(
        Array.from({ length: BATCH }, (_, n) => claimOf(accountOf(100 + n), tale)),
      );
      const [claims, signatures] = [batch.map((b) => b.claim), batch.map((b) => b.signature)];
      const gas = await gasOf(await rewards.getFunction('claimMany')(claims, signer.address, signatures));
      return Math.round(gas / BATCH);
    };
    const nextDay = async (days = 1) => {
      await provider.send('evm_increaseTime', [days * 24 * 60 * 60]);
      await provider.send('evm_mine', []);
    };

    await nextDay();
    await pay(accountOf(1), 1);
    const firstClaim = await pay(accountOf(2), 1);
    const laterClaim = await pay(accountOf(2), 2);
    const batchFirst = await payMany(1);
    const batchLater = await payMany(2);
    await nextDay();
    const firstOfTheDay = await pay(accountOf(2), 3);

    const leaves = Array.from({ length: 1000 }, (_, n) => [
      accountOf(n + 1),
      parseEther('4'),
      id(`salt ${n}`),
    ]);
    const tree = StandardMerkleTree.of(leaves, ['address', 'uint256', 'bytes32']);
    const asSigner = new Contract(deployment.rewards, abi, signer);
    await gasOf(await asSigner.getFunction('proposeRoot')(tree.root, 0));
    await nextDay(2);
    await gasOf(await rewards.getFunction('activateRoot')());
    await pay(accountOf(1), 2);
    const [account, cumulative, salt] = leaves[1] ?? [];
    const byProof = rewards.getFunction('claimWithProof');
    const proofOf1000 = await gasOf(await byProof(account, cumulative, salt, tree.getProof(1)));

    return { firstClaim, laterClaim, firstOfTheDay, batchFirst, batchLater, proofOf1000 };
  } finally {
    provider.destroy();
    await chain.stop();
  }

  function wallet(role: Parameters<typeof devAccount>[0]): Wallet {
    return new Wallet(devAccount(role).privateKey, provider);
  }
}

const claimTypes = {
  Claim: [
    { name: 'account', type: 'address' },
    { name: 'cumulative', type: 'uint256' },
    { name: 'epoch', type: 'uint64' },
    { name: 'deadline', type: 'uint64' },
  ],
};

function accountOf(n: number): string {
  return toBeHex(0xacc0_0000 + n, 20);
}

async function gasOf(transaction: ContractTransactionResponse): Promise<number> {
  const receipt = await transaction.wait();
  if (receipt === null) throw new Error(`Transaction ${transaction.hash} has no receipt.`);
  return Number(receipt.gasUsed);
}

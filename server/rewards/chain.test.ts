import { randomBytes } from 'node:crypto';
import { Contract, type JsonRpcProvider, Wallet } from 'ethers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { abi as rewardsAbi } from '../../contracts/abi/TaleRewards.ts';
import { abi as tokenAbi } from '../../contracts/abi/TaleToken.ts';
import { deployTale } from '../../contracts/deploy.ts';
import type { Deployment } from '../../contracts/deployment.ts';
import { devAccount } from '../../contracts/dev-accounts.ts';
import { type LocalChain, localProvider, startLocalChain } from '../../contracts/local-chain.ts';
import { parametersFor } from '../../contracts/parameters.ts';
import { toHex } from '../../shared/crypto/hex.ts';
import { exitLeaf } from '../../shared/exit-path/exit-leaf.ts';
import { exitTree } from '../../shared/exit-path/exit-tree.ts';
import { addressSchema, weiSchema } from '../../shared/protocol/ids.ts';
import { type Voucher, voucherSchema } from '../../shared/protocol/voucher.ts';
import { type Door, startDoor } from '../../tests/e2e/door.ts';
import { connectChain, type RewardsChain } from './chain.ts';
import { claimSchema } from './voucher-signer.ts';

const RELAYER = devAccount('relayer').address;
let local: LocalChain;
let provider: JsonRpcProvider;
let deployment: Deployment;
let door: Door;
let chain: RewardsChain;

beforeAll(async () => {
  local = await startLocalChain();
  provider = localProvider(local);
  door = await startDoor(local.url, () => 'pass');
  const roles = {
    treasury: devAccount('treasury').address,
    guardian: devAccount('guardian').address,
    signer: devAccount('signer').address,
    proposers: [devAccount('proposer').address],
    executors: [],
  };
  const block = await provider.getBlock('latest');
  deployment = await deployTale({
    signer: new Wallet(devAccount('deployer').privateKey, provider),
    chainId: local.chainId,
    parameters: parametersFor('laptop', roles, block?.timestamp ?? 0),
  });
  await provider.send('evm_increaseTime', [120]);
  await provider.send('evm_mine', []);
  chain = await connectChain({
    rpcUrl: door.url,
    rewards: deployment.rewards,
    token: deployment.token,
    signer: { is: 'key', key: devAccount('signer').privateKey },
    relayerKey: devAccount('relayer').privateKey,
    publishRpc: true,
  });
}, 60_000);
afterAll(async () => {
  chain?.close();
  provider?.destroy();
  await door?.close();
  await local?.stop();
});
afterEach(() => {
  door.behave = () => 'pass';
});

/** A voucher for somebody new, of 5 wei if nothing else is said. */
async function voucher(cumulative = '5'): Promise<Voucher> {
  const account = Wallet.createRandom().address;
  const deadline = (await chain.chainTime()) + 1000;
  const claim = claimSchema.parse({ account, cumulative, epoch: 0, deadline });
  const { chainId, rewards: contract, voucherSigner } = chain;
  const signature = await voucherSigner.signClaim(claim);
  return voucherSchema.parse({ ...claim, chainId, contract, signer: voucherSigner.address, signature });
}
const sent = () => provider.getTransactionCount(RELAYER);
const balanceOf = (account: string): Promise<bigint> =>
  new Contract(deployment.token, tokenAbi, provider).getFunction('balanceOf').staticCall(account);
/** Refuses to take any transaction, and answers everything else. */
const takesNothing = (_: string, body: Buffer) =>
  body.includes('eth_sendRawTransaction') ? ('drop' as const) : ('pass' as const);

describe('relaying to a real chain', () => {
  it('sends the claims of many people at once, each paid', async () => {
    const before = await sent();
    const vouchers = await Promise.all(Array.from({ length: 4 }, () => voucher()));
    const outcomes = await Promise.all(vouchers.map((each) => chain.relayClaim(each)));
    expect(outcomes.map(({ is }) => is)).toEqual(['sent', 'sent', 'sent', 'sent']);
    for (const { account } of vouchers) expect(await balanceOf(account)).toBe(5n);
    // All of them in one transaction.
    expect(new Set(outcomes.map((outcome) => (outcome.is === 'sent' ? outcome.tx : outcome.is))).size).toBe(
      1,
    );
    expect(await sent()).toBe(before + 1);
  });

  it('sends those that the contract would pay, and answers the others, in one go', async () => {
    const [good, paid, forged] = await Promise.all([voucher(), voucher(), voucher()]);
    await chain.relayClaim(paid);
    const before = await sent();
    const outcomes = await Promise.all(
      [good, paid, voucherSchema.parse({ ...forged, cumulative: '6' })].map((each) => chain.relayClaim(each)),
    );
    expect(outcomes).toMatchObject([
      { is: 'sent' },
      { is: 'already-paid' },
      { is: 'refused', error: 'BadSignature' },
    ]);
    expect(await balanceOf(good.account)).toBe(5n);
    expect(await sent()).toBe(before + 1);
  });

  it('puts a claim that is stuck in no block in its own place, for more, and it is paid once', async () => {
    await provider.send('evm_setAutomine', [false]);
    try {
      const before = await sent();
      const one = await voucher();
      const first = await chain.relayClaim(one);
      expect(first.is).toBe('sent');
      const again = await chain.relayClaim(one, first.is === 'sent' ? first.tx : '');
      expect(again.is).toBe('sent');
      expect(again).not.toEqual(first);
      await provider.send('evm_mine', []);
      expect(await chain.receipt(again.is === 'sent' ? again.tx : '')).toMatchObject({ ok: true });
      expect(await chain.receipt(first.is === 'sent' ? first.tx : '')).toBeNull();
      expect(await sent()).toBe(before + 1);
      expect(await balanceOf(one.account)).toBe(5n);
    } finally {
      await provider.send('evm_setAutomine', [true]);
    }
  });

  it('sends one voucher once, however often it is relayed at the same moment', async () => {
    const before = await sent();
    const one = await voucher();
    const outcomes = await Promise.all([one, one, one].map((each) => chain.relayClaim(each)));
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    expect(outcomes[0]?.is).toBe('sent');
    expect(await sent()).toBe(before + 1);
  });

  it('goes on with the next claim after one that the chain did not take', async () => {
    const one = await voucher();
    door.behave = takesNothing;
    await expect(chain.relayClaim(one)).rejects.toMatchObject({ refusal: { code: 'CHAIN_UNAVAILABLE' } });
    door.behave = () => 'pass';
    expect(await chain.relayClaim(await voucher())).toMatchObject({ is: 'sent' });
    expect(await chain.relayClaim(one)).toMatchObject({ is: 'sent' });
    expect(await balanceOf(one.account)).toBe(5n);
  });

  it('passes on what the contract says, as an answer and not as trouble', async () => {
    const one = await voucher();
    expect(await chain.relayClaim(voucherSchema.parse({ ...one, cumulative: '6' }))).toMatchObject({
      is: 'refused',
      error: 'BadSignature',
    });
  });
});

describe('reading what a real chain has paid', () => {
  it('tells every payment once, from block to block, and what is left', async () => {
    const before = await chain.claimsSince(0);
    const one = await voucher();
    await chain.relayClaim(one);
    const after = await chain.claimsSince(before.nextBlock);
    expect(after.claims).toEqual([{ account: one.account, cumulative: 5n }]);
    expect((await chain.claimsSince(after.nextBlock)).claims).toEqual([]);
    const { held, totalClaimed } = await chain.supply();
    expect(totalClaimed).toBe(BigInt(5 * (before.claims.length + 1)));
    expect(held + totalClaimed).toBe(600_000_000n * 10n ** 18n);
  });
});

describe('roots of the exit path on a real chain', () => {
  const claimFor = (account: string) => ({
    account: addressSchema.parse(account),
    cumulative: weiSchema.parse('7'),
    salt: `0x${randomBytes(32).toString('hex')}`,
  });

  it('are proposed, wait, stand, and pay whoever has a proof', async () => {
    const claims = [1, 2, 3].map(() => claimFor(Wallet.createRandom().address));
    const tree = exitTree(claims.map(exitLeaf));
    const root = `0x${toHex(tree.root)}`;
    expect(await chain.exitState()).toEqual({ root: null, pending: null, pendingReadyAt: 0 });
    await chain.voucherSigner.proposeRoot({ root, epoch: 0, claims });
    const { pending, pendingReadyAt } = await chain.exitState();
    expect(pending).toBe(root);
    expect(pendingReadyAt - (await chain.chainTime())).toBe(48 * 3600);
    await expect(chain.activateRoot()).rejects.toThrow();
    await provider.send('evm_increaseTime', [48 * 3600]);
    await provider.send('evm_mine', []);
    await chain.activateRoot();
    expect((await chain.exitState()).root).toBe(root);

    const rewards = new Contract(
      deployment.rewards,
      rewardsAbi,
      new Wallet(devAccount('reader').privateKey, provider),
    );
    for (const claim of claims) {
      const at = tree.leaves.findIndex((leaf) => toHex(leaf) === toHex(exitLeaf(claim)));
      const proof = tree.proofOf(at).map((node) => `0x${toHex(node)}`);
      const sent = await rewards
        .getFunction('claimWithProof')
        .send(claim.account, claim.cumulative, claim.salt, proof);
      await sent.wait();
      expect(await balanceOf(claim.account)).toBe(7n);
    }
  });

  it('are known as dropped when the guardian dropped them', async () => {
    const root = `0x${'cd'.repeat(32)}`;
    await chain.voucherSigner.proposeRoot({ root, epoch: 0, claims: [claimFor(RELAYER)] });
    expect(await chain.wasCancelled(root)).toBe(false);
    const guardian = new Wallet(devAccount('guardian').privateKey, provider);
    await (
      await new Contract(deployment.rewards, rewardsAbi, guardian).getFunction('cancelRoot').send()
    ).wait();
    expect(await chain.wasCancelled(root)).toBe(true);
    expect((await chain.exitState()).pending).toBeNull();
  });
});

describe('claims that do not fit into one day together', () => {
  it('are sent one by one, until the cap of the day is reached', async () => {
    // Enough was emitted then for both of them.
    await provider.send('evm_increaseTime', [60 * 24 * 3600]);
    await provider.send('evm_mine', []);
    const most = 6_000_000n * 10n ** 18n;
    const both = [await voucher(most.toString()), await voucher(most.toString())];
    const outcomes = await Promise.all(both.map((each) => chain.relayClaim(each)));
    expect(outcomes).toMatchObject([{ is: 'sent' }, { is: 'refused', error: 'DailyCapReached' }]);
    expect(await balanceOf(both[0]?.account ?? '')).toBe(most);
    expect(await balanceOf(both[1]?.account ?? '')).toBe(0n);
  });
});

describe('a chain that does not answer', () => {
  it('is told as such by every question, and answers when it is back', async () => {
    const one = await voucher();
    door.behave = () => 'drop';
    const unavailable = { refusal: { code: 'CHAIN_UNAVAILABLE', message: expect.stringContaining('chain') } };
    await expect(chain.currentEpoch()).rejects.toMatchObject(unavailable);
    await expect(chain.chainTime()).rejects.toMatchObject(unavailable);
    await expect(chain.claimed(one.account)).rejects.toMatchObject(unavailable);
    await expect(chain.receipt(`0x${'ab'.repeat(32)}`)).rejects.toMatchObject(unavailable);
    await expect(chain.relayClaim(one)).rejects.toMatchObject(unavailable);
    door.behave = () => 'pass';
    expect(await chain.currentEpoch()).toBeGreaterThan(0);
    expect(await chain.relayClaim(one)).toMatchObject({ is: 'sent' });
  });
});

describe('the votes of an account', () => {
  it('are those that are delegated to it, now and at a block', async () => {
    const treasury = new Wallet(devAccount('treasury').privateKey, provider);
    const token = new Contract(deployment.token, tokenAbi, treasury);
    const held = BigInt(await token.getFunction('balanceOf').staticCall(treasury.address));
    expect(held).toBeGreaterThan(0n);
    expect(await chain.votesOf(treasury.address, null)).toBe(0n);
    await (await token.getFunction('delegate').send(treasury.address)).wait();
    const delegated = (await provider.getBlockNumber()) - 1;
    expect(await chain.votesOf(treasury.address, null)).toBe(held);
    expect(await chain.votesOf(treasury.address, delegated)).toBe(0n);
    await provider.send('evm_mine', []);
    expect(await chain.votesBlock()).toBe(delegated + 1);
    expect(await chain.votesOf(treasury.address, await chain.votesBlock())).toBe(held);
  });
});

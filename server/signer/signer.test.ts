import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JsonRpcProvider, Wallet } from 'ethers';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deployTale } from '../../contracts/deploy.ts';
import type { Deployment } from '../../contracts/deployment.ts';
import { devAccount } from '../../contracts/dev-accounts.ts';
import { type LocalChain, localProvider, startLocalChain } from '../../contracts/local-chain.ts';
import { parametersFor } from '../../contracts/parameters.ts';
import { toHex } from '../../shared/crypto/hex.ts';
import { exitLeaf } from '../../shared/exit-path/exit-leaf.ts';
import { exitTree } from '../../shared/exit-path/exit-tree.ts';
import { voucherSchema } from '../../shared/protocol/voucher.ts';
import { connectChain, type RewardsChain } from '../rewards/chain.ts';
import { type Claim, claimSchema, exitClaimSchema } from '../rewards/voucher-signer.ts';
import { type RunningSigner, signerConfigSchema, startSigner } from './signer.ts';

const SECRET = 'a secret that both of them know, long enough';
const TALE = 10n ** 18n;

let local: LocalChain;
let provider: JsonRpcProvider;
let deployment: Deployment;
let folder: string;
let signer: RunningSigner;
let chain: RewardsChain;

const start = (): Promise<RunningSigner> =>
  startSigner(
    signerConfigSchema.parse({
      PORT: '0',
      DATA_DIR: join(folder, 'signer'),
      RPC_URL: local.url,
      REWARDS_ADDRESS: deployment.rewards,
      TOKEN_ADDRESS: deployment.token,
      SIGNER_KEY: devAccount('signer').privateKey,
      SIGNER_SECRET: SECRET,
    }),
    pino({ level: 'silent' }),
  );
const connect = (secret = SECRET): Promise<RewardsChain> =>
  connectChain({
    rpcUrl: local.url,
    rewards: deployment.rewards,
    token: deployment.token,
    signer: { is: 'remote', url: signer.url, secret },
    relayerKey: devAccount('relayer').privateKey,
    publishRpc: true,
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prompttale-signer-'));
  local = await startLocalChain();
  provider = localProvider(local);
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
  signer = await start();
  chain = await connect();
}, 60_000);
afterAll(async () => {
  chain?.close();
  await signer?.stop();
  provider?.destroy();
  await local?.stop();
  await rm(folder, { recursive: true, force: true });
});

const someone = (): string => Wallet.createRandom().address;
const claim = async (change: Partial<Record<keyof Claim, unknown>> = {}): Promise<Claim> =>
  claimSchema.parse({
    account: someone(),
    cumulative: TALE.toString(),
    epoch: 0,
    deadline: (await chain.chainTime()) + 1000,
    ...change,
  });
const sign = (claimed: Claim) => chain.voucherSigner.signClaim(claimed);

describe('a signer of its own', () => {
  it('signs claims that the contract pays, for a server that has no key', async () => {
    const claimed = await claim();
    const voucher = voucherSchema.parse({
      ...claimed,
      chainId: chain.chainId,
      contract: chain.rewards,
      signer: chain.voucherSigner.address,
      signature: await sign(claimed),
    });
    expect(await chain.relayClaim(voucher)).toMatchObject({ is: 'sent' });
    expect(await chain.claimed(claimed.account)).toBe(TALE);
  });

  it('keeps a ledger of its own, also over a restart: no total falls, in whatever letters the account is written', async () => {
    const account = someone();
    await sign(await claim({ account, cumulative: (5n * TALE).toString() }));
    const lower = await claim({ account: account.toLowerCase(), cumulative: (4n * TALE).toString() });
    await expect(sign(lower)).rejects.toThrow('a total may never fall');
    await signer.stop();
    signer = await start();
    chain.close();
    chain = await connect();
    await expect(sign(lower)).rejects.toThrow('a total may never fall');
    await expect(
      sign({ ...lower, cumulative: claimSchema.shape.cumulative.parse((6n * TALE).toString()) }),
    ).resolves.toMatch(/^0x/);
  });

  it('believes the chain, and not the server, about epochs, emission and time', async () => {
    const epoch = await chain.currentEpoch();
    await expect(sign(await claim({ epoch }))).rejects.toThrow('has not ended');
    const emitted = await chain.emittedThrough(epoch - 1);
    const account = someone();
    await expect(sign(await claim({ account, cumulative: emitted.toString() }))).rejects.toThrow('emitted');
    // What was refused is not on its books.
    await expect(sign(await claim({ account, cumulative: '1' }))).resolves.toMatch(/^0x/);
    const deadline = (await chain.chainTime()) + 3 * 365 * 24 * 3600;
    await expect(sign(await claim({ deadline }))).rejects.toThrow('deadline');
  });

  it('proposes a root only with all that it pays, and of no less than was signed', async () => {
    const account = someone();
    await sign(await claim({ account, cumulative: (2n * TALE).toString() }));
    const rootOf = (cumulative: bigint) => {
      const claims = [account, someone()].map((who, i) =>
        exitClaimSchema.parse({
          account: who,
          cumulative: (i === 0 ? cumulative : TALE).toString(),
          salt: `0x${'5a'.repeat(32)}`,
        }),
      );
      return { epoch: 0, root: `0x${toHex(exitTree(claims.map(exitLeaf)).root)}`, claims };
    };
    const sound = rootOf(2n * TALE);
    const propose = chain.voucherSigner.proposeRoot;
    await expect(propose({ ...sound, root: `0x${'ab'.repeat(32)}` })).rejects.toThrow('another root');
    await expect(propose(rootOf(TALE))).rejects.toThrow('a total may never fall');
    await expect(propose({ ...sound, epoch: 99 })).rejects.toThrow('has not ended');
    await propose(sound);
    expect((await chain.exitState()).pending).toBe(sound.root);
  });

  it('answers nobody without the secret, and nothing that is no claim', async () => {
    const ask = (path: string, body: string, secret = SECRET) =>
      fetch(`${signer.url}${path}`, { method: 'POST', body, headers: { authorization: `Bearer ${secret}` } });
    const text = JSON.stringify(await claim());
    expect((await ask('/sign-claim', text, 'another secret')).status).toBe(401);
    expect((await fetch(`${signer.url}/sign-claim`, { method: 'POST', body: text })).status).toBe(401);
    for (const nonsense of ['', '{', '{}', '[]', text.replace('"epoch":0', '"epoch":-1')])
      expect((await ask('/sign-claim', nonsense)).status).toBe(400);
    expect((await ask('/propose-root', '{"claims":[]}')).status).toBe(400);
    expect((await ask('/sign-claim', text)).status).toBe(200);
  });
});

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonRpcProvider } from 'ethers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDeployment, verifyDeployment } from '../deployment.ts';
import { devAccount } from '../dev-accounts.ts';
import { type LocalChain, localProvider, startLocalChain } from '../local-chain.ts';

let chain: LocalChain;
let provider: JsonRpcProvider;
let folder: string;
let environment: Record<string, string>;

beforeAll(async () => {
  chain = await startLocalChain();
  provider = localProvider(chain);
  folder = await mkdtemp(join(tmpdir(), 'deploy-network-'));
  environment = {
    RPC_URL: chain.url,
    DEPLOYER_KEY: devAccount('deployer').privateKey,
    CHAIN_ID: String(chain.chainId),
    TREASURY: devAccount('treasury').address,
    GUARDIAN: devAccount('guardian').address,
    SIGNER: devAccount('signer').address,
    PROPOSERS: `${devAccount('proposer').address}, ${devAccount('relayer').address}`,
    DEPLOYMENT_FILE: join(folder, 'deployments', '31337.json'),
  };
}, 60_000);

afterAll(async () => {
  provider?.destroy();
  await chain?.stop();
  await rm(folder, { recursive: true, force: true });
});

function run(
  args: string[],
  changes: Record<string, string> = {},
): Promise<{ code: number; stderr: string }> {
  const command = ['--import', 'tsx', join(import.meta.dirname, 'deploy-network.ts'), ...args];
  const env = { PATH: process.env['PATH'], ...environment, ...changes };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, command, { env }, (_error, _stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stderr }),
    );
  });
}

describe('deploying from the command line', { timeout: 60_000 }, () => {
  it('only says what it would do, then does it, and does it once', async () => {
    const path = environment['DEPLOYMENT_FILE'] ?? '';
    const dry = await run([]);
    expect(dry.stderr).toContain('Nothing was sent');
    expect(dry.code).toBe(0);
    expect(await readDeployment(path)).toBeUndefined();

    expect((await run(['--send'])).code).toBe(0);
    const deployment = await readDeployment(path);
    if (deployment === undefined) throw new Error('no record was written');
    expect(dry.stderr).toContain(deployment.rewards);
    expect(deployment.parameters.roles.proposers).toHaveLength(2);
    await verifyDeployment(provider, deployment);

    const again = await run(['--send']);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('already records a deployment');
  });

  it('names what is wrong with the environment, and never prints the key', async () => {
    const { code, stderr } = await run([], { GUARDIAN: '0x12', DEPLOYER_KEY: '0xsecret' });
    expect(code).toBe(2);
    expect(stderr).toContain('GUARDIAN');
    expect(stderr).toContain('DEPLOYER_KEY');
    expect(stderr).not.toContain('secret');
  });

  it('refuses a node of another chain', async () => {
    const { code, stderr } = await run(['--send'], {
      CHAIN_ID: '1',
      DEPLOYMENT_FILE: join(folder, 'one.json'),
    });
    expect(code).toBe(1);
    expect(stderr).toContain('answers for chain 31337');
  });
});

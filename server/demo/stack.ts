import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NonceManager, Wallet } from 'ethers';
import type { Logger } from 'pino';
import { deployTale } from '../../contracts/deploy.ts';
import {
  type Deployment,
  readDeployment,
  verifyDeployment,
  writeDeployment,
} from '../../contracts/deployment.ts';
import { devAccount } from '../../contracts/dev-accounts.ts';
import { type LocalChain, localProvider, startLocalChain } from '../../contracts/local-chain.ts';
import { parametersFor } from '../../contracts/parameters.ts';
import { laptopProfile, readConfig } from '../config.ts';
import { type RunningServer, startServer } from '../main.ts';
import { serveLibrary } from './library/serve.ts';

export interface StackOptions {
  /** Everything is kept here: database, blobs, chain, the library's visitors. */
  readonly dataFolder: string;
  /** 0 takes any free port. */
  readonly ports: { readonly server: number; readonly library: number; readonly chain: number };
  readonly logger: Logger;
  /** Server settings beyond the laptop profile's. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Told what is being started. */
  readonly onStep?: (step: string) => void;
}

/** The whole product on one machine: chain with contracts, aggregation server, demo library. */
export interface Stack {
  readonly chain: LocalChain;
  readonly deployment: Deployment;
  readonly server: RunningServer;
  readonly library: { readonly url: string };
  stop(): Promise<void>;
}

const PROBE_PACK = fileURLToPath(new URL('./probe-pack.json', import.meta.url));
/** Seconds between blocks: chain time goes on, so that epochs end even when nobody claims. */
const BLOCK_SECONDS = 2;

/**
 * Starts the stack; a second start with the same folder goes on where the first one was.
 * @throws with what to do when a port is taken or a part does not come up; what had started is stopped again
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { dataFolder, ports, logger, onStep = () => undefined } = options;
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    await mkdir(dataFolder, { recursive: true });
    onStep('starting the local chain');
    const chain = await startLocalChain({
      port: ports.chain,
      stateFile: join(dataFolder, 'chain', 'state.json'),
      blockTime: BLOCK_SECONDS,
    });
    stops.push(() => chain.stop());
    const deployment = await deployed(chain, join(dataFolder, 'chain', 'deployment.json'), onStep);

    onStep('starting the aggregation server');
    const server = await startServer(
      readConfig({
        ...laptopProfile,
        DATA_DIR: dataFolder,
        PORT: String(ports.server),
        PROBE_PACK,
        RPC_URL: chain.url,
        REWARDS_ADDRESS: deployment.rewards,
        TOKEN_ADDRESS: deployment.token,
        SIGNER_KEY: devAccount('signer').privateKey,
        RELAYER_KEY: devAccount('relayer').privateKey,
        ...options.settings,
      }),
      logger,
    );
    stops.push(() => server.stop());

    onStep('opening the demo library');
    const library = await serveLibrary({ port: ports.library, dataFile: join(dataFolder, 'library.json') });
    stops.push(() => library.close());
    return { chain, deployment, server, library, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The contracts on this chain: those recorded, if they are still there, else freshly deployed ones. */
async function deployed(
  chain: LocalChain,
  record: string,
  onStep: (step: string) => void,
): Promise<Deployment> {
  const provider = localProvider(chain);
  try {
    const known = await readDeployment(record);
    if (known !== undefined) {
      try {
        await verifyDeployment(provider, known);
        return known;
      } catch {
        onStep('the chain was reset; deploying the contracts anew');
      }
    }
    const block = await provider.getBlock('latest');
    const roles = {
      treasury: devAccount('treasury').address,
      guardian: devAccount('guardian').address,
      signer: devAccount('signer').address,
      proposers: [devAccount('proposer').address],
      executors: [],
    };
    const deployment = await deployTale({
      signer: new NonceManager(new Wallet(devAccount('deployer').privateKey, provider)),
      chainId: chain.chainId,
      parameters: parametersFor('laptop', roles, block?.timestamp ?? Math.floor(Date.now() / 1000)),
      onStep,
    });
    await writeDeployment(record, deployment);
    return deployment;
  } finally {
    provider.destroy();
  }
}
